import type { Call } from './calls.ts';
import type { Row } from './ledger.ts';
import type { Live } from './live.ts';
import type { KeyId } from './plan.ts';
import type { EffectId } from './step.ts';
import type { Tables } from './tables.ts';
import { committed, decide, failed, NOT_CALLED, recheck, refused, released } from './transition.ts';

/**
 * One invocation of the handler, as data. It is stopped and gone on with at every point where the world can change:
 * production drives it over AWS, the exploration drives it through every interleaving.
 */
export type Invocation =
  | { readonly at: 'looking'; readonly memory: KeyId | null }
  | { readonly at: 'writing'; readonly expected: Row; readonly row: Row; readonly after: After }
  | { readonly at: 'rechecking'; readonly row: Row; readonly effect: EffectId; readonly memory: KeyId | null }
  | { readonly at: 'calling'; readonly row: Row; readonly effect: EffectId; readonly call: Call }
  | { readonly at: 'over'; readonly because: string };

/** What follows a write that went through. */
export type After =
  | { readonly at: 'looking'; readonly memory: KeyId | null }
  | { readonly at: 'rechecking'; readonly effect: EffectId; readonly memory: KeyId | null }
  | { readonly at: 'over'; readonly because: string };

/**
 * What a call came to. `failed`: it surely did not happen (throttled, a swap that found something else) · `refused`:
 * it never will (a policy too large) · `lost`: nobody knows.
 */
export type Answered =
  | { readonly outcome: 'done'; readonly created: KeyId | null; readonly sign?: string }
  | { readonly outcome: 'failed' }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'lost' };

export const BEGIN: Invocation = { at: 'looking', memory: null };

/** After the row and the world were read. */
export function looked(
  tables: Tables,
  invocation: Extract<Invocation, { at: 'looking' | 'rechecking' }>,
  row: Row,
  live: Live,
): Invocation {
  const { memory } = invocation;
  if (invocation.at === 'rechecking') return rechecked(tables, invocation, row, live);
  const decision = decide(tables, { row, live, memory, intended: null });
  switch (decision.do) {
    case 'nothing':
      return { at: 'over', because: decision.because };
    case 'write':
      return { at: 'writing', expected: row, row: decision.row, after: { at: 'looking', memory } };
    case 'call': {
      const after: After = { at: 'rechecking', effect: decision.effect, memory };
      return { at: 'writing', expected: row, row: decision.row, after };
    }
  }
}

function rechecked(
  tables: Tables,
  { row: intended, effect, memory }: Extract<Invocation, { at: 'rechecking' }>,
  row: Row,
  live: Live,
): Invocation {
  const call = recheck(tables, { row, live, memory, intended }, effect);
  if (call === 'leave') return { at: 'over', because: 'the row is no longer ours to act on' };
  if (call === 'drop') {
    const after: After = { at: 'over', because: 'the facts changed before the call' };
    return { at: 'writing', expected: intended, row: released(intended), after };
  }
  if (call === 'already') {
    const done = committed(tables, intended, effect, NOT_CALLED, live.at);
    return { at: 'writing', expected: intended, row: done, after: { at: 'looking', memory } };
  }
  return { at: 'calling', row: intended, effect, call };
}

/** After a conditional write: false means that somebody else wrote first. */
export function wrote(invocation: Extract<Invocation, { at: 'writing' }>, written: boolean): Invocation {
  if (!written) return { at: 'over', because: 'somebody else has the row' };
  const { after, row } = invocation;
  return after.at === 'rechecking' ? { ...after, row } : after;
}

/** After the call. A lost answer leaves the intent open: whoever comes after the lease finds out what happened. */
export function called(
  tables: Tables,
  { row, effect }: Extract<Invocation, { at: 'calling' }>,
  answer: Answered,
  at: number,
): Invocation {
  if (answer.outcome === 'lost') return { at: 'over', because: 'nobody knows whether the call happened' };
  if (answer.outcome === 'refused') {
    const after: After = { at: 'looking', memory: null };
    return { at: 'writing', expected: row, row: refused(tables, row, effect, at), after };
  }
  if (answer.outcome === 'failed') {
    const after: After = { at: 'over', because: 'the call was refused' };
    return { at: 'writing', expected: row, row: failed(row, effect, at), after };
  }
  const done = committed(tables, row, effect, { created: answer.created, sign: answer.sign ?? null }, at);
  return { at: 'writing', expected: row, row: done, after: { at: 'looking', memory: answer.created } };
}
