import type { Target } from '../where.ts';
import { type KeyFacts, type Refusal, refusal } from './facts.ts';

/** Nobody can read back what these hold. */
export const WRITE_ONLY: ReadonlySet<Target['in']> = new Set(['github-actions', 'person']);

export function targetGate({ declared, dependence }: KeyFacts): readonly Refusal[] {
  if (declared === undefined) return [];
  return dependence.managed.map(({ copy, stack }) =>
    refusal(
      'managed-copy',
      `copy ${copy} belongs to CloudFormation stack ${stack}, whose next deployment would put the old value back`,
      'take the key out of its template and let it read the secret when it runs, or rotate this credential by hand as its owner does',
    ),
  );
}

/** Whether a copy lies beyond the account: then a person must have approved. */
export function isOutside(target: Target, account: string): boolean {
  if (target.in === 'github-actions' || target.in === 'gitlab' || target.in === 'person') return true;
  return target.in !== 'parameter' && target.arn.split(':')[4] !== account;
}
