import type { LoginProfile } from '../../model/credential.ts';
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
import { ageOf, isAhead, knownUntil, lastSeen } from '../age.ts';
import { aggravations } from '../aggravations.ts';
import { about } from '../evidence.ts';

const options = {
  unusedDays: {
    default: 45,
    min: 1,
    unit: 'days',
    doc: 'Whole days without a sign-in, or since it was set when there was none, after which a console password is unused.',
  },
} as const satisfies OptionSpecs;

export const unusedPassword: Detector<typeof options> = {
  id: 'iam.unused-password',
  title: 'Console password is no longer used',
  reads: ['console-passwords'],
  options,
  *evaluate(estate, { unusedDays }) {
    for (const subject of subjectsOf(estate, 'login-profile'))
      yield judgePassword(subject, unusedDays, estate.snapshot.takenAt);
  },
};

const REPORT = FACT_SOURCES['console-passwords'];

function judgePassword(subject: Subject<LoginProfile>, unusedDays: number, takenAt: Instant): Verdict {
  const { lastUsed, createdAt } = subject.credential;
  const seen = lastSeen(subject);
  if (seen !== undefined && isAhead(seen, takenAt))
    return unknown(subject, REPORT, 'the last sign-in lies after the moment of judging');
  // A sign-in that any source shows is certain, even when the report does not tell.
  if (seen !== undefined && wholeDays(seen, takenAt) <= unusedDays) return pass(subject);
  if (lastUsed.state === 'unknown')
    return unknown(subject, lastUsed.missing, 'when the console password was last used is not known');
  const since = ageOf('when the console password was set', seen ?? createdAt, takenAt);
  if ('unknown' in since) return unknown(subject, REPORT, since.unknown);
  if (since.days <= unusedDays) return pass(subject);
  if (wholeDays(since.since, knownUntil(lastUsed.asOf, takenAt)) <= unusedDays)
    return unknown(subject, REPORT, 'the credential report is too old to judge by');
  const text = seen === undefined ? `set on ${day(since.since)} and never used` : `last used on ${day(seen)}`;
  return failed(subject, { text, since: since.since, unusedDays, takenAt });
}

function failed(
  subject: Subject<LoginProfile>,
  {
    text,
    since,
    unusedDays,
    takenAt,
  }: {
    readonly text: string;
    readonly since: Instant;
    readonly unusedDays: number;
    readonly takenAt: Instant;
  },
): Verdict {
  const { mfa } = subject.credential;
  return fail(subject, {
    title: `${called(subject.credential)} is not used any more`,
    reasons: [
      { points: 40, text },
      ...(mfa === 'no' ? [{ points: 10, text: 'nothing but the password is asked for' }] : []),
      ...aggravations(subject, takenAt, ['administrator', 'exposed', 'leaver', 'ownerless']),
    ],
    evidence: { ...about(subject), mfa, since: day(since), policy: { unusedDays } },
    remedy:
      'Ask its owner; note the groups and policies of the user, then delete the password alone: the user and its access keys go on working, and a new password can be set when it was needed after all.',
  });
}
