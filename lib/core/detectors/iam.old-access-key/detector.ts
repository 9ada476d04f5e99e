import type { AccessKey } from '../../model/credential.ts';
import { type Detector, fail, type OptionSpecs, pass, unknown, type Verdict } from '../../model/detector.ts';
import type { Subject } from '../../model/estate.ts';
import { FACT_SOURCES } from '../../model/facts.ts';
import { called } from '../../model/kinds.ts';
import { day, type Instant } from '../../model/time.ts';
import { ageOf } from '../age.ts';
import { aggravations, EVERY_AGGRAVATION } from '../aggravations.ts';
import { about } from '../evidence.ts';
import { userKeys } from '../subjects.ts';

const options = {
  maxAgeDays: {
    default: 90,
    min: 1,
    unit: 'days',
    doc: 'Whole days since its creation up to which an active access key need not be rotated.',
  },
} as const satisfies OptionSpecs;

export const oldAccessKey: Detector<typeof options> = {
  id: 'iam.old-access-key',
  title: 'Active access key is past its rotation age',
  reads: ['access-keys'],
  options,
  *evaluate(estate, { maxAgeDays }) {
    for (const subject of userKeys(estate)) yield judgeKey(subject, maxAgeDays, estate.snapshot.takenAt);
  },
};

function judgeKey(subject: Subject<AccessKey>, maxAgeDays: number, takenAt: Instant): Verdict {
  const { status, createdAt } = subject.credential;
  if (status === 'Inactive') return pass(subject);
  const age = ageOf('the creation date of the access key', createdAt, takenAt);
  if ('unknown' in age) return unknown(subject, FACT_SOURCES['access-keys'], age.unknown);
  if (age.days <= maxAgeDays) return pass(subject);
  return fail(subject, {
    title: `${called(subject.credential)} is past its rotation age`,
    reasons: [
      { points: 40, text: `active, and made on ${day(age.since)}` },
      ...aggravations(subject, takenAt, EVERY_AGGRAVATION),
    ],
    evidence: { ...about(subject), policy: { maxAgeDays } },
    remedy:
      'Make a second key, move every holder to it, see that the old one falls silent, and only then deactivate it; better, replace it by a role.',
  });
}
