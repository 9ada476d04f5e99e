import type { RoleSession } from '../../model/credential.ts';
import { type Detector, fail, type OptionSpecs, pass, unknown, type Verdict } from '../../model/detector.ts';
import type { Subject } from '../../model/estate.ts';
import { FACT_SOURCES } from '../../model/facts.ts';
import { called } from '../../model/kinds.ts';
import type { Reason } from '../../model/severity.ts';
import { addDays, day, type Instant, wholeDays } from '../../model/time.ts';
import { assumers } from '../../policy/assumers.ts';
import { ageOf, isAhead, knownUntil } from '../age.ts';
import { aggravations } from '../aggravations.ts';
import { about } from '../evidence.ts';
import { rolesOf } from '../subjects.ts';

const options = {
  unusedDays: {
    default: 90,
    min: 1,
    unit: 'days',
    doc: 'Whole days without use after which a role is unused; a younger role has that long to be used at all.',
  },
} as const satisfies OptionSpecs;

/** IAM User Guide, "Last accessed information": uses older than this are not told. */
const TRACKED_DAYS = 400;

export const unusedRole: Detector<typeof options> = {
  id: 'iam.unused-role',
  title: 'Role is no longer used',
  reads: ['roles'],
  options,
  *evaluate(estate, { unusedDays }) {
    for (const { subject, trust } of rolesOf(estate))
      yield judgeRole(subject, trust, unusedDays, estate.snapshot.takenAt);
  },
};

function judgeRole(
  subject: Subject<RoleSession>,
  trust: unknown,
  unusedDays: number,
  takenAt: Instant,
): Verdict {
  const { lastUsed, createdAt } = subject.credential;
  const age = ageOf('when the role was made', createdAt, takenAt);
  if ('days' in age && age.days <= unusedDays) return pass(subject);
  if (lastUsed.state === 'unknown')
    return unknown(subject, lastUsed.missing, 'when the role was last used is not known');
  if (lastUsed.state === 'used' && isAhead(lastUsed.at, takenAt))
    return unknown(subject, FACT_SOURCES.roles, 'the last use of the role lies after the moment of judging');
  if (lastUsed.state === 'used' && wholeDays(lastUsed.at, takenAt) <= unusedDays) return pass(subject);
  if ('unknown' in age) return unknown(subject, FACT_SOURCES.roles, age.unknown);
  const since = lastUsed.state === 'used' ? lastUsed.at : age.since;
  if (wholeDays(since, knownUntil(lastUsed.asOf, takenAt)) <= unusedDays)
    return unknown(subject, FACT_SOURCES.roles, 'the last use of the role was read too long ago to judge by');
  return failed(subject, trust, unusedDays, takenAt);
}

function failed(
  subject: Subject<RoleSession>,
  trust: unknown,
  unusedDays: number,
  takenAt: Instant,
): Verdict {
  const { lastUsed } = subject.credential;
  const holders = subject.dependents.filter(({ role }) => role === 'holder').map(({ name }) => name);
  const [holder] = holders.toSorted();
  return fail(subject, {
    title: `${called(subject.credential)} are no longer made`,
    reasons: [
      { points: 30, text: tellUse(subject.credential, takenAt) },
      ...fromOutside(subject.credential, trust),
      ...(holder === undefined ? [] : [{ points: 0, text: `still the role of ${holder}` }]),
      ...aggravations(subject, takenAt, ['administrator', 'exposed', 'leaver', 'ownerless']),
    ],
    evidence: {
      ...about(subject),
      lastSeen: lastUsed.state === 'used' ? day(lastUsed.at) : null,
      holders: holders.toSorted(),
      policy: { unusedDays },
    },
    remedy:
      'Ask its owner; put a Deny of everything on it as an inline policy (which can be taken off again), watch for what fails, and only then delete it.',
  });
}

function tellUse({ lastUsed, createdAt }: RoleSession, takenAt: Instant): string {
  if (lastUsed.state === 'used') return `last used on ${day(lastUsed.at)}`;
  const tracked = createdAt !== null && createdAt >= addDays(takenAt, -TRACKED_DAYS);
  return tracked
    ? `never used since it was made on ${day(createdAt)}`
    : 'not used for as long as IAM tells it';
}

/** Whoever comes from elsewhere can still come, and nobody would miss the usual traffic. */
function fromOutside({ account }: RoleSession, trust: unknown): readonly Reason[] {
  const found = assumers(trust, account);
  if (found === null) return [];
  const outside = found.accounts.length > 0 || found.webIdentities.length > 0;
  return outside ? [{ points: 15, text: 'other accounts or web identities may assume it' }] : [];
}
