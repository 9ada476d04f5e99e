import { mayWrite } from '../../lib/core/rotation/fences.ts';
import { called, type Invocation, looked, wrote } from '../../lib/core/rotation/invocation.ts';
import type { Row } from '../../lib/core/rotation/ledger.ts';
import { superseded } from '../../lib/core/rotation/start.ts';
import type { Tables } from '../../lib/core/rotation/tables.ts';
import { committed } from '../../lib/core/rotation/transition.ts';
import { encode } from './encode.ts';
import { judgeCall, judgeEnd, judgeTaking, judgeWrite } from './invariants.ts';
import { outside } from './outside.ts';
import { apply, refresh, tick } from './physics.ts';
import { type Blur, look, OLD, type World, works } from './world.ts';

/** One thing that can happen next. */
export interface Step {
  readonly label: () => string;
  readonly world: World;
  readonly wrongs: readonly string[];
  /** false: nobody may count on it, so no end may depend on it. */
  readonly hoped?: boolean;
  /** A person says something: no repair may count on it. */
  readonly people?: boolean;
}

export interface Rules {
  readonly tables: Tables;
  /** What may be unread or stale in a look; everything when absent. */
  readonly blurs?: readonly Blur[];
}

const ANYBODY = { at: 'looking', memory: null } as const;
export const BLURS: readonly Blur[] = [
  'stale',
  'keys',
  'uses',
  'secret',
  'copies',
  'dependents',
  'denied',
  'flake',
];

export function successors(world: World, rules: Rules): Step[] {
  const steps: Step[] = [];
  const idle = begin(world, rules, steps);
  for (const [index, flight] of world.flights.entries()) fly(world, rules, flight, index, steps);
  const quiet = idle && world.flights.every((flight) => isLate(world, flight));
  // Time passes by itself only when nobody has anything to do; else somebody was slow, which is a fault.
  if (quiet) steps.push(plain('time passes', tick(world)));
  else if (world.faults > 0) steps.push(plain('a lease runs out', tick(spent(world))));
  for (const { id } of world.dependents) {
    const after = refresh(world, id);
    if (after !== world) steps.push(plain(`${id} takes what is published`, after));
  }
  outside(world, rules, steps);
  return steps;
}

/** Its lease has run out, which took a fault: it lands whenever it likes. */
function isLate({ now }: World, flight: Invocation): boolean {
  return flight.at === 'calling' && now >= (flight.row.leaseUntil ?? now);
}

export function plain(label: string, world: World): Step {
  return { label: () => label, world, wrongs: [] };
}

export function spent(world: World): World {
  return { ...world, faults: world.faults - 1 };
}

/** Anybody may run the handler at any time: the execution, a duplicate of it, the reconciler. */
function begin(world: World, rules: Rules, steps: Step[]): boolean {
  const clear = lookStep(world, rules, ANYBODY, null, null);
  if (clear !== undefined) steps.push(clear);
  blurred(world, rules, ANYBODY, null, clear, steps);
  return clear === undefined;
}

function blurred(
  world: World,
  rules: Rules,
  flight: Extract<Invocation, { at: 'looking' | 'rechecking' }>,
  index: number | null,
  clear: Step | undefined,
  steps: Step[],
): void {
  if (world.faults === 0) return;
  const same = clear === undefined ? '' : encode(clear.world);
  const flaked = world.row.illSince !== null;
  for (const blur of rules.blurs ?? BLURS) {
    if (blur === 'stale' && world.stale === null) continue;
    const step = lookStep(world, rules, flight, index, blur);
    if (step === undefined || encode(step.world) === same) continue;
    steps.push({
      ...step,
      world: { ...spent(step.world), excuse: step.world.excuse || (flaked && blur === 'flake') },
    });
  }
}

function without(flights: readonly Invocation[], index: number | null): readonly Invocation[] {
  return index === null ? flights : flights.toSpliced(index, 1);
}

/** A look, the decision and its conditional write: the write can be taken together with the look, since it fails when the row moved. */
function lookStep(
  world: World,
  rules: Rules,
  flight: Extract<Invocation, { at: 'looking' | 'rechecking' }>,
  index: number | null,
  blur: Blur | null,
): Step | undefined {
  const { tables } = rules;
  // A second false alarm in a row can't be told from an illness.
  const excuse = world.excuse || (blur === 'flake' && world.row.illSince !== null);
  const faults = blur === null ? world.faults : world.faults - 1;
  const seen = {
    ...world,
    excuse,
    faults,
    keys: blur === 'stale' && world.stale !== null ? world.stale : world.keys,
    // What a proof was made against, while the list of keys was an old one.
    stale: blur === 'stale' ? world.keys : null,
  };
  const after = looked(tables, flight, rowFor(world, flight), look(world, blur));
  const others = without(world.flights, index);
  const label = (): string => labelOf(flight, after, blur);
  if (after.at === 'over') {
    if (index === null) return undefined;
    return { label, world: { ...world, flights: others }, wrongs: [] };
  }
  if (after.at === 'calling') {
    const end = committed(tables, after.row, after.effect, null, world.now);
    const wrongs = [
      ...judgeCall(seen, after.row, after.effect, after.call, { blur, memory: flight.memory }),
      ...(end.state === after.row.state ? [] : judgeEnd(apply(seen, after.call)[0], end)),
    ];
    return { label, world: { ...world, flights: [...others, after] }, wrongs };
  }
  if (after.at !== 'writing') return undefined;
  const step = writeStep(world, rules, after, others, seen, false);
  const wrongs = [...step.wrongs, ...judgeTaking(world, flight)];
  return { ...step, wrongs, label };
}

/** An invocation reads the row of its own rotation: another one may have taken the fence. */
function rowFor(world: World, flight: Invocation): Row {
  return flight.at === 'rechecking' ? stands(world, flight.row) : world.row;
}

/** What the ledger now has under the rotation of this row. */
function stands(world: World, row: Row): Row {
  return row.rotation === world.row.rotation ? world.row : superseded(row, world.row.fence);
}

function writeStep(
  world: World,
  { tables }: Rules,
  flight: Extract<Invocation, { at: 'writing' }>,
  others: readonly Invocation[],
  seen: World,
  noted: boolean,
): Omit<Step, 'label'> {
  const stored = stands(world, flight.expected);
  const written = mayWrite(stored, flight.expected, tables.writes);
  if (written && stored !== world.row) {
    return { world: { ...world, flights: others }, wrongs: ['I8 a superseded plan writes its row'] };
  }
  const then = wrote(flight, written);
  const goesOn = then.at === 'rechecking' || (then.at === 'looking' && then.memory !== null && written);
  const flights = goesOn ? [...others, then] : others;
  if (!written) return { world: { ...world, flights }, wrongs: [] };
  // The outcome of a call is noted whatever happened meanwhile: it was judged before the call.
  const wrongs = noted ? [] : judgeWrite({ ...seen, flights }, world.row, flight.row);
  return { world: { ...noteProof(world, flight.row), row: flight.row, flights }, wrongs };
}

/** What the ledger now says is proved, and really works. */
function noteProof(world: World, after: Row): World {
  const { step } = world.row.place;
  if (after.plan.kind === 'contain' || after.place.step === step) return world;
  if (step !== 'prove' && step !== 'proveOld') return world;
  if (after.place.table !== world.row.place.table) return world;
  const id = step === 'prove' ? world.row.newKey : OLD;
  const keys = world.keys.map((key) =>
    key.id === id && works(world, key.id) ? { ...key, proved: true } : key,
  );
  return { ...world, keys };
}

function fly(world: World, rules: Rules, flight: Invocation, index: number, steps: Step[]): void {
  const others = without(world.flights, index);
  if (world.faults > 0) {
    steps.push(plain(`crash before ${nameOf(flight)}`, spent({ ...world, flights: others })));
  }
  if (flight.at === 'looking' || flight.at === 'rechecking') {
    const clear = lookStep(world, rules, flight, index, null);
    if (clear !== undefined) steps.push(clear);
    blurred(world, rules, flight, index, clear, steps);
  }
  if (flight.at === 'writing') {
    const step = writeStep(world, rules, flight, others, world, true);
    steps.push({ ...step, label: () => `commit ${flight.row.place.table}.${flight.row.place.step}` });
  }
  if (flight.at === 'calling') land(world, rules, flight, others, steps);
}

function land(
  world: World,
  { tables }: Rules,
  flight: Extract<Invocation, { at: 'calling' }>,
  others: readonly Invocation[],
  steps: Step[],
): void {
  const [after, answer] = apply(world, flight.call);
  const next = called(tables, flight, answer, world.now);
  // What an earlier plan or attempt still had on its way may make contain stop: found, and a person is called.
  const late = world.row.plan.kind === 'contain' && flight.row.seq !== world.row.seq && after !== world;
  const excuse = world.excuse || late;
  steps.push({
    label: () => `${JSON.stringify(flight.call)} lands: ${answer.outcome}`,
    world: {
      ...after,
      excuse,
      late: isLate(world, flight) ? world.late + 1 : world.late,
      flights: next.at === 'over' ? others : [...others, next],
    },
    wrongs: [],
  });
  if (world.faults === 0) return;
  steps.push(plain(`${flight.effect} lands and the answer is lost`, spent({ ...after, flights: others })));
  const throttled = called(tables, flight, { outcome: 'failed' }, world.now);
  steps.push(plain(`${flight.effect} is throttled`, spent({ ...world, flights: [...others, throttled] })));
}

function nameOf(flight: Invocation): string {
  return flight.at === 'calling' || flight.at === 'rechecking'
    ? `${flight.effect} (${flight.at})`
    : flight.at;
}

function labelOf(flight: Invocation, after: Invocation, blur: Blur | null): string {
  const who = flight.at === 'rechecking' ? `${flight.effect}: looks again` : 'handler looks';
  const what = blur === null ? '' : ` (${blur === 'stale' || blur === 'flake' ? blur : `${blur} unread`})`;
  switch (after.at) {
    case 'calling':
      return `${who}${what}, sends ${JSON.stringify(after.call)}`;
    case 'writing': {
      const { row } = after;
      const intent = row.intent === null ? '' : `, intent ${row.intent.effect}`;
      const why = row.fault === null ? '' : ` (${row.fault.because})`;
      return `${who}${what}: ${row.state} ${row.place.table}.${row.place.step}${row.place.copy}${intent}${why}`;
    }
    case 'over':
      return `${who}${what}: ${after.because}`;
    case 'looking':
    case 'rechecking':
      return who;
  }
}
