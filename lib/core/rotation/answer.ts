import { isEnded, type Row, type State } from './ledger.ts';
import type { PlaceName } from './names.ts';
import type { Asked } from './plan.ts';
import type { Role } from './roles.ts';

/**
 * What an invocation tells of a plan: ids, names and times, never a value. Whoever invokes decides by it who is invoked
 * next and when; the ledger alone is the truth.
 */
export interface StepAnswer {
  readonly rotation: string;
  readonly state: State;
  /** The step that comes next, or at which the plan stopped: `rotate.publish`. */
  readonly at: PlaceName;
  /** The copy that a step of waves is at, from 0. */
  readonly copy: number;
  /** The copies that are still to come, this one included. */
  readonly waves: readonly number[];
  /** The role whose call comes next; null: there is none now. */
  readonly needs: Role | null;
  /** Why nothing more is done now, or why the plan stopped: a guard's name. */
  readonly because: string;
  /** Seconds until it makes sense to look again, 1 or more; 0: a call comes next, or nothing does. */
  readonly waitSeconds: number;
  /** What a person is asked for; null: nothing. */
  readonly approval: Asked | null;
  /** No further copy is published: the plan goes back, or has stopped. */
  readonly halted: boolean;
}

/** The fields of an answer, for whoever has to name each. */
export const ANSWER_FIELDS = [
  'rotation',
  'state',
  'at',
  'copy',
  'waves',
  'needs',
  'because',
  'waitSeconds',
  'approval',
  'halted',
] as const satisfies readonly (keyof StepAnswer)[];

/** Where an invocation left a plan. */
export interface Left {
  readonly row: Row;
  readonly because: string;
  readonly needs: Role | null;
  /** Milliseconds since the epoch. */
  readonly wakeAt: number;
}

const LONGEST_WAIT_SECONDS = 86_400;
const FORWARD: ReadonlySet<string> = new Set(['rotate', 'own', 'retire', 'contain']);

/** @param now milliseconds since the epoch */
export function answerOf({ row, because, needs, wakeAt }: Left, now: number): StepAnswer {
  const { rotation, state, place, plan, fault } = row;
  const rests = isEnded(row) || state === 'parked';
  return {
    rotation,
    state,
    at: `${place.table}.${place.step}`,
    copy: place.copy,
    waves: plan.copies.map((_, index) => index).slice(place.copy),
    needs: rests ? null : needs,
    because: rests && fault !== null ? fault.because : because,
    waitSeconds: rests || needs !== null ? 0 : waitSeconds(row, wakeAt, now),
    approval: askedFor(row, because),
    halted: rests || !FORWARD.has(place.table),
  };
}

/** Never longer than a poll: dependents that fall ill while time passes are seen by nobody else. */
function waitSeconds({ plan }: Row, wakeAt: number, now: number): number {
  const wait = Math.min(wakeAt - now, plan.durations.poll);
  return Math.min(LONGEST_WAIT_SECONDS, Math.max(1, Math.ceil(wait / 1000)));
}

function askedFor({ state, place, noReturn }: Row, because: string): Asked | null {
  if (state === 'parked') return place.step === 'deactivate' && !noReturn ? 'users' : null;
  if (state !== 'going') return null;
  if (because === 'handedOver') return 'copy';
  if (because === 'approvedDeactivate') return 'deactivate';
  return because === 'approvedDelete' ? 'delete' : null;
}
