import type { Secret, SecretVersion } from '../model/credential.ts';
import { addDays, type Instant } from '../model/time.ts';

/** Versions that wait to become current: a rotation under way, or what one left behind. */
export function pendingVersions({ versions }: Secret): readonly SecretVersion[] {
  return versions.filter(({ stages }) => stages.includes('AWSPENDING') && !stages.includes('AWSCURRENT'));
}

/** When a rotation should have happened, by what AWS announced and by the days agreed, earliest first. */
export function dueDates({ rotation }: Secret): readonly Instant[] {
  const { nextRotationAt, lastRotatedAt, everyDays } = rotation;
  const byDays =
    lastRotatedAt !== undefined && everyDays !== undefined ? addDays(lastRotatedAt, everyDays) : undefined;
  // What was announced before the last rotation was met by it.
  const announced =
    nextRotationAt !== undefined && (lastRotatedAt ?? '') >= nextRotationAt ? undefined : nextRotationAt;
  return [announced, byDays].filter((due) => due !== undefined).toSorted();
}

/** The earliest date at which a rotation that is on was due, and more than so many days ago. */
export function overdueSince(secret: Secret, graceDays: number, takenAt: Instant): Instant | undefined {
  return secret.rotation.enabled
    ? dueDates(secret).find((due) => isPast(due, graceDays, takenAt))
    : undefined;
}

/** Whether a moment lies more than so many days back. */
export function isPast(moment: Instant, graceDays: number, takenAt: Instant): boolean {
  return addDays(moment, graceDays) < takenAt;
}
