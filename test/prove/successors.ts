import { called, type Invocation } from '../../lib/core/rotation/invocation.ts';
import { stepOf } from '../../lib/core/rotation/tables.ts';
import { encode } from './encode.ts';
import { nameOf } from './labels.ts';
import { lookStep, without, writeStep } from './looking.ts';
import { outside } from './outside.ts';
import { apply, isBarred, refresh, tick } from './physics.ts';
import { rolloutSteps } from './redeploys.ts';
import type { Rules, Step } from './steps.ts';
import { type Blur, isWriteOnly, type World, withExcuse } from './world.ts';

const ANYBODY = { at: 'looking', memory: null } as const;
export const BLURS: readonly Blur[] = [
  'stale',
  'keys',
  'uses',
  'secret',
  'copies',
  'dependents',
  'deployments',
  'denied',
  'flake',
];

/** What of such a secret is looked at: its labels, what logs in, who is well. */
const OWN_BLURS: readonly Blur[] = ['secret', 'proofs', 'dependents', 'flake'];

const NONE_ROLLS: readonly Blur[] = BLURS.filter((blur) => blur !== 'deployments');

function blursOf({ fn, dependents }: World): readonly Blur[] {
  if (fn !== null) return OWN_BLURS;
  return dependents.some(({ rollout }) => rollout !== undefined) ? BLURS : NONE_ROLLS;
}

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
  rolloutSteps(world, steps);
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
  const inVain = clear !== undefined && isInVain(world, rules, clear.world);
  if (clear !== undefined && !inVain) steps.push(clear);
  blurred(world, rules, ANYBODY, null, clear, steps);
  return clear === undefined || inVain;
}

/** Whoever was told that a call fails makes it again later, to be told the same. */
function isInVain({ row: before, now, ...world }: World, { tables }: Rules, { row: after }: World): boolean {
  if (after.intent === null || !isBarred(world, after.intent.call)) return false;
  const { failing, plan, place, times } = before;
  if (failing === undefined || failing === null) return false;
  const { deadline } = stepOf(tables, place);
  const due =
    deadline === undefined
      ? failing.since + plan.durations.patience
      : times.entered + plan.durations[deadline.after];
  // The one that shows that nothing has changed after all that time.
  return now < due || failing.last >= due;
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
  for (const blur of rules.blurs ?? blursOf(world)) {
    if (blur === 'stale' && world.stale === null && !world.dependents.some(isNewlyRolled(world))) continue;
    const step = lookStep(world, rules, flight, index, blur);
    if (step === undefined || encode(step.world) === same) continue;
    steps.push({
      ...step,
      world: {
        ...spent(step.world),
        excuse: withExcuse(step.world.excuse, flaked && blur === 'flake' ? 'o' : ''),
      },
    });
  }
}

/** AWS may still answer without the deployment that began in this tick. */
function isNewlyRolled({ now }: World) {
  return ({ rollout }: World['dependents'][number]) => rollout?.began === now;
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
  const { lease } = world.plan.durations;
  const [after, answer] = apply(world, flight.call, (flight.row.leaseUntil ?? world.now + lease) - lease);
  const next = called(tables, flight, answer, world.now);
  // What an earlier plan or attempt still had on its way may make contain stop: found, and a person is called.
  const late = world.row.plan.kind === 'contain' && flight.row.seq !== world.row.seq && after !== world;
  // Where nothing can be read back it looks like somebody else's change.
  const unseen = isWriteOnly(world) && flight.call.do === 'writeCopy' && isLate(world, flight);
  const excuse = withExcuse(world.excuse, late || unseen ? 'l' : '');
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
  const unanswered = { ...after, excuse: withExcuse(world.excuse, unseen ? 'l' : ''), flights: others };
  steps.push(plain(`${flight.effect} lands and the answer is lost`, spent(unanswered)));
  const failed = called(tables, flight, { outcome: 'failed' }, world.now);
  if (world.fails === null) {
    const refusing = spent({ ...world, fails: flight.call.do, flights: [...others, failed] });
    const label = `${flight.effect} fails, as every ${flight.call.do} from now on`;
    steps.push(plain(label, { ...refusing, excuse: withExcuse(world.excuse, 'f') }));
  }
  steps.push(plain(`${flight.effect} is throttled`, spent({ ...world, flights: [...others, failed] })));
}
