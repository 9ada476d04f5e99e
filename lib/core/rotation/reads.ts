import type { GuardId } from './guards.ts';
import type { Row } from './ledger.ts';
import type { Copy } from './plan.ts';
import { proofsAsked } from './proofs.ts';
import type { EffectId } from './step.ts';
import { guardsAt, stepOf, type Tables } from './tables.ts';

/** What a look reads for the present step, and for no other: a plan with many copies would read each of them each time. */
export interface Reads {
  /** Ids of copies, the secret itself not among them: of that its labels tell. */
  readonly copies: readonly string[];
  /** Whether anything stands against the principal. */
  readonly denied: boolean;
}

/** Guards that ask for every copy. */
const EVERY: readonly GuardId[] = ['copiesOnOld', 'copiesOnNew', 'noneEmpty', 'noneOnNew', 'strandedOnNone'];
/** That ask for the copies of the waves before this one. */
const EARLIER: readonly GuardId[] = ['earlierOnNew', 'publishedOnNew'];
/** That ask for the copy at which the row stands; and what is then done to it. */
const THIS: readonly GuardId[] = [
  'publishedOnNew',
  'copyMovable',
  'copyOurs',
  'copyReplaceable',
  'handedOver',
];
const TO_THIS: readonly EffectId[] = ['publish', 'restoreCopy'];

export function readsOf(tables: Tables, row: Row): Reads {
  const isUnstored = proofsAsked(tables, row).some(({ version }) => version === null);
  return {
    copies: copiesOf(tables, row)
      .filter(({ kind }) => kind === 'copy')
      .map(({ id }) => id),
    // Where nobody can sign with a key, what stands against its user tells what it would be answered.
    denied: row.plan.kind === 'contain' || isUnstored,
  };
}

function copiesOf(tables: Tables, row: Row): readonly Copy[] {
  const { plan, place, state, noReturn } = row;
  const step = stepOf(tables, place);
  const guards = guardsAt(tables, place);
  const asks = (some: readonly GuardId[]) => some.some((guard) => guards.has(guard));
  // What stands still, or can only be repaired, is looked over whole.
  if (state !== 'going' || noReturn || asks(EVERY)) return plan.copies;
  const isThis = asks(THIS) || (step.effect !== null && TO_THIS.includes(step.effect));
  return plan.copies.filter((_, at) => (at < place.copy && asks(EARLIER)) || (at === place.copy && isThis));
}
