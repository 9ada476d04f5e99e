import { yes } from './answers.ts';
import type { Row } from './ledger.ts';
import type { Live } from './live.ts';
import { type KeyId, type Plan, sparing } from './plan.ts';
import type { Answer } from './scene.ts';

/** What holds down what leaked: a Deny in force, and no key that works. */

/** Of a user whose other key is spared, nothing is denied but sessions: a Deny on it would hit that key too. */
export function denied({ row, live }: Facts): Answer {
  if (sparing(row.plan)) return 'yes';
  return live.denied === 'unknown' ? 'unknown' : yes(live.denied.full);
}

export function allQuelled({ row, live: { keys } }: Facts): Answer {
  return keys === 'unknown'
    ? 'unknown'
    : yes(doomed(row.plan, keys).every(({ status }) => status === 'Inactive'));
}

/** Whether what leaked surely does not work: by a Deny on its user, or because no key of it is Active. */
export function isHeldDown({ row, live }: Facts): boolean {
  const full = !sparing(row.plan) && denied({ row, live }) === 'yes';
  return full || allQuelled({ row, live }) === 'yes';
}

/** The keys that contain takes away: whatever was made meanwhile is among them. */
export function doomed<Key extends { readonly id: KeyId }>(
  { spares = [] }: Pick<Plan, 'spares'>,
  keys: readonly Key[],
): readonly Key[] {
  return keys.filter(({ id }) => !spares.includes(id));
}

interface Facts {
  readonly row: Row;
  readonly live: Live;
}
