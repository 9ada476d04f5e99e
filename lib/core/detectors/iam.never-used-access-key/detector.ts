import type { AccessKey } from '../../model/credential.ts';
import { type Detector, fail, type OptionSpecs, pass, unknown, type Verdict } from '../../model/detector.ts';
import type { Subject } from '../../model/estate.ts';
import { FACT_SOURCES } from '../../model/facts.ts';
import { called } from '../../model/kinds.ts';
import { day, type Instant, wholeDays } from '../../model/time.ts';
import { ageOf, knownUntil, lastSeen } from '../age.ts';
import { aggravations } from '../aggravations.ts';
import { about } from '../evidence.ts';
import { userKeys } from '../subjects.ts';

const options = {
  graceDays: {
    default: 7,
    min: 0,
    unit: 'days',
    doc: 'Whole days that a new access key may wait for its first use.',
  },
} as const satisfies OptionSpecs;

export const neverUsedAccessKey: Detector<typeof options> = {
  id: 'iam.never-used-access-key',
  title: 'Active access key was never used',
  reads: ['access-keys', 'last-used'],
  options,
  *evaluate(estate, { graceDays }) {
    for (const subject of userKeys(estate)) yield judgeKey(subject, graceDays, estate.snapshot.takenAt);
  },
};

function judgeKey(subject: Subject<AccessKey>, graceDays: number, takenAt: Instant): Verdict {
  const { status, lastUsed, createdAt } = subject.credential;
  if (status === 'Inactive' || lastUsed.state === 'used' || lastSeen(subject) !== undefined)
    return pass(subject);
  if (lastUsed.state === 'unknown') {
    return unknown(subject, lastUsed.missing, 'whether the access key was ever used is not known');
  }
  const age = ageOf('the creation date of the access key', createdAt, takenAt);
  if ('unknown' in age) return unknown(subject, FACT_SOURCES['access-keys'], age.unknown);
  if (age.days <= graceDays) return pass(subject);
  if (wholeDays(age.since, knownUntil(lastUsed.asOf, takenAt)) <= graceDays) {
    return unknown(
      subject,
      FACT_SOURCES['last-used'],
      'the last use of the access key was read too long ago to judge by',
    );
  }
  return fail(subject, {
    title: `${called(subject.credential)} is active but was never used`,
    reasons: [
      { points: 40, text: `active, made on ${day(age.since)} and never used` },
      ...aggravations(subject, takenAt, ['administrator', 'exposed', 'leaver', 'ownerless']),
    ],
    evidence: { ...about(subject), policy: { graceDays } },
    remedy:
      'Ask whoever made it what it is for; look at its last use once more, for what was read of it may be hours old; then deactivate it, and delete it after a while.',
  });
}
