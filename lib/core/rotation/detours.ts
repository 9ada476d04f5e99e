import { everPublished, wasPublished } from './calls.ts';
import { type Decision, nothing, write } from './decision.ts';
import { type Scene, strangers } from './guards.ts';
import type { Row } from './ledger.ts';
import { OURS } from './marks.ts';
import { detour, goTo, isLate, next, rollBack, stop } from './moves.ts';
import { tableOf } from './own.ts';
import type { Step } from './step.ts';
import type { EndId } from './steps/index.ts';
import type { Tables } from './tables.ts';

/** Back, while there is a way back; forward again where a copy of ours fell behind; else a person must look. */
export function backOrRepair(tables: Tables, { row, live }: Scene, because: string): Decision {
  if (!row.noReturn) return write(rollBack(row, live.at, because));
  const behind = row.plan.copies.findIndex(
    ({ id, kind }) => kind === 'copy' && [row.plan.key, OURS].includes(live.copies[id] ?? 'unknown'),
  );
  if (behind < 0) return write(stop(row, 'blocked', { code: 'Blocked', because }));
  return write(detour(tables, row, { table: 'repair', step: 'republish', copy: behind }, live.at));
}

/**
 * A failure is confirmed by a second probe, then compared with dependents that were not moved yet: when those fail
 * too, it is not the new credential, and the wave waits; but not for ever.
 */
export function whenIll(tables: Tables, scene: Scene, then: 'rollback' | 'block' | 'revive'): Decision {
  const { row, live } = scene;
  const because = 'dependentsWell';
  if (row.illSince === null) return write(next(row, { illSince: live.at }));
  if (then === 'revive') return revive(tables, scene);
  if (then === 'block' && !row.noReturn) return write(stop(row, 'blocked', { code: 'Blocked', because }));
  const unmoved = row.plan.dependents.filter(
    ({ copy }) =>
      !wasPublished(
        row,
        row.plan.copies.find(({ id }) => id === copy),
      ),
  );
  const notOurs = everPublished(row) && unmoved.some(({ id }) => live.dependents[id] === 'ill');
  if (notOurs && !row.noReturn && live.at < row.illSince + row.plan.durations.patience) {
    return nothing('dependents that were not moved are ill too');
  }
  return backOrRepair(tables, scene, because);
}

/** Somebody holds what was taken away: they have it back, and a person must look. */
export function revive(tables: Tables, { row, live }: Scene): Decision {
  return write(goTo(tables, row, { table: 'revive', step: 'revive', copy: 0 }, live.at));
}

/** Parked: nothing is done until a person speaks, unless dependents fall ill or somebody takes back what works. */
export function whileParked(tables: Tables, scene: Scene): Decision {
  const { row, live } = scene;
  if (tables.guards.dependentsWell(scene) === 'no') return whenIll(tables, scene, 'rollback');
  if (row.illSince !== null) return write(next(row, { illSince: null }));
  // Their probes may tell nothing of those who read it.
  if (tables.guards.noneEmpty(scene) === 'no') {
    return write(stop(row, 'blocked', { code: 'Blocked', because: 'noneEmpty' }));
  }
  // A call that was on its way when the plan parked has landed since.
  if (!row.noReturn && tables.guards.oldActive(scene) === 'no') {
    return write(rollBack(row, live.at, 'the old one is no longer Active'));
  }
  return nothing('parked');
}

export function afterDeadline(row: Row, step: Step, because: string, at: number): Decision {
  const then = row.noReturn && step.deadline?.late === 'rollback' ? 'block' : step.deadline?.late;
  if (then === 'park') return write(stop(row, 'parked', { code: 'Parked', because }));
  if (then === 'rollback' && !row.noReturn) return write(rollBack(row, at, because));
  return write(stop(row, 'blocked', { code: 'Blocked', because }));
}

/** An unexpected key: ours goes, once CloudTrail says that it is ours; anybody else's is left alone. */
export function reap(tables: Tables, { row, live }: Scene, step: Step): Decision {
  if (live.keys === 'unknown') return nothing('noStranger');
  const found = strangers(row, live.keys);
  const ours = found.find(({ maker }) => maker === 'ours');
  if (ours !== undefined && row.opened.includes('create')) {
    const gone = detour(tables, row, { table: 'reap', step: 'quell', copy: 0 }, live.at);
    return write({ ...gone, orphan: ours.id });
  }
  const mayBeOurs = row.opened.includes('create') && found.some(({ maker }) => maker === 'unknown');
  if (mayBeOurs && !isLate(row, step, live)) return nothing('noStranger');
  if (row.opened.length === 0) {
    return write(stop(row, 'refused', { code: 'Refused', because: 'noStranger' }));
  }
  return write(stop(row, 'blocked', { code: 'Blocked', because: 'noStranger' }));
}

/**
 * An ended row is looked at again as long as an effect of its own may still land: what broke its end is mended by the
 * plan's own steps. A read that fails says nothing.
 */
export function audit(tables: Tables, scene: Scene): Decision {
  const { row, live } = scene;
  const end = endOf(row);
  if (end === null || row.unresolved.length === 0) return nothing('ended');
  const broken = tables.ends[end].find(({ guard }) => tables.guards[guard](scene) === 'no');
  if (broken === undefined) return nothing('ended');
  if (typeof broken.no === 'object' && 'redo' in broken.no) {
    const place = { table: row.plan.kind, step: broken.no.redo, copy: 0 };
    return write(goTo(tables, { ...row, state: 'going' }, place, live.at));
  }
  return row.noReturn ? nothing('ended') : write(rollBack(row, live.at, 'an effect landed after the end'));
}

function endOf({ state, plan }: Row): EndId | null {
  if (tableOf(plan) === 'own') return state === 'restored' ? 'undone' : null;
  if (plan.kind === 'contain') return state === 'done' || state === 'blocked' ? 'contained' : null;
  if (state === 'restored') return 'restored';
  return state === 'done' && plan.kind === 'rotate' ? 'done' : null;
}
