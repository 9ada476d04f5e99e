import type { RoleSession } from '../../model/credential.ts';
import { type Detector, fail, pass, unknown, type Verdict } from '../../model/detector.ts';
import type { Subject } from '../../model/estate.ts';
import { FACT_SOURCES } from '../../model/facts.ts';
import { called } from '../../model/kinds.ts';
import type { Reason } from '../../model/severity.ts';
import type { Instant } from '../../model/time.ts';
import { ANYONE, EXACT, PROJECT, type Reach, TENANT } from '../../policy/subjects.ts';
import { type WebTrust, webTrusts } from '../../policy/web-identity.ts';
import { aggravations, list } from '../aggravations.ts';
import { about } from '../evidence.ts';
import { rolesOf } from '../subjects.ts';

export const oidcTrustWithoutSubject: Detector = {
  id: 'iam.oidc-trust-without-subject',
  title: 'Role trusts more identities of an OIDC provider than it should',
  reads: ['roles'],
  options: {},
  *evaluate(estate) {
    for (const { subject, trust } of rolesOf(estate))
      yield judgeRole(subject, trust, estate.snapshot.takenAt);
  },
};

const POINTS: Readonly<Record<Reach, number>> = { [ANYONE]: 70, [TENANT]: 45, [PROJECT]: 20, [EXACT]: 0 };
/** The claim is in every honest token: a condition that holds without it is a trap more than a door. */
const LAX_POINTS: Readonly<Record<Reach, number>> = { [ANYONE]: 45, [TENANT]: 30, [PROJECT]: 15, [EXACT]: 0 };
const NAMES = { [ANYONE]: 'anyone', [TENANT]: 'tenant', [PROJECT]: 'project', [EXACT]: 'exact' } as const;

function judgeRole(subject: Subject<RoleSession>, trust: unknown, takenAt: Instant): Verdict {
  const trusts = webTrusts(trust);
  if (trusts === null)
    return unknown(subject, FACT_SOURCES.roles, 'the trust policy of the role could not be read');
  const wide = trusts.filter(({ reach }) => reach !== EXACT);
  const [widest] = wide;
  if (widest === undefined) return pass(subject);
  // The widest decides: a second provider makes the role no more open than the first.
  const [worst, ...others] = wide.map(reasonOf).toSorted((a, b) => b.points - a.points);
  if (worst === undefined) return pass(subject);
  return fail(subject, {
    title: `${called(subject.credential)} are open to ${whom(widest)}`,
    reasons: [
      worst,
      ...others.map(({ text }) => ({ points: 0, text })),
      ...aggravations(subject, takenAt, ['administrator', 'exposed', 'leaver', 'ownerless']),
    ],
    evidence: { ...about(subject), trusts: wide.map(tellTrust) },
    remedy: `Ask its owner which of them need it; CloudTrail's AssumeRoleWithWebIdentity events show which used it. Name those in a StringEquals condition on ${widest.issuer}:sub beside the wide one, see that they still get in, then take the wide one away.`,
  });
}

function reasonOf(trust: WebTrust): Reason {
  const { reach, meant, subjects } = trust;
  const points = meant === undefined ? POINTS[reach] : Math.max(POINTS[meant], LAX_POINTS[reach]);
  const asked =
    subjects.length === 0
      ? 'nothing is asked of the subject'
      : `the subject may be ${list(subjects.slice(0, 3).map((text) => text.slice(0, 100)))}`;
  const lax = meant === undefined ? '' : ', and the condition holds as well for a token without the claim';
  return { points, text: `may be assumed by ${whom(trust)}: ${asked}${lax}` };
}

function whom({ reach, name }: WebTrust): string {
  if (reach === ANYONE) return `anyone who gets a token of ${name}`;
  if (reach === TENANT) return `a whole organisation, workspace or cluster of ${name}`;
  return name === 'Amazon Cognito'
    ? 'guests of an identity pool of Amazon Cognito'
    : `all of one project of ${name}`;
}

function tellTrust({ issuer, reach, meant, subjects }: WebTrust): object {
  return {
    provider: issuer,
    reach: NAMES[reach],
    ...(meant === undefined ? {} : { meant: NAMES[meant] }),
    subjects,
  };
}
