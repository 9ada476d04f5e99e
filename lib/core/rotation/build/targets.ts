import type { DeclaredCredential } from '../policy.ts';
import { STORE } from '../policy.ts';
import type { Target } from '../where.ts';
import { type KeyFacts, type Refusal, refusal } from './facts.ts';

/** The places that a publisher can write by itself. Of the others a plan would come to a stop in its midst. */
const WRITABLE: ReadonlySet<Target['in']> = new Set([
  'secret',
  'parameter',
  'lambda-environment',
  'github-actions',
  'gitlab',
]);

/** Of these nobody can read back what they hold. */
export const WRITE_ONLY: ReadonlySet<Target['in']> = new Set(['github-actions']);

/** Ids of the copies that can be written, the store among them. */
export function writable({ copies }: DeclaredCredential): ReadonlySet<string> {
  return new Set([STORE, ...copies.filter(({ target }) => WRITABLE.has(target.in)).map(({ id }) => id)]);
}

export function targetGate({ declared, dependence }: KeyFacts): readonly Refusal[] {
  if (declared === undefined) return [];
  const able = writable(declared);
  const owned = dependence.managed.map(({ copy, stack }) =>
    refusal(
      'managed-copy',
      `copy ${copy} belongs to CloudFormation stack ${stack}, whose next deployment would put the old value back`,
      'take the key out of its template and let it read the secret when it runs, or rotate this credential by hand as its owner does',
    ),
  );
  const unable = declared.copies
    .filter(({ id }) => !able.has(id))
    .map(({ id, target }) =>
      refusal(
        'no-hand',
        `nothing here can write copy ${id} (${target.in}) yet`,
        'let its dependents read the secret or a parameter instead, or rotate this credential by hand as its owner does',
      ),
    );
  return [...owned, ...unable];
}

/** Whether a copy lies beyond the account: then a person must have approved. */
export function isOutside(target: Target, account: string): boolean {
  if (target.in === 'github-actions' || target.in === 'gitlab' || target.in === 'person') return true;
  return target.in !== 'parameter' && target.arn.split(':')[4] !== account;
}
