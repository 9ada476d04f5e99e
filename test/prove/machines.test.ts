import { beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../infra/rotation/bench.ts';
import { faultsAt, type Outcome, type Scenario, schedule } from '../infra/rotation/prove.ts';
import { FULL, tell } from './counts.ts';
import { ownStarts } from './own/scenarios.ts';
import {
  byHandStarts,
  containStarts,
  ROTATE,
  redeployStarts,
  retireStarts,
  rotateStarts,
  worldOf,
} from './scenarios.ts';
import type { World } from './world.ts';

beforeAll(() => {
  // The library's JSONPath throws and catches an error in each look; the stack of each took half of the time.
  Error.stackTraceLimit = 0;
  // A task without a handler would call AWS: here it could not.
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
});

const [rotate, reversed, asked] = rotateStarts(0) as [World, World, World];
const [retire, retireAsked, retireOwnerless] = retireStarts(0) as [World, World, World];
const [byHand] = byHandStarts(0) as [World];
const [contain, containAsked] = containStarts(0) as [World, World];
const [services, servicesContained] = redeployStarts(0) as [World, World];

const [own, , oneWay] = ownStarts(0) as [World, World, World];

/** Its readers break with any new value. */
function breaking(world: World): World {
  const dependents = world.dependents.map((one) => ({ ...one, ill: 'onNew' as const }));
  return { ...world, excuse: 'd', dependents };
}

function ill(which: 'd1' | 'd2', how: 'onNew' | 'stuck', world = worldOf(ROTATE, 0)): World {
  const dependents = world.dependents.map((one) =>
    one.id !== which ? one : how === 'stuck' ? { ...one, stuck: true } : { ...one, ill: 'onNew' as const },
  );
  return { ...world, dependents, excuse: 'd' };
}

const SCENARIOS: readonly Scenario[] = [
  { name: 'rotate', world: rotate, patience: 0, ends: 'Done' },
  { name: 'rotate, the secret first', world: reversed, patience: 0, ends: 'Done' },
  { name: 'rotate with approvals, given at the second question', world: asked, patience: 1, ends: 'Done' },
  { name: 'rotate, the first wave falls ill', world: ill('d1', 'onNew'), patience: 0, ends: 'Restored' },
  { name: 'rotate, the second wave falls ill', world: ill('d2', 'onNew'), patience: 0, ends: 'Restored' },
  {
    name: 'rotate, a reader never takes the new key',
    world: ill('d1', 'stuck'),
    patience: 0,
    ends: 'Parked',
  },
  { name: 'rotate, a copy by hand', world: byHand, patience: 1, ends: 'Done' },
  { name: 'a secret that its own function rotates', world: own, patience: 0, ends: 'Done' },
  {
    name: 'its own function rotates it, and its reader falls ill',
    world: breaking(own),
    patience: 0,
    ends: 'Restored',
  },
  {
    name: 'its own function takes the old value away, with an approval',
    world: oneWay,
    patience: 1,
    ends: 'Done',
  },
  {
    name: 'its own function takes the old value away, and its reader falls ill',
    world: breaking(oneWay),
    patience: 0,
    ends: 'Blocked',
  },
  { name: 'rotate, its readers are redeployed', world: services, patience: 0, ends: 'Done' },
  {
    name: 'rotate, the second redeployment does not come up',
    world: ill('d2', 'onNew', services),
    patience: 0,
    ends: 'Restored',
  },
  { name: 'contain, its readers are redeployed', world: servicesContained, patience: 0, ends: 'Done' },
  { name: 'retire', world: retire, patience: 0, ends: 'Done' },
  { name: 'retire with approvals', world: retireAsked, patience: 0, ends: 'Done' },
  { name: 'retire of what nobody owns', world: retireOwnerless, patience: 0, ends: 'Done' },
  { name: 'contain', world: contain, patience: 0, ends: 'Done' },
  { name: 'contain with an approval', world: containAsked, patience: 2, ends: 'Done' },
  {
    name: 'contain, AWS takes no Deny',
    world: { ...contain, refuses: 'deny', excuse: 'o' },
    patience: 0,
    ends: 'Blocked',
  },
  {
    name: 'contain, the evidence can not be sealed',
    world: { ...contain, refuses: 'seal', excuse: 'o' },
    patience: 0,
    ends: 'Done',
  },
];

/** The same plans, carried out by workers in the account that each rotation names. */
const IN_ACCOUNTS = SCENARIOS.map(({ name, world, ...scenario }): Scenario => {
  const row = { ...world.row, rotation: `111122223333-${world.row.rotation}` };
  return {
    ...scenario,
    name: `${name}, in an account of an organisation`,
    world: { ...world, row },
    workers: 'accounts',
  };
});

/** Of the pairs, every which one is run where not all are. */
const EVERY = FULL ? 1 : 40;

interface Run {
  readonly faults: readonly Fault[];
  readonly outcome: Outcome;
}

/** Side by side: an execution here spends its time in timers. */
const AT_ONCE = 40;

async function runAll(scenario: Scenario, all: readonly (readonly Fault[])[]): Promise<readonly Run[]> {
  const done: Run[] = [];
  const left = all.values();
  const lane = async (): Promise<void> => {
    for (const faults of left) done.push({ faults, outcome: await schedule(scenario, faults) });
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return done;
}

function say({ faults, outcome: { ended, finally: last, wrongs } }: Run): string {
  const what = faults.map(({ state, kind }) => `${state}: ${kind}`).join(', then ');
  return `${what} → ${ended}, ${last}: ${wrongs.join(' · ')}`;
}

describe.each(IN_ACCOUNTS)('$name', (scenario) => {
  it('goes the way that it goes by workers beside the machine, and comes to an end with every single fault', async () => {
    const { name } = scenario;
    const same = SCENARIOS.find((each) => name.startsWith(`${each.name}, in an account`));
    const nominal = await schedule(scenario, []);
    expect([nominal.ended, nominal.wrongs]).toEqual([scenario.ends, []]);
    expect(nominal.visited).toEqual(same === undefined ? [] : (await schedule(same, [])).visited);
    const singles = await runAll(
      scenario,
      faultsAt(nominal.visited).map((fault) => [fault]),
    );
    const found = singles.filter(({ outcome }) => outcome.wrongs.length > 0).map(say);
    expect(found.slice(0, 12)).toEqual([]);
  }, 120_000);
});

describe.each(SCENARIOS)('$name', (scenario) => {
  it(`ends ${scenario.ends} when nothing goes wrong`, async () => {
    const outcome = await schedule(scenario, []);
    expect(outcome.wrongs).toEqual([]);
    expect(outcome.ended).toBe(scenario.ends);
  });

  it('comes to an end with every fault and every pair, and the reconciler leaves nothing open', async () => {
    const nominal = await schedule(scenario, []);
    const firsts = faultsAt(nominal.visited).map((fault) => [fault]);
    const singles = (await runAll(scenario, firsts)).filter(({ outcome }) => outcome.fired === 1);
    const seconds = singles.flatMap(({ faults: [first], outcome: { visited } }) =>
      first === undefined
        ? []
        : faultsAt(visited.slice(visited.indexOf(first.state))).map((second) => [first, second]),
    );
    const asked = seconds.filter((_, at) => at % EVERY === 0);
    const pairs = (await runAll(scenario, asked)).filter(({ outcome }) => outcome.fired === 2);
    const all = [...singles, ...pairs];
    const found = all.filter(({ outcome }) => outcome.wrongs.length > 0).map(say);
    tell(
      `${scenario.name}: ${singles.length} single faults, and ${asked.length} of ${seconds.length} pairs in its machine, of which ${pairs.length} came to pass: ${found.length} violations`,
      { schedules: all.length, violations: found.length },
    );
    expect(found.slice(0, 12)).toEqual([]);
  }, 600_000);
});
