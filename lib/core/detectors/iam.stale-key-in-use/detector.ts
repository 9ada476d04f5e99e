import type { AccessKey } from '../../model/credential.ts';
import { type Detector, fail, type OptionSpecs, pass, unknown, type Verdict } from '../../model/detector.ts';
import type { Subject } from '../../model/estate.ts';
import { FACT_SOURCES } from '../../model/facts.ts';
import { called } from '../../model/kinds.ts';
import type { Reason } from '../../model/severity.ts';
import { addDays, day, type Instant, wholeDays } from '../../model/time.ts';
import type { Usage } from '../../model/usage.ts';
import { ageOf, isAhead } from '../age.ts';
import { aggravations } from '../aggravations.ts';
import { type Blind, blindTo } from '../blind.ts';
import { about } from '../evidence.ts';
import { userKeys } from '../subjects.ts';

const options = {
  staleDays: {
    default: 45,
    min: 1,
    unit: 'days',
    doc: 'Whole days without use after which IAM calls an access key stale, and within which CloudTrail shows it in use.',
  },
} as const satisfies OptionSpecs;

export const staleKeyInUse: Detector<typeof options> = {
  id: 'iam.stale-key-in-use',
  title: 'Access key that IAM calls unused is in use',
  reads: ['access-keys', 'last-used', 'usage'],
  options,
  *evaluate(estate, { staleDays }) {
    const blind = blindTo(estate.snapshot, ['usage']);
    for (const subject of userKeys(estate)) {
      const hidden = blind(subject.credential);
      yield judgeKey(subject, { staleDays, takenAt: estate.snapshot.takenAt, hidden });
    }
  },
};

interface Judging {
  readonly staleDays: number;
  readonly takenAt: Instant;
  /** Why CloudTrail may not show a use. */
  readonly hidden: Blind | undefined;
}

function judgeKey(subject: Subject<AccessKey>, judging: Judging): Verdict {
  const { takenAt, staleDays, hidden } = judging;
  const { status, lastUsed, createdAt } = subject.credential;
  if (status === 'Inactive') return pass(subject);
  if (lastUsed.state === 'unknown') {
    return unknown(
      subject,
      lastUsed.missing,
      'what IAM tells of the last use of the access key was not read',
    );
  }
  const silent = ageOf(
    'the creation date of the access key',
    lastUsed.state === 'used' ? lastUsed.at : createdAt,
    takenAt,
  );
  if ('unknown' in silent) return unknown(subject, FACT_SOURCES['access-keys'], silent.unknown);
  if (silent.days <= staleDays) return pass(subject);
  const { usage } = subject;
  if (usage !== undefined && isAhead(usage.lastSeen, takenAt))
    return unknown(subject, FACT_SOURCES.usage, 'CloudTrail shows calls after the moment of judging');
  if (usage !== undefined && wholeDays(usage.lastSeen, takenAt) <= staleDays)
    return failed(subject, usage, judging);
  if (hidden === undefined) return pass(subject);
  return unknown(
    subject,
    hidden.missing,
    `whether CloudTrail shows the access key in use is not known: ${hidden.reason}`,
  );
}

function failed(subject: Subject<AccessKey>, usage: Usage, { staleDays, takenAt }: Judging): Verdict {
  const { lastUsed, createdAt } = subject.credential;
  const told =
    lastUsed.state === 'used'
      ? `IAM knows of no use since ${day(lastUsed.at)}`
      : `IAM knows of no use since it was made${createdAt === null ? '' : ` on ${day(createdAt)}`}`;
  return fail(subject, {
    title: `${called(subject.credential)} looks unused, and is in use`,
    reasons: [
      { points: 45, text: `${told}, but CloudTrail shows calls` },
      late(subject, usage),
      ...aggravations(subject, takenAt, [
        'administrator',
        'exposed',
        'leaver',
        'external',
        'ownerless',
        'age',
      ]),
    ],
    evidence: {
      ...about(subject),
      lastUseInIam: lastUsed.state === 'used' ? day(lastUsed.at) : null,
      policy: { staleDays },
    },
    remedy:
      'Do not rotate or retire it by its last use: whoever believed IAM would cut a key that works. Ask its owner whether the calls are theirs (a key that sleeps and wakes may be in other hands), find its users in CloudTrail, and deactivate it only when both are silent.',
  });
}

/** IAM's record lags by hours; a call that is a day older than the record should be in it. */
function late({ credential: { lastUsed } }: Subject<AccessKey>, { firstSeen, lastSeen }: Usage): Reason {
  const unheard = lastUsed.state === 'used' && firstSeen <= lastUsed.at ? lastSeen : firstSeen;
  return lastUsed.state !== 'unknown' && addDays(unheard, 1) < lastUsed.asOf
    ? { points: 5, text: 'IAM had time to learn of them: its record is wrong' }
    : { points: 0, text: "IAM's record may lag behind them" };
}
