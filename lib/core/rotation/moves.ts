import { copyAt, replaceable, versionOf } from './calls.ts';
import type { Fault } from './faults.ts';
import type {
  Containment,
  FinalRow,
  ForwardTable,
  Place,
  ReversibleRow,
  Row,
  State,
  Times,
} from './ledger.ts';
import type { Live } from './live.ts';
import { backOf } from './own.ts';
import type { EffectId, Step, StepId, TableId } from './step.ts';
import { stepOf, type Tables } from './tables.ts';

type Change = Partial<Omit<Row, 'noReturn' | 'place' | 'back' | 'rotation' | 'plan' | 'seq'>>;

/** The same row with something changed: every write raises `seq`. */
export function next(row: Row, change: Change): Row {
  return { ...row, ...change, seq: row.seq + 1 };
}

export function stop(row: Row, state: State, fault: Fault | null): Row {
  return next(row, { state, fault, intent: null, leaseUntil: null });
}

/** Compensation begins. A row past the point of no return can't be given: it does not compile. */
export function rollBack(row: ReversibleRow, at: number, because: string): ReversibleRow {
  const place: Place = { ...backOf(row.plan), copy: 0 };
  const moved: ReversibleRow = { ...row, place, back: null };
  return {
    ...moved,
    seq: row.seq + 1,
    state: 'going',
    fault: { code: 'RolledBack', because },
    intent: null,
    leaseUntil: null,
    illSince: null,
    stuckSince: null,
    failing: null,
    abort: false,
    // The new key is the one that is watched from here on.
    times: { ...entering(row.times, at, false), vouched: null },
  };
}

/** Nothing holds the step. */
export const FREE = { stuckSince: null, failing: null } as const;

/** Another step of the same way. */
export function goTo(tables: Tables, row: Row, place: Place, at: number): Row {
  const times = entering(row.times, at, stepOf(tables, place).watches === true);
  return moved(next(row, { intent: null, leaseUntil: null, illSince: null, ...FREE, times }), place);
}

/** A way beside the plan's own, which comes back to where the row stands. */
export function detour(tables: Tables, row: Row, to: Place<ForwardTable>, at: number): Row {
  const gone = goTo(tables, row, to, at);
  if (!row.noReturn) return { ...gone, noReturn: false, back: row.place };
  return { ...gone, noReturn: true, place: to, back: row.place };
}

function moved(row: Row, place: Place): Row {
  if (!row.noReturn) return { ...row, place };
  return { ...row, place: { ...place, table: forward(place.table) } };
}

function forward(table: TableId): ForwardTable {
  if (table === 'rollback' || table === 'restore' || table === 'revive' || table === 'undo') {
    throw new Error(`nothing goes to ${table} after the delete intent is committed`);
  }
  return table;
}

/** The delete intent is committed: from here repair is forward only, and the type has no rollback. */
export function pastReturn(row: Row): FinalRow {
  if (row.noReturn) return row;
  return { ...row, noReturn: true, place: { ...row.place, table: forward(row.place.table) }, back: null };
}

/** The step is done: the next copy, the next step, the way back from a detour, or the end. */
export function advance(tables: Tables, row: Row, at: number): Row {
  const { table, copy } = row.place;
  const steps = tables.steps[table];
  const step = stepOf(tables, row.place);
  if (step.again !== undefined && copy + 1 < row.plan.copies.length) {
    return goTo(tables, row, { table, step: step.again, copy: copy + 1 }, at);
  }
  const following = steps.slice(steps.indexOf(step) + 1).find((one) => concerns(row, one));
  if (following !== undefined) {
    return goTo(tables, row, { table, step: following.id, copy: firstCopy(following, copy) }, at);
  }
  if (row.back !== null) {
    const back = goTo(tables, row, row.back, at);
    return { ...back, back: null };
  }
  return stop(row, END[table], END[table] === 'blocked' ? { code: 'Blocked', because: table } : row.fault);
}

function concerns({ plan }: Row, { redeploys }: Step): boolean {
  return redeploys !== true || plan.dependents.some(({ redeployed }) => redeployed === true);
}

/** A publish that is followed by its own confirmation stays at its copy; whatever else begins at the first. */
function firstCopy(following: Step, copy: number): number {
  return STAYS.has(following.id) ? copy : 0;
}

const STAYS: ReadonlySet<StepId> = new Set(['publish', 'refresh', 'confirm']);

const END: Readonly<Record<TableId, State>> = {
  rotate: 'done',
  rollback: 'restored',
  own: 'done',
  undo: 'restored',
  retire: 'done',
  restore: 'restored',
  contain: 'done',
  reap: 'restored',
  // Somebody held what was taken away and has it back: a person must look.
  revive: 'blocked',
  repair: 'blocked',
};

function entering(times: Times, at: number, watches: boolean): Times {
  return { ...times, entered: at, watchFrom: watches ? at : times.watchFrom };
}

/** What an effect's success writes beside the next step. */
export function outcome(row: Row, effect: EffectId, created: string | null, at: number): Change {
  switch (effect) {
    case 'create':
    case 'createSuccessor':
      return { newKey: created ?? row.newKey };
    case 'publish':
    case 'restoreCopy':
      return { times: { ...row.times, published: at } };
    case 'redeploy':
      return redeployed(row, at);
    case 'deactivateOld':
    case 'deactivateNew':
    case 'quellEach':
      return { times: { ...row.times, deactivated: at } };
    case 'startRotation':
      return { newKey: versionOf(row) };
    // Where it was never to be moved, its readers have nothing else to take.
    case 'restoreCurrent':
      return !row.opened.includes('restoreCurrent') ? {} : { times: { ...row.times, published: at } };
    case 'haltRotation':
      return { times: { ...row.times, deactivated: at } };
    case 'deleteOrphan':
      return { orphan: null };
    case 'denyAll':
      return contained(row, { deny: 'asked' });
    case 'seal':
      return contained(row, { seal: 'sealed' });
    case 'stage':
    case 'deleteOld':
    case 'dropPending':
    case 'reactivateOld':
    case 'deleteNew':
    case 'reviveNew':
    case 'quellOrphan':
    case 'denySessions':
    case 'deleteEach':
      return {};
  }
}

/** Of which nothing may be shown yet: it is not called twice. */
function redeployed({ redeployed: before, intent }: Row, at: number): Change {
  if (intent?.call.do !== 'redeploy') return {};
  return { redeployed: { ...before, [intent.call.dependent]: at } };
}

/** What passing a check writes beside the next step: contain's dependents have their replacement, a secret's readers a new value. */
export function checked(row: Row, step: Step, at: number): Row {
  const { contain, newKey } = row;
  // Its readers take what its function has published from here on.
  if (step.id === 'land') return { ...row, times: { ...row.times, published: at } };
  if (contain === null || newKey === null || step.id !== 'confirm') return row;
  const given = Object.fromEntries(replaceable(row.plan).map(({ id }) => [id, newKey]));
  return { ...row, contain: { ...contain, replaced: { ...contain.replaced, ...given } } };
}

/** An attempt at a successor is given up: copies that took it may be given the next one. */
export function givenUp(row: Row): Row {
  const { contain, newKey } = row;
  if (contain === null || newKey === null) return row;
  const formers = [...contain.formers, newKey];
  return {
    ...row,
    newKey: null,
    contain: { ...contain, formers, versions: [...contain.versions, versionOf(row)] },
  };
}

/** What AWS's refusal for good writes: contain goes on without it, and its end says so. */
export function refusal(row: Row, effect: EffectId): Change | null {
  if (effect === 'denyAll') return contained(row, { deny: 'refused' });
  if (effect === 'seal') return contained(row, { seal: 'failed' });
  return null;
}

function contained({ contain }: Row, change: Partial<Containment>): Change {
  return contain === null ? {} : { contain: { ...contain, ...change } };
}

export function isLate(row: Row, step: Step, { at }: Live): boolean {
  if (step.deadline === undefined) return false;
  // A person may take as long as a watch does.
  const isByHand = step.id === 'publish' && copyAt(row)?.byHand === true;
  return at >= row.times.entered + row.plan.durations[isByHand ? 'parkAfter' : step.deadline.after];
}
