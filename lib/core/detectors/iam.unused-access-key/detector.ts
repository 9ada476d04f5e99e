import type { AccessKey } from '../../model/credential.ts';
import { type Detector, fail, type OptionSpecs, pass, unknown, type Verdict } from '../../model/detector.ts';
import type { Subject } from '../../model/estate.ts';
import { FACT_SOURCES } from '../../model/facts.ts';
import { called } from '../../model/kinds.ts';
import { day, type Instant, wholeDays } from '../../model/time.ts';
import { isAhead, knownUntil, lastSeen } from '../age.ts';
import { aggravations } from '../aggravations.ts';
import { about } from '../evidence.ts';
import { userKeys } from '../subjects.ts';

const options = {
  unusedDays: {
    default: 45,
    min: 1,
    unit: 'days',
    doc: 'Whole days without use after which an active access key is unused.',
  },
} as const satisfies OptionSpecs;

export const unusedAccessKey: Detector<typeof options> = {
  id: 'iam.unused-access-key',
  title: 'Active access key is no longer used',
  reads: ['access-keys', 'last-used'],
  options,
  *evaluate(estate, { unusedDays }) {
    for (const subject of userKeys(estate)) yield judgeKey(subject, unusedDays, estate.snapshot.takenAt);
  },
};

function judgeKey(subject: Subject<AccessKey>, unusedDays: number, takenAt: Instant): Verdict {
  const { status, lastUsed } = subject.credential;
  if (status === 'Inactive') return pass(subject);
  const seen = lastSeen(subject);
  if (seen !== undefined && isAhead(seen, takenAt)) {
    return unknown(
      subject,
      FACT_SOURCES['last-used'],
      'the last use of the access key lies after the moment of judging',
    );
  }
  // Use that any source shows is certain, even when another source could not be read.
  if (seen !== undefined && wholeDays(seen, takenAt) <= unusedDays) return pass(subject);
  if (lastUsed.state === 'unknown') {
    return unknown(subject, lastUsed.missing, 'when the access key was last used is not known');
  }
  // Never used is iam.never-used-access-key's matter.
  if (seen === undefined) return pass(subject);
  if (wholeDays(seen, knownUntil(lastUsed.asOf, takenAt)) <= unusedDays) {
    return unknown(
      subject,
      FACT_SOURCES['last-used'],
      'the last use of the access key was read too long ago to judge by',
    );
  }
  return failed(subject, seen, unusedDays, takenAt);
}

function failed(subject: Subject<AccessKey>, seen: Instant, unusedDays: number, takenAt: Instant): Verdict {
  return fail(subject, {
    title: `${called(subject.credential)} is active but unused`,
    reasons: [
      { points: 40, text: `active, and last used on ${day(seen)}` },
      ...aggravations(subject, takenAt, ['administrator', 'exposed', 'leaver', 'ownerless', 'age']),
    ],
    evidence: { ...about(subject), lastSeen: day(seen), policy: { unusedDays } },
    remedy:
      'Ask its owner; deactivate it (which can be undone), watch what depends on it, and only then delete it.',
  });
}
