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
import { day, type Instant, latest, wholeDays } from '../../model/time.ts';
import { ageOf } from '../age.ts';
import { aggravations } from '../aggravations.ts';
import { about } from '../evidence.ts';
import { isKeptByPeople } from '../subjects.ts';

const options = {
  maxAgeDays: {
    default: 90,
    min: 1,
    unit: 'days',
    doc: "Whole days up to which a secret's value need not be changed.",
  },
} as const satisfies OptionSpecs;

export const oldSecret: Detector<typeof options> = {
  id: 'secretsmanager.old-secret',
  title: 'Secret has kept its value for too long',
  reads: ['secrets'],
  options,
  *evaluate(estate, { maxAgeDays }) {
    for (const subject of subjectsOf(estate, 'secret'))
      yield judgeSecret(subject, maxAgeDays, estate.snapshot.takenAt);
  },
};

function judgeSecret(subject: Subject<Secret>, maxAgeDays: number, takenAt: Instant): Verdict {
  const { credential } = subject;
  if (!isKeptByPeople(credential)) return pass(subject);
  const { proved, possible } = valueDates(credential);
  const age = ageOf("the date of the secret's value", proved ?? null, takenAt);
  if ('unknown' in age) return unknown(subject, FACT_SOURCES.secrets, age.unknown);
  if (age.days <= maxAgeDays) return pass(subject);
  const newest = possible ?? age.since;
  if (wholeDays(newest, takenAt) > maxAgeDays) return failed(subject, newest, maxAgeDays, takenAt);
  return unknown(
    subject,
    'secretsmanager:ListSecretVersionIds',
    'the secret was changed lately, but whether its value was is not known',
  );
}

/**
 * When the value is proved to have changed, and when at the latest it can have. The current version's date is exact;
 * Secrets Manager's "last changed" moves with a tag or a description too, so it only says that the value is no younger.
 */
function valueDates({ versions, rotation, createdAt, lastChangedAt }: Secret) {
  const exact = versions.find(({ stages }) => stages.includes('AWSCURRENT'))?.createdAt;
  if (exact !== undefined) return { proved: exact, possible: exact };
  const proved = latest(rotation.lastRotatedAt, createdAt ?? undefined);
  return { proved, possible: latest(proved, lastChangedAt) };
}

function failed(subject: Subject<Secret>, changed: Instant, maxAgeDays: number, takenAt: Instant): Verdict {
  const { credential } = subject;
  const { lastRotatedAt } = credential.rotation;
  const rotated = lastRotatedAt === undefined ? 'never rotated' : `last rotated on ${day(lastRotatedAt)}`;
  return fail(subject, {
    title: `${called(credential)} has kept its value for too long`,
    reasons: [
      { points: 40, text: `${rotated}, and its value is from ${day(changed)} or before` },
      ...aggravations(subject, takenAt, ['exposed', 'leaver', 'ownerless']),
    ],
    evidence: {
      ...about(subject),
      rotationEnabled: credential.rotation.enabled,
      lastRotatedAt: lastRotatedAt ?? null,
      valueChangedAt: changed,
      policy: { maxAgeDays },
    },
    remedy:
      'Make a new value beside the old one where it is checked, store it here, and revoke the old one when nothing uses it any more; then turn rotation on, which rotates at once.',
  });
}
