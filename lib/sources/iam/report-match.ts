import type { LastUse } from '../../core/model/credential.ts';
import type { Instant } from '../../core/model/time.ts';
import type { ReportKey } from './parse-credential-report.ts';
import type { AccessKeyItem } from './schemas.ts';

/**
 * What the credential report says of a key. It has no key ids, so they are matched by creation time to the
 * second; a match that could be another key's is none.
 * @param siblings the listed keys of the same user, this one with them
 * @param slots the user's keys in the report
 */
export function reportedUse(
  key: AccessKeyItem,
  siblings: readonly AccessKeyItem[],
  slots: readonly ReportKey[],
  missing: string,
): LastUse {
  const unknown: LastUse = { state: 'unknown', missing };
  const { CreateDate: createdAt } = key;
  if (createdAt === undefined) return unknown;
  const [slot, other] = slots.filter((candidate) => sameSecond(candidate.createdAt, createdAt));
  if (slot === undefined) return unknown;
  if (other !== undefined)
    return sameAnswer(slot.lastUsed, other.lastUsed) ? orMissing(slot, unknown) : unknown;
  const twins = siblings.filter(({ CreateDate }) => sameSecond(CreateDate ?? null, createdAt));
  return twins.length === 1 ? orMissing(slot, unknown) : unknown;
}

function orMissing({ lastUsed }: ReportKey, unknown: LastUse): LastUse {
  return lastUsed.state === 'unknown' ? unknown : lastUsed;
}

export function sameSecond(a: Instant | null, b: Instant): boolean {
  return a !== null && a.slice(0, 19) === b.slice(0, 19);
}

function sameAnswer(a: LastUse, b: LastUse): boolean {
  if (a.state !== 'used' || b.state !== 'used') return a.state === b.state;
  return a.at === b.at && a.service === b.service && a.region === b.region;
}
