import type { Secret } from '../../model/credential.ts';
import { type Detector, fail, pass, subjectsOf, unknown, type Verdict } from '../../model/detector.ts';
import type { Subject } from '../../model/estate.ts';
import { FACT_SOURCES } from '../../model/facts.ts';
import { called } from '../../model/kinds.ts';
import type { ResourcePolicy } from '../../model/resource-policy.ts';
import type { Instant } from '../../model/time.ts';
import { type Outsider, outsiders } from '../../policy/outsiders.ts';
import { aggravations } from '../aggravations.ts';
import { about } from '../evidence.ts';
import { neighbourhood, type Relation } from '../neighbours.ts';
import { type Told, tellOutsider } from './telling.ts';

/** What lets somebody read a secret: reading it, or writing the policy that says who may. */
const READING = ['secretsmanager:getsecretvalue', 'secretsmanager:putresourcepolicy'] as const;

/** However many a policy names, so many are told. */
const MOST_TOLD = 20;

export const externalAccess: Detector = {
  id: 'secretsmanager.external-access',
  title: 'Secret may be read from outside the account',
  reads: ['secrets', 'secret-policies', 'organization'],
  options: {},
  *evaluate(estate) {
    const { resourcePolicies, takenAt } = estate.snapshot;
    const policies = new Map(resourcePolicies.map((policy) => [policy.resource, policy]));
    const relationOf = neighbourhood(estate);
    for (const subject of subjectsOf(estate, 'secret'))
      yield judgeSecret(subject, policies.get(subject.credential.id), relationOf, takenAt);
  },
};

function judgeSecret(
  subject: Subject<Secret>,
  policy: ResourcePolicy | undefined,
  relationOf: (outsider: Outsider) => Relation,
  takenAt: Instant,
): Verdict {
  const { id, account, status, primaryRegion } = subject.credential;
  // A copy has its original's policy, and of what is scheduled for deletion nobody gets the value.
  if (status === 'Inactive' || primaryRegion !== undefined) return pass(subject);
  if (policy === undefined) {
    return unknown(subject, FACT_SOURCES['secret-policies'], 'the policy of the secret was not read');
  }
  if (policy.document === 'none') return pass(subject);
  const found = outsiders(policy.document, { account, resource: id, actions: READING });
  if (found === null) {
    const reason = 'the policy of the secret is not understood';
    return unknown(subject, FACT_SOURCES['secret-policies'], reason);
  }
  const related = found.map((outsider) => ({ outsider, relation: relationOf(outsider) }));
  const strangers = related.filter(({ relation }) => isStranger(relation)).map(({ outsider }) => outsider);
  const [worst, ...others] = strangers.map(tellOutsider).toSorted((a, b) => b.points - a.points);
  if (worst !== undefined) return failed(subject, worst, others, strangers, takenAt);
  const open = related.map(({ relation }) => relation).find(({ state }) => state === 'unknown');
  return open?.state === 'unknown' ? unknown(subject, FACT_SOURCES.organization, open.reason) : pass(subject);
}

/** Whom the policy file names was let in by somebody who knows them. */
function isStranger({ state }: Relation): boolean {
  return state === 'anyone' || state === 'stranger' || state === 'foreign-organisation';
}

function failed(
  subject: Subject<Secret>,
  worst: Told,
  others: readonly Told[],
  found: readonly Outsider[],
  takenAt: Instant,
): Verdict {
  const { credential } = subject;
  return fail(subject, {
    title: `${called(credential)} may be read by ${worst.who}`,
    reasons: [
      { points: worst.points, text: `its policy lets in ${worst.who}${worst.whose}` },
      // The worst decides: a second outsider makes the secret no more open than the first.
      ...others.slice(0, MOST_TOLD - 1).map(({ who, whose }) => ({ points: 0, text: `and ${who}${whose}` })),
      keyReason(credential),
      ...aggravations(subject, takenAt, ['exposed', 'leaver', 'ownerless']),
    ],
    evidence: {
      ...about(subject),
      outsiders: found.slice(0, MOST_TOLD),
      count: found.length,
      key: credential.keyId ?? null,
    },
    remedy:
      "Ask its owner whose accounts those are, and look in CloudTrail for reads from them. Name one that you know under knownAccounts in the policy file. Let each reader in by the ARN of its role, or by your organisation's id (aws:PrincipalOrgID), take everything else out of the policy, and rotate the secret when somebody read it who should not have.",
  });
}

/**
 * Who is let in by the policy also needs the key.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples_cross.html
 */
function keyReason({ keyId }: Secret): { readonly points: number; readonly text: string } {
  if (keyId === undefined)
    return { points: 0, text: "its key is AWS's own, which is no use outside this account" };
  return { points: 30, text: 'its key is one that may be shared with other accounts' };
}
