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
import { called } from '../../model/kinds.ts';
import { day, type Instant } from '../../model/time.ts';
import { aggravations } from '../aggravations.ts';
import { about } from '../evidence.ts';
import { isPast, overdueSince, pendingVersions } from '../rotation.ts';
import { isKeptByPeople } from '../subjects.ts';

const options = {
  graceDays: {
    default: 1,
    min: 0,
    unit: 'days',
    doc: 'Whole days that a version may be AWSPENDING without becoming current.',
  },
} as const satisfies OptionSpecs;

export const strayPending: Detector<typeof options> = {
  id: 'secretsmanager.stray-pending',
  title: 'A rotation left a pending version behind',
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
  const pending = pendingVersions(credential);
  const [oldest] = pending
    .flatMap(({ createdAt }) => createdAt ?? [])
    .filter((createdAt) => isPast(createdAt, graceDays, takenAt))
    .toSorted();
  if (oldest !== undefined) return failed(subject, oldest, graceDays, takenAt);
  if (pending.some(({ createdAt }) => createdAt === undefined || createdAt > takenAt)) {
    const reason = 'since when a version is pending is not known';
    return unknown(subject, 'secretsmanager:ListSecretVersionIds', reason);
  }
  return pass(subject);
}

function failed(subject: Subject<Secret>, oldest: Instant, graceDays: number, takenAt: Instant): Verdict {
  const { credential } = subject;
  const due = overdueSince(credential, graceDays, takenAt);
  const late = due === undefined ? [] : [{ points: 10, text: `rotation is on, and was due on ${day(due)}` }];
  return fail(subject, {
    title: `${called(credential)} has a version that has been pending for too long`,
    reasons: [
      { points: 50, text: `a rotation begun on ${day(oldest)} did not end, and blocks the next one` },
      ...late,
      ...aggravations(subject, takenAt, ['exposed', 'in-use', 'ownerless']),
    ],
    evidence: {
      ...about(subject),
      rotationEnabled: credential.rotation.enabled,
      lastRotatedAt: credential.rotation.lastRotatedAt ?? null,
      rotationFunction: credential.rotationFunction ?? null,
      pendingVersions: pendingVersions(credential).map(({ id, createdAt }) => ({
        id,
        createdAt: createdAt ?? null,
      })),
      policy: { graceDays },
    },
    remedy:
      "See that AWSCURRENT still works, and whether what the secret opens was already given the pending value; then take AWSPENDING off that version (update-secret-version-stage with --remove-from-version-id), read the rotation function's log, mend it, and rotate again.",
  });
}
