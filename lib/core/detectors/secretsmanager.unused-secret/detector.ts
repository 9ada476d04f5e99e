import type { LastUse, Secret } from '../../model/credential.ts';
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
import { addDays, day, type Instant, wholeDays } from '../../model/time.ts';
import { ageOf, isAhead, knownUntil } from '../age.ts';
import { aggravations } from '../aggravations.ts';
import { about } from '../evidence.ts';
import { lastReadAnywhere } from '../replicas.ts';
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
    const lastRead = lastReadAnywhere(estate);
    for (const subject of subjectsOf(estate, 'secret'))
      yield judgeSecret(subject, lastRead(subject.credential), unusedDays, estate.snapshot.takenAt);
  },
};

function judgeSecret(
  subject: Subject<Secret>,
  lastUsed: LastUse,
  unusedDays: number,
  takenAt: Instant,
): Verdict {
  const { credential } = subject;
  if (!isKeptByPeople(credential)) return pass(subject);
  if (lastUsed.state === 'unknown') {
    return unknown(subject, lastUsed.missing, 'when the secret was last read is not known');
  }
  if (lastUsed.state === 'used' && isAhead(lastUsed.at, takenAt)) {
    const reason = 'the last access to the secret lies after the moment of judging';
    return unknown(subject, FACT_SOURCES.secrets, reason);
  }
  const quiet = quietSince(credential, lastUsed);
  if (quiet !== null && lastUsed.state === 'used' && wholeDays(quiet, takenAt) <= unusedDays)
    return pass(subject);
  const age = ageOf('the creation date of the secret', quiet, takenAt);
  if ('unknown' in age) return unknown(subject, FACT_SOURCES.secrets, age.unknown);
  if (age.days <= unusedDays) return pass(subject);
  if (wholeDays(age.since, knownUntil(lastUsed.asOf, takenAt)) <= unusedDays) {
    const reason = 'the last access to the secret was read too long ago to judge by';
    return unknown(subject, FACT_SOURCES.secrets, reason);
  }
  return failed(subject, lastUsed, unusedDays, takenAt);
}

/**
 * Since when nobody can have read it: the end of the day of the last read, for Secrets Manager tells no hour. One that
 * was never read has as long as one that fell silent.
 */
function quietSince({ createdAt }: Secret, lastUsed: LastUse): Instant | null {
  return lastUsed.state === 'used' ? addDays(day(lastUsed.at), 1) : createdAt;
}

function failed(subject: Subject<Secret>, lastUsed: LastUse, unusedDays: number, takenAt: Instant): Verdict {
  const { credential } = subject;
  const lastRead = lastUsed.state === 'used' ? day(lastUsed.at) : null;
  const text =
    lastRead === null
      ? `made on ${day(credential.createdAt ?? takenAt)} and never read`
      : `last read on ${lastRead}`;
  return fail(subject, {
    title: `${called(credential)} is not read any more`,
    reasons: [
      { points: 30, text },
      ...aggravations(subject, takenAt, ['exposed', 'leaver', 'ownerless', 'age']),
    ],
    evidence: { ...about(subject), lastAccess: lastRead, policy: { unusedDays } },
    remedy:
      'Ask its owner; schedule its deletion with a recovery window, and revoke what its value opens, which deleting does not.',
  });
}
