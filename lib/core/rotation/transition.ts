import { askedByHand } from './by-hand.ts';
import { BUILDERS, type Call, copyAt } from './calls.ts';
import { type Decision, nothing, write } from './decision.ts';
import { afterDeadline, audit, backOrRepair, reap, revive, whenIll, whileParked } from './detours.ts';
import type { Scene } from './guards.ts';
import { isEnded, type Row, type Times } from './ledger.ts';
import type { Live } from './live.ts';
import { answeredMarks, firstMarks, lostMarks, marked } from './marks.ts';
import {
  advance,
  checked,
  FREE,
  givenUp,
  goTo,
  isLate,
  next,
  outcome,
  pastReturn,
  refusal,
  rollBack,
  stop,
} from './moves.ts';
import { toldOf } from './own.ts';
import { failingAt, type Held, heldCalls, heldWait, isFailingAndLate } from './patience.ts';
import type { KeyId } from './plan.ts';
import type { EffectId, Step } from './step.ts';
import { type Failure, failing, needsOf, stepOf, type Tables } from './tables.ts';

/** What a row and a look at the world ask for next. Pure: whoever asks with the same facts is told the same. */
export function decide(tables: Tables, scene: Scene): Decision {
  const first = failing(tables, tables.always, scene);
  if (first !== undefined) return nothing(first.need.guard);
  const row = takenOver(scene.row, scene.live.at);
  const now = { ...scene, row };
  if (isEnded(row)) return audit(tables, now);
  if (row.abort && !row.noReturn && row.plan.kind !== 'contain' && isForward(row)) {
    return write(rollBack(row, scene.live.at, 'somebody asked for the old one back'));
  }
  if (row.state === 'parked') return whileParked(tables, now);
  return takeStep(tables, now, stepOf(tables, row.place));
}

/** Whether what was intended still stands, on facts read just before the call. */
export function recheck(tables: Tables, scene: Scene, effect: EffectId): Call | 'already' | 'drop' | 'leave' {
  // Somebody else's row now, or a freeze: nothing is written either.
  if (failing(tables, tables.beforeCall, scene) !== undefined) return 'leave';
  if (failing(tables, needsOf(tables, stepOf(tables, scene.row.place)), scene) !== undefined) return 'drop';
  const call = BUILDERS[effect](scene.row, scene.live);
  return call === 'unread' ? 'drop' : call;
}

/** What a call told of itself; nothing, where it was not called because the world is so. */
interface Answer {
  readonly created: KeyId | null;
  /** What the outside showed right after of a copy that can't be read back. */
  readonly sign: string | null;
}

export const NOT_CALLED: Answer = { created: null, sign: null };

/** The row once its effect is known to have happened. */
export function committed(
  tables: Tables,
  row: Row,
  effect: EffectId,
  { created, sign }: Answer,
  at: number,
): Row {
  const done = { ...row, ...outcome(row, effect, created, at), ...marked(answeredMarks(row, sign)) };
  const repeats = row.intent !== null && stepOf(tables, row.place).repeats === true;
  const following = repeats
    ? next(done, { intent: null, leaseUntil: null, ...FREE })
    : advance(tables, done, at);
  // The value is only in the memory of whoever created the key: the lease is kept for it until it is stored.
  return (effect === 'create' || effect === 'createSuccessor') && created !== null
    ? { ...following, leaseUntil: at + row.plan.durations.lease }
    : following;
}

/** The row once AWS has refused its call for good. */
export function refused(tables: Tables, row: Row, effect: EffectId, at: number): Row {
  const change = refusal(row, effect);
  return change === null ? failed(row, effect, at) : advance(tables, { ...row, ...change }, at);
}

/** The row once its call has failed: it is made again, for as long as the step's patience lasts. */
export function failed(row: Row, effect: EffectId, at: number): Row {
  return released(failingAt(asked(row, effect), at));
}

/** Deactivation does not wait for a Deny that AWS does not take: it was asked for. */
function asked(row: Row, effect: EffectId): Row {
  const { contain } = row;
  return effect === 'denyAll' && contain?.deny === 'none'
    ? { ...row, contain: { ...contain, deny: 'asked' } }
    : row;
}

/** The row once its call is known not to have happened, or not to be wanted any more. */
export function released(row: Row): Row {
  return next(row, { intent: null, leaseUntil: null });
}

function isForward({ place }: Row): boolean {
  return (
    place.table !== 'rollback' &&
    place.table !== 'restore' &&
    place.table !== 'revive' &&
    place.table !== 'undo'
  );
}

/** An intent whose lease ran out without a commit: its effect may have landed, may still land, or never will. */
function takenOver(row: Row, at: number): Row {
  if (row.intent === null) return row.leaseUntil === null ? row : { ...row, leaseUntil: null };
  const { effect } = row.intent;
  const unresolved = row.unresolved.includes(effect) ? row.unresolved : [...row.unresolved, effect];
  // Lost once, it may have been us; lost again, nobody answers.
  const left = row.unresolved.includes(effect) ? failingAt(asked(row, effect), at) : row;
  return { ...left, ...marked(lostMarks(row)), intent: null, leaseUntil: null, unresolved };
}

function takeStep(tables: Tables, scene: Scene, step: Step): Decision {
  const { row, live } = scene;
  const failure = failing(tables, needsOf(tables, step), scene);
  if (failure !== undefined) return instead(tables, scene, step, failure);
  if (row.illSince !== null) return write(next(row, { illSince: null }));
  if (step.effect === null) return write(advance(tables, checked(row, step, live.at), live.at));
  const call = BUILDERS[step.effect](row, live);
  if (call === 'already') return write(committed(tables, row, step.effect, NOT_CALLED, live.at));
  if (call === 'unread') {
    const because = `${step.effect} needs what could not be read`;
    return taken(tables, scene, step.effect, heldWait(tables, scene, step, because)) ?? nothing(because);
  }
  const because = `${step.effect} fails each time`;
  if (isFailingAndLate(row, step)) return afterDeadline(row, step, because, live.at);
  const held = taken(tables, scene, step.effect, heldCalls(tables, scene, step, because));
  if (held !== null) return held;
  return { do: 'call', row: intended(row, step.effect, call, live), effect: step.effect, call };
}

/** null: the step goes on. */
function taken(tables: Tables, { row, live }: Scene, effect: EffectId | null, held: Held): Decision | null {
  if (held === 'goOn') return null;
  if (held !== 'giveUp') return held;
  return effect === null ? null : write(refused(tables, row, effect, live.at));
}

function intended(row: Row, effect: EffectId, call: Call, live: Live): Row {
  const { at } = live;
  const name = nameOf(row, effect, call);
  const noted = next(row, {
    ...marked(firstMarks(row, live)),
    intent: { effect, call },
    leaseUntil: at + row.plan.durations.lease,
    stuckSince: null,
    opened: row.opened.includes(name) ? row.opened : [...row.opened, name],
    creations: effect === 'create' || effect === 'createSuccessor' ? row.creations + 1 : row.creations,
    times: effect === 'deactivateOld' || effect === 'deactivateNew' ? vouched(row.times) : row.times,
  });
  return effect === 'deleteOld' ? pastReturn(noted) : noted;
}

function nameOf(row: Row, effect: EffectId, call: Call): string {
  if (effect === 'publish') return `publish:${copyAt(row)?.id ?? ''}`;
  if (call.do === 'redeploy') return `redeploy:${call.dependent}`;
  return effect === 'quellEach' && call.do === 'setStatus' ? `quellEach:${call.key}` : effect;
}

/** The first watch that a deactivation relied on: its call may land late, when a second watch is already under way. */
function vouched(times: Times): Times {
  return times.vouched === null ? { ...times, vouched: times.watchFrom } : times;
}

function instead(tables: Tables, scene: Scene, step: Step, { need, otherwise }: Failure): Decision {
  const { row, live } = scene;
  const because = need.guard;
  if (typeof otherwise === 'object') {
    if ('ill' in otherwise) return whenIll(tables, scene, otherwise.ill);
    // A value that was lost before it was stored is made anew.
    const again = otherwise.redo === 'succeed' ? givenUp(row) : row;
    return write(goTo(tables, again, { ...row.place, step: otherwise.redo, copy: 0 }, live.at));
  }
  switch (otherwise) {
    case 'wait':
      if (isLate(row, step, live)) return afterDeadline(row, step, because, live.at);
      return taken(tables, scene, step.effect, heldWait(tables, scene, step, because)) ?? nothing(because);
    case 'refuse':
      return refuse(row, because, live.at);
    case 'park':
      return write(stop(row, 'parked', { code: 'Parked', because }));
    case 'block':
      return write(stop(row, 'blocked', { code: 'Blocked', because: toldOf(scene, because) }));
    case 'rollback':
      return backOrRepair(tables, scene, because);
    case 'rewatch':
      return rewatch(row, step, because, scene);
    case 'reap':
      return reap(tables, scene, step);
    case 'skip':
      return write(advance(tables, row, live.at));
    case 'ask':
      return ask(tables, scene, step, because);
    case 'revive':
      return revive(tables, scene);
  }
}

function refuse(row: Row, because: string, at: number): Decision {
  if (row.opened.length > 0 && !row.noReturn) return write(rollBack(row, at, because));
  return write(stop(row, 'refused', { code: 'Refused', because }));
}

/** From when they are asked, they may have done it: so that stands in the row before. */
function ask(tables: Tables, scene: Scene, step: Step, because: string): Decision {
  const { row, live } = scene;
  const asked = askedByHand(row);
  if (asked !== null) return write(asked);
  if (isLate(row, step, live)) return afterDeadline(row, step, because, live.at);
  return taken(tables, scene, step.effect, heldWait(tables, scene, step, because)) ?? nothing(because);
}

function rewatch(row: Row, step: Step, because: string, { live }: Scene): Decision {
  if (isLate(row, step, live)) return afterDeadline(row, step, because, live.at);
  if (live.at === row.times.watchFrom) return nothing(because);
  return write(next(row, { times: { ...row.times, watchFrom: live.at } }));
}
