import type { Secret } from '../../model/credential.ts';
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
import { day, type Instant } from '../../model/time.ts';
import { aggravations } from '../aggravations.ts';
import { about } from '../evidence.ts';
import { dueDates, overdueSince, pendingVersions } from '../rotation.ts';
import { isKeptByPeople } from '../subjects.ts';

const options = {
  graceDays: {
    default: 1,
    min: 0,
    unit: 'days',
    doc: 'Whole days that a rotation may be late before it counts as failing.',
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
  if (!isKeptByPeople(credential) || isToldAsPending(credential)) return pass(subject);
  const due = overdueSince(credential, graceDays, takenAt);
  if (due !== undefined) return failed(subject, due, graceDays, takenAt);
  if (credential.rotation.enabled && dueDates(credential).length === 0) {
    return unknown(subject, FACT_SOURCES.secrets, 'when the secret is next to be rotated is not known');
  }
  return pass(subject);
}

/**
 * A version that waits is why a rotation is late: secretsmanager.stray-pending tells it, with the lateness. Where it
 * can't judge, because the version's date was not read, the lateness is told here.
 */
function isToldAsPending(secret: Secret): boolean {
  const pending = pendingVersions(secret);
  return pending.length > 0 && pending.every(({ createdAt }) => createdAt !== undefined);
}

function failed(subject: Subject<Secret>, due: Instant, graceDays: number, takenAt: Instant): Verdict {
  const { credential } = subject;
  // The next date is left out: AWS may move it with every attempt.
  const { everyDays, schedule, lastRotatedAt } = credential.rotation;
  return fail(subject, {
    title: `${called(credential)} is not rotated as it should be`,
    reasons: [
      { points: 50, text: `rotation is on, and was due on ${day(due)}` },
      ...aggravations(subject, takenAt, ['exposed', 'in-use', 'ownerless']),
    ],
    evidence: {
      ...about(subject),
      rotation: {
        everyDays: everyDays ?? null,
        schedule: schedule ?? null,
        lastRotatedAt: lastRotatedAt ?? null,
        function: credential.rotationFunction ?? null,
      },
      policy: { graceDays },
    },
    remedy:
      'See that AWSCURRENT still works; then see that the rotation function is there and may be called by Secrets Manager, read its log, mend it, and rotate again.',
  });
}
