import type { Row } from '../../../core/rotation/ledger.ts';
import type { KeyFact, Known, Live, Proof } from '../../../core/rotation/live.ts';
import { type KeyId, sparing } from '../../../core/rotation/plan.ts';

/**
 * What a key whose value is stored nowhere would answer: nobody can sign with it, so its state says it, once what was
 * last changed has spread. Refused: Inactive or gone, and everything denied to its user, unless another key of it is spared. Works: Active, nothing denied.
 */
export function proofByState(
  { plan, times }: Row,
  key: KeyId,
  {
    keys,
    denied,
    at,
  }: { readonly keys: Known<readonly KeyFact[]>; readonly denied: Live['denied']; readonly at: number },
): Proof {
  if (keys === 'unknown' || denied === 'unknown') return 'unknown';
  const changed = Math.max(times.entered, times.deactivated ?? times.entered);
  if (at < changed + plan.durations.settle) return 'unknown';
  const isActive = keys.find(({ id }) => id === key)?.status === 'Active';
  if (!isActive) return denied.full || plan.kind !== 'contain' || sparing(plan) ? 'refused' : 'unknown';
  return denied.full ? 'unknown' : 'works';
}
