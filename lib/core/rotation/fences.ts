import type { Row } from './ledger.ts';
import type { Plan } from './plan.ts';

/** Of what there is one live plan at a time: two keys of a user share slots, policies and last use. */
export const CLAIMS = {
  principal: (plan: Plan): readonly string[] => [`principal ${plan.principal}`],
  secret: (plan: Plan): readonly string[] => secretsOf(plan).map((arn) => `secret ${arn}`),
} as const;

/** ARNs of the secrets whose labels a plan moves. Nothing that leaked works longer because a copy is somebody's. */
export function secretsOf({ kind, secret, where }: Plan): readonly string[] {
  if (secret === null) return [];
  const copies = Object.values(where.targets).flatMap((target) =>
    target.in === 'secret' ? [target.arn] : [],
  );
  return kind === 'contain' ? [secret.arn] : [...new Set([secret.arn, ...copies])];
}

export type ClaimId = keyof typeof CLAIMS;

/** What a plan takes with its row, in one transaction: each must be free, or be taken from the plan that contain supersedes. */
export function claimsOf(plan: Plan, claims: readonly ClaimId[] = ['principal', 'secret']): string[] {
  return claims.flatMap((claim) => CLAIMS[claim](plan));
}

/** What must still be so for a row to be written. The row's own key is its rotation id. */
export const WRITES = {
  seq: (stored: Row, expected: Row): boolean => stored.seq === expected.seq,
  fence: (stored: Row, expected: Row): boolean => stored.fence === expected.fence,
} as const;

export type WriteId = keyof typeof WRITES;

export function mayWrite(stored: Row, expected: Row, conditions: readonly WriteId[]): boolean {
  return conditions.every((condition) => WRITES[condition](stored, expected));
}
