import { isEnded } from '../../lib/core/rotation/ledger.ts';
import { PROTOCOL_TABLES } from '../../lib/core/rotation/tables.ts';
import type { Violation } from './explore.ts';
import { isHopeless } from './graph.ts';
import { ownStarts } from './own/scenarios.ts';
import {
  containStarts,
  ROTATE,
  redeployStarts,
  retireStarts,
  rotateStarts,
  unseenRetireStarts,
  unseenRotateStarts,
  worldOf,
  writeOnlyStarts,
} from './scenarios.ts';
import type { Rules, Step } from './steps.ts';
import { BLURS, successors } from './successors.ts';
import type { World } from './world.ts';

/** A generator of numbers from 0 to 1, the same for the same seed (mulberry32, public domain). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const MOST_STEPS = 90;
const MOST_FAIR_STEPS = 400;

/** One schedule with more faults than the exploration can take, and then nothing but handlers and time until the end. */
export function randomSchedule(seed: number, faults: number): Violation | null {
  const random = numbers(seed);
  const starts = startsOf(faults);
  let world = starts[Math.floor(random() * starts.length)];
  const trace: string[] = [];
  for (let at = 0; at < MOST_STEPS && world !== undefined; at += 1) {
    const blur = BLURS[Math.floor(random() * BLURS.length)];
    const rules: Rules = {
      tables: PROTOCOL_TABLES,
      blurs: random() < 0.2 && blur !== undefined ? [blur] : [],
    };
    const step = choose(successors(world, rules), world, random);
    if (step === undefined) break;
    trace.push(step.label());
    const [wrong] = step.wrongs;
    if (wrong !== undefined) return { wrong, trace };
    world = step.world;
  }
  return world === undefined ? null : finish({ ...world, faults: 0 }, trace);
}

/** Faults are rarer than progress, or nothing would ever get far. */
function choose(steps: readonly Step[], world: World, random: () => number): Step | undefined {
  const progress = steps.filter((step) => step.world.faults === world.faults);
  const faults = steps.filter((step) => step.world.faults < world.faults);
  const among = faults.length > 0 && (progress.length === 0 || random() < 0.12) ? faults : progress;
  return among[Math.floor(random() * among.length)];
}

/** Handlers first, then time: whatever happened, an end is reached. */
function finish(start: World, trace: string[]): Violation | null {
  let world = start;
  for (let at = 0; at < MOST_FAIR_STEPS; at += 1) {
    const stands = world.row.exposed.length > 0 && world.row.plan.kind !== 'contain' && !world.leaky;
    const rests = isEnded(world.row) || world.row.state === 'parked' || stands || isHopeless(world);
    if (rests && world.flights.length === 0) return null;
    const steps = successors(world, { tables: PROTOCOL_TABLES, blurs: [] }).filter(
      (step) => step.hoped !== false,
    );
    const step =
      steps.find((one) => /^(switch|contain's switch|contain takes|approve)/.test(one.label())) ??
      steps.find((one) => !/^(time passes|abort|d\d takes)/.test(one.label())) ??
      steps.find((one) => one.label() === 'time passes');
    if (step === undefined) return { wrong: 'I5 nothing can happen any more', trace };
    trace.push(step.label());
    const [wrong] = step.wrongs;
    if (wrong !== undefined) return { wrong, trace };
    world = step.world;
  }
  return { wrong: 'I5 no end is reached', trace };
}

const cache = new Map<number, World[]>();

function startsOf(faults: number): World[] {
  const known = cache.get(faults);
  if (known !== undefined) return known;
  const [rotate, reversed, asked] = rotateStarts(faults);
  const base = [
    rotate,
    rotate,
    reversed,
    asked,
    { ...worldOf(ROTATE, faults), leaky: true },
    ...writeOnlyStarts(faults),
    ...redeployStarts(faults),
    ...ownStarts(faults).slice(0, 6),
    ...unseenRotateStarts(faults).slice(0, 1),
    ...unseenRetireStarts(faults),
  ];
  const others = [...retireStarts(faults).slice(0, 3), ...containStarts(faults)];
  const all = [...base, ...others].filter((world) => world !== undefined);
  const starts = all.map((world) => ({ ...world, faults, budget: faults }));
  cache.set(faults, starts);
  return starts;
}
