import { mayWrite } from '../../lib/core/rotation/fences.ts';
import { type Invocation, looked, wrote } from '../../lib/core/rotation/invocation.ts';
import type { Row } from '../../lib/core/rotation/ledger.ts';
import { superseded } from '../../lib/core/rotation/start.ts';
import { committed, NOT_CALLED } from '../../lib/core/rotation/transition.ts';
import { judgeEnd, judgeWrite } from './endings.ts';
import { judgeCall, judgeTaking } from './invariants.ts';
import { labelOf } from './labels.ts';
import { asTaken } from './physics.ts';
import { ofRepairing } from './redeploys.ts';
import type { Rules, Step } from './steps.ts';
import { type Blur, lookFor, OLD, type World, withExcuse, works } from './world.ts';

export function without(flights: readonly Invocation[], index: number | null): readonly Invocation[] {
  return index === null ? flights : flights.toSpliced(index, 1);
}

/** A look, the decision and its conditional write: the write can be taken together with the look, since it fails when the row moved. */
export function lookStep(
  world: World,
  rules: Rules,
  flight: Extract<Invocation, { at: 'looking' | 'rechecking' }>,
  index: number | null,
  blur: Blur | null,
): Step | undefined {
  const { tables } = rules;
  // A second false alarm in a row can't be told from an illness.
  const excuse = withExcuse(world.excuse, blur === 'flake' && world.row.illSince !== null ? 'o' : '');
  const faults = blur === null ? world.faults : world.faults - 1;
  const seen = {
    ...world,
    excuse,
    faults,
    keys: blur === 'stale' && world.stale !== null ? world.stale : world.keys,
    // What a proof was made against, while the list of keys was an old one.
    stale: blur === 'stale' ? world.keys : null,
  };
  const row = rowFor(world, flight);
  const after = looked(tables, flight, row, lookFor(tables, row, world, blur));
  const others = without(world.flights, index);
  const label = (): string => labelOf(flight, after, blur);
  if (after.at === 'over') {
    if (index === null) return undefined;
    return { label, world: { ...world, flights: others }, wrongs: [] };
  }
  if (after.at === 'calling') {
    const end = committed(tables, after.row, after.effect, NOT_CALLED, world.now);
    const wrongs = [
      ...judgeCall(seen, after.row, after.effect, after.call, { blur, memory: flight.memory }),
      ...(end.state === after.row.state ? [] : judgeEnd(asTaken(seen, after.call), end)),
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

export function writeStep(
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
  const wrongs = [
    ...(noted ? [] : judgeWrite({ ...seen, flights }, world.row, flight.row)),
    ...ofRepairing(world, world.row, flight.row),
  ];
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
