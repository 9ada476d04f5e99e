import type { Secret, SecretVersion } from '../../model/credential.ts';
import {
  type Detector,
  fail,
  type OptionSpecs,
  pass,
  subjectsOf,
  unknown,
  type Verdict,
} from '../../model/detector.ts';
import type { Subject } from '../../model/estate.ts';
import { FACT_SOURCES } from '../../model/facts.ts';
import { called } from '../../model/kinds.ts';
import type { Reason } from '../../model/severity.ts';
import { addDays, day, type Instant } from '../../model/time.ts';
import { aggravations } from '../aggravations.ts';
import { about } from '../evidence.ts';
import { isKeptByPeople } from '../subjects.ts';

const options = {
  graceDays: {
    default: 1,
    min: 0,
    unit: 'days',
    doc: 'Whole days that a rotation may be late, or under way, before it counts as failing.',
  },
} as const satisfies OptionSpecs;

export const rotationFailing: Detector<typeof options> = {
  id: 'secretsmanager.rotation-failing',
  title: 'Rotation of the secret fails or is overdue',
  reads: ['secrets'],
  options,
  *evaluate(estate, { graceDays }) {
    for (const subject of subjectsOf(estate, 'secret'))
      yield judgeSecret(subject, graceDays, estate.snapshot.takenAt);
  },
};

function judgeSecret(subject: Subject<Secret>, graceDays: number, takenAt: Instant): Verdict {
  const { credential } = subject;
  if (!isKeptByPeople(credential)) return pass(subject);
  const isPast = (due: Instant) => addDays(due, graceDays) < takenAt;
  const [first, ...further] = [...overdue(credential, isPast), ...stuck(credential, isPast)];
  if (first !== undefined) return failed(subject, [first, ...further], graceDays, takenAt);
  if (pending(credential).some(({ createdAt }) => createdAt === undefined)) {
    return unknown(
      subject,
      'secretsmanager:ListSecretVersionIds',
      'since when a rotation is under way is not known',
    );
  }
  if (credential.rotation.enabled && dueDates(credential).length === 0) {
    return unknown(subject, FACT_SOURCES.secrets, 'when the secret is next to be rotated is not known');
  }
  return pass(subject);
}

function overdue(secret: Secret, isPast: (due: Instant) => boolean): readonly Reason[] {
  const [due] = secret.rotation.enabled ? dueDates(secret).filter(isPast).toSorted() : [];
  return due === undefined ? [] : [{ points: 50, text: `rotation is on, and was due on ${day(due)}` }];
}

/** When a rotation should have happened, by what AWS announced and by the days agreed. */
function dueDates({ rotation }: Secret): readonly Instant[] {
  const { nextRotationAt, lastRotatedAt, everyDays } = rotation;
  const byDays =
    lastRotatedAt !== undefined && everyDays !== undefined ? addDays(lastRotatedAt, everyDays) : undefined;
  // What was announced before the last rotation was met by it.
  const announced =
    nextRotationAt !== undefined && (lastRotatedAt ?? '') >= nextRotationAt ? undefined : nextRotationAt;
  return [announced, byDays].filter((due) => due !== undefined);
}

/** A pending version that stays blocks every further rotation. */
function stuck(secret: Secret, isPast: (due: Instant) => boolean): readonly Reason[] {
  const [oldest] = pending(secret)
    .flatMap(({ createdAt }) => createdAt ?? [])
    .filter(isPast)
    .toSorted();
  return oldest === undefined ? [] : [{ points: 50, text: `a rotation begun on ${day(oldest)} did not end` }];
}

function pending({ versions }: Secret): readonly SecretVersion[] {
  return versions.filter(({ stages }) => stages.includes('AWSPENDING') && !stages.includes('AWSCURRENT'));
}

function failed(
  subject: Subject<Secret>,
  reasons: readonly [Reason, ...Reason[]],
  graceDays: number,
  takenAt: Instant,
): Verdict {
  const { credential } = subject;
  // The next date is left out: AWS may move it with every attempt.
  const { everyDays, schedule, lastRotatedAt } = credential.rotation;
  const [worst] = reasons;
  return fail(subject, {
    title: `${called(credential)} is not rotated as it should be`,
    reasons: [
      worst,
      ...reasons.slice(1).map(({ text }) => ({ points: 10, text })),
      ...aggravations(subject, takenAt, ['exposed', 'in-use', 'ownerless']),
    ],
    evidence: {
      ...about(subject),
      rotation: {
        everyDays: everyDays ?? null,
        schedule: schedule ?? null,
        lastRotatedAt: lastRotatedAt ?? null,
      },
      pendingVersions: pending(credential).map(({ id, createdAt }) => ({ id, createdAt: createdAt ?? null })),
      policy: { graceDays },
    },
    remedy:
      "See that AWSCURRENT still works; then read the rotation function's log, mend it, take AWSPENDING off a version that is stuck, and rotate again.",
  });
}
