import { secretsDeclared } from '../../trust/things.ts';
import { PROTOCOL } from '../ledger.ts';
import { type KeyFacts, type Refusal, refusal } from './facts.ts';

/** In an organisation a plan is carried out by workers in its own account: whether that has them, and new enough ones. */
export function spokeGate(facts: KeyFacts): readonly Refusal[] {
  const { account, spokes } = facts;
  // Where the ledger could not be read, nothing can be begun either.
  if (spokes === undefined || spokes === 'unknown' || spokes.length === 0) return [];
  const spoke = spokes.find((each) => each.account === account);
  if (spoke === undefined)
    return [
      refusal(
        'not-opted-in',
        `account ${account} has not opted in to rotation`,
        `name it under rotation.accounts, deploy NightwardenHub, then NightwardenRotation-${account} in that account`,
      ),
    ];
  const { knows } = spoke;
  if (knows === null)
    return [
      refusal(
        'not-opted-in',
        `account ${account} may opt in to rotation, and has no workers yet`,
        `deploy them in that account: npx cdk deploy NightwardenRotation-${account}`,
      ),
    ];
  if (knows.protocol < PROTOCOL || !knows.kinds.includes(facts.aim.kind))
    return [
      refusal(
        'old-workers',
        `the workers in account ${account} are older than this version: they could not read the plan`,
        `deploy them anew in that account: npx cdk deploy NightwardenRotation-${account}`,
      ),
    ];
  return [...claimable(facts), ...elsewhere(facts)];
}

/** What a plan claims must lie in its account, by its ARN: only so can that account's workers give it back. */
function claimable({ account, aim }: KeyFacts): readonly Refusal[] {
  if (aim.principal.split(':')[4] === account) return [];
  return [
    refusal(
      'other-account',
      `${aim.principal} is nothing of account ${account} by its ARN: in an organisation only access keys are planned so far`,
      'rotate this credential by hand as its owner does',
    ),
  ];
}

/** Workers of an account reach nothing of another, nor the ledger's claims on it. */
function elsewhere({ kind, account, declared }: KeyFacts): readonly Refusal[] {
  // What leaked must stop working, whatever its dependents are given.
  if (kind === 'contain') return [];
  return secretsDeclared(declared)
    .filter((arn) => arn.split(':')[4] !== account)
    .map((arn) =>
      refusal(
        'other-account',
        `secret ${arn} lies in another account than the credential, whose workers can not reach it`,
        'keep the value in a secret of its own account, or rotate this credential by hand as its owner does',
      ),
    );
}
