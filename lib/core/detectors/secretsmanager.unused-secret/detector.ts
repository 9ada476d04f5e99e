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
import { day, type Instant, wholeDays } from '../../model/time.ts';
import { ageOf, isAhead, knownUntil } from '../age.ts';
import { aggravations } from '../aggravations.ts';
import { about } from '../evidence.ts';
import { isKeptByPeople } from '../subjects.ts';

const options = {
  unusedDays: {
    default: 90,
    min: 1,
    unit: 'days',
    doc: 'Whole days without access, or since creation when it was never read, after which a secret is unused.',
  },
} as const satisfies OptionSpecs;

export const unusedSecret: Detector<typeof options> = {
  id: 'secretsmanager.unused-secret',
  title: 'Secret is no longer read',
  reads: ['secrets'],
  options,
  *evaluate(estate, { unusedDays }) {
    for (const subject of subjectsOf(estate, 'secret'))
      yield judgeSecret(subject, unusedDays, estate.snapshot.takenAt);
  },
};

function judgeSecret(subject: Subject<Secret>, unusedDays: number, takenAt: Instant): Verdict {
  const { credential } = subject;
  const { lastUsed, createdAt } = credential;
  if (!isKeptByPeople(credential)) return pass(subject);
  if (lastUsed.state === 'unknown') {
    return unknown(subject, lastUsed.missing, 'when the secret was last read is not known');
  }
  if (lastUsed.state === 'used' && isAhead(lastUsed.at, takenAt)) {
    return unknown(
      subject,
      FACT_SOURCES.secrets,
      'the last access to the secret lies after the moment of judging',
    );
  }
  if (lastUsed.state === 'used' && wholeDays(lastUsed.at, takenAt) <= unusedDays) return pass(subject);
  // Never read: a new secret has as long as one that fell silent.
  const age = ageOf(
    'the creation date of the secret',
    lastUsed.state === 'used' ? lastUsed.at : createdAt,
    takenAt,
  );
  if ('unknown' in age) return unknown(subject, FACT_SOURCES.secrets, age.unknown);
  if (age.days <= unusedDays) return pass(subject);
  const { since } = age;
  if (wholeDays(since, knownUntil(lastUsed.asOf, takenAt)) <= unusedDays) {
    return unknown(
      subject,
      FACT_SOURCES.secrets,
      'the last access to the secret was read too long ago to judge by',
    );
  }
  const text =
    lastUsed.state === 'used' ? `last read on ${day(since)}` : `made on ${day(since)} and never read`;
  return fail(subject, {
    title: `${called(credential)} is not read any more`,
    reasons: [
      { points: 30, text },
      ...aggravations(subject, takenAt, ['exposed', 'leaver', 'ownerless', 'age']),
    ],
    evidence: {
      ...about(subject),
      lastAccess: lastUsed.state === 'used' ? day(since) : null,
      policy: { unusedDays },
    },
    remedy:
      'Ask its owner; schedule its deletion with a recovery window, and revoke what its value opens, which deleting does not.',
  });
}
