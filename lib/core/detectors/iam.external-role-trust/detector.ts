import type { RoleSession } from '../../model/credential.ts';
import { type Detector, fail, pass, unknown, type Verdict } from '../../model/detector.ts';
import type { Subject } from '../../model/estate.ts';
import { FACT_SOURCES } from '../../model/facts.ts';
import { called } from '../../model/kinds.ts';
import type { Instant } from '../../model/time.ts';
import { type AccountTrust, accountTrusts } from '../../policy/account-trust.ts';
import { aggravations } from '../aggravations.ts';
import { about } from '../evidence.ts';
import { neighbourhood } from '../neighbours.ts';
import { rolesOf } from '../subjects.ts';
import { type Judged, judgeTrust } from './judging.ts';

export const externalRoleTrust: Detector = {
  id: 'iam.external-role-trust',
  title: 'Role trusts an account that nobody knows, or a third party without an external id',
  reads: ['roles', 'organization'],
  options: {},
  *evaluate(estate) {
    const relationOf = neighbourhood(estate);
    const judge = (trust: AccountTrust) => judgeTrust(trust, relationOf(trust));
    for (const { subject, trust } of rolesOf(estate)) {
      const trusts = accountTrusts(trust, subject.credential.account);
      yield trusts === null
        ? unknown(subject, FACT_SOURCES.roles, 'the trust policy of the role could not be read')
        : verdictOf(subject, trusts.map(judge), estate.snapshot.takenAt);
    }
  },
};

function verdictOf(subject: Subject<RoleSession>, judged: readonly Judged[], takenAt: Instant): Verdict {
  const strangers = judged.filter((each) => each.state === 'stranger');
  const [worst, ...others] = strangers.toSorted((a, b) => b.points - a.points);
  if (worst === undefined) {
    const open = judged.find((each) => each.state === 'unknown');
    return open === undefined ? pass(subject) : unknown(subject, FACT_SOURCES.organization, open.reason);
  }
  return fail(subject, {
    title: `${called(subject.credential)} are open to ${worst.who}`,
    reasons: [
      { points: worst.points, text: worst.text },
      // The worst decides: a second stranger makes the role no more open than the first.
      ...others.map(({ text }) => ({ points: 0, text })),
      ...aggravations(subject, takenAt, ['administrator', 'exposed', 'leaver', 'in-use', 'ownerless']),
    ],
    evidence: { ...about(subject), trusts: strangers.map(({ trust }) => trust) },
    remedy: remedyFor(worst),
  });
}

function remedyFor({ kind }: Extract<Judged, { state: 'stranger' }>): string {
  if (kind === 'third-party')
    return 'Ask the third party for the external id that it sends for you, require it in the trust policy (StringEquals on sts:ExternalId), and see that it still gets in.';
  return 'Ask its owner whose account that is, and look in CloudTrail for AssumeRole calls from it. If you know it, name it under knownAccounts in the policy file; if nobody does, take it out of the trust policy, and revoke the role’s older sessions when it was used.';
}
