import { userName } from '../model/arn.ts';
import type { LeakSign, RotationPolicy } from './policy.ts';
import type { Proposal } from './proposals.ts';

/** A leak as AWS itself told of it, and not as somebody reported it. */
export interface AwsSign {
  readonly by: LeakSign;
  /** Key ids and ARNs that it names; a quarantine policy names the user alone, by its name. */
  readonly names: readonly string[];
}

/**
 * The proposals that may begin without a person, most urgent first; the facts of now decide about each again.
 * @param sign what the run follows; null: a night, a person, or a word that is not of AWS itself
 */
export function beginnable(
  proposals: readonly Proposal[],
  policy: Pick<RotationPolicy, 'unattended' | 'autoContain'>,
  sign: AwsSign | null,
): readonly Proposal[] {
  return proposals.filter((proposal) =>
    proposal.kind === 'contain'
      ? mayContain(proposal, policy, sign)
      : policy.unattended.includes(proposal.kind) && isUnattended(proposal),
  );
}

function isUnattended({ state, attended }: Proposal): boolean {
  return state === 'planned' && attended.length === 0;
}

/** Only upon AWS's own word, and only what it names: a list of exposures that people keep never begins anything. */
function mayContain(
  { state, credential, principal }: Proposal,
  { autoContain }: Pick<RotationPolicy, 'autoContain'>,
  sign: AwsSign | null,
): boolean {
  if (sign === null || !autoContain.includes(sign.by) || state === 'refused') return false;
  if (sign.by === 'quarantine') {
    const user = userName(principal);
    return user !== null && sign.names.includes(user);
  }
  return sign.names.some((name) => name === credential || (principal !== null && name === principal));
}
