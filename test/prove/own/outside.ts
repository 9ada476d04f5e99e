import { isEnded } from '../../../lib/core/rotation/ledger.ts';
import { abort, approve } from '../../../lib/core/rotation/requests.ts';
import type { Step } from '../steps.ts';
import { type Excuse, OLD, oursOf, type World, withExcuse } from '../world.ts';
import { functionStep, type RotationFunction } from './function.ts';

/** What happens to a secret that its own function rotates: the function itself, people, dependents, the switch. */
export function outsideOwn(world: World, steps: Step[]): void {
  free(world, steps);
  if (world.faults === 0 || isStill(world)) return;
  const spend: Spend = (label, change, excuse) => {
    const after = { ...world, ...change, faults: world.faults - 1, excuse: withExcuse(world.excuse, excuse) };
    steps.push({ label: () => label, world: after, wrongs: [] });
  };
  ofFunction(world, spend);
  ofPeople(world, spend);
  ofDependents(world, spend);
  ofLedger(world, spend);
}

type Spend = (label: string, change: Partial<World>, excuse: Excuse) => void;

function isStill({ row, flights, fn }: World): boolean {
  const rests = row.unresolved.length === 0 || row.state === 'blocked' || row.state === 'refused';
  return flights.length === 0 && isEnded(row) && rests && fn?.state !== 'stray';
}

function free(world: World, steps: Step[]): void {
  const next = functionStep(world);
  if (next !== null) {
    const [label, after] = next;
    const stray = world.fn?.state === 'stray' ? 'l' : '';
    const excuse = withExcuse(world.excuse, stray);
    // Nobody may count on it.
    steps.push({ label: () => label, world: { ...after, excuse }, wrongs: [], hoped: false });
  }
  if (world.gates.window === false) {
    const open = { ...world, gates: { ...world.gates, window: true } };
    steps.push({ label: () => 'its window opens', world: open, wrongs: [] });
  }
  if (world.switch !== 'run')
    steps.push({ label: () => 'switch: run', world: { ...world, switch: 'run' }, wrongs: [] });
  const approved = approve(world.row, 'deactivate', world.now);
  if (approved !== null)
    steps.push({
      label: () => 'approve deactivate',
      world: { ...world, row: approved },
      wrongs: [],
      people: true,
    });
}

function ofFunction({ fn }: World, spend: Spend): void {
  if (fn === null || (fn.state !== 'ready' && fn.state !== 'sent')) return;
  const become = (change: Partial<RotationFunction>) => ({ fn: { ...fn, ...change } });
  spend('the function fails for good', become({ state: 'over', from: '', slow: true }), '');
  if (fn.state === 'sent')
    spend('nothing ends a step of the function', become({ state: 'stray', slow: true }), '');
  if (!fn.dud && fn.step !== 'finish') spend('what the function sets is no good', become({ dud: true }), 'f');
}

function ofPeople(world: World, spend: Spend): void {
  const { current, pending, secretGone, gates, keys } = world;
  if (current !== OLD) spend('a person moves AWSCURRENT back', { current: OLD }, 'm');
  if (current !== 'px') spend('a person moves AWSCURRENT elsewhere', { current: 'px' }, 'm');
  if (pending === null) spend('somebody stages AWSPENDING', { pending: 'px' }, 'o');
  if (pending === oursOf(world)) spend('a person takes AWSPENDING off', { pending: null }, 'o');
  if (!secretGone) spend('a person deletes the secret', { secretGone: true }, 's');
  if (gates.soleRotation === true)
    spend('a person turns its rotation off', { gates: { ...gates, soleRotation: false } }, 'o');
  for (const id of [OLD, oursOf(world)]) {
    if (!keys.some((key) => key.id === id && key.status === 'Active')) continue;
    const left = keys.map((key) =>
      key.id === id ? { ...key, status: 'Inactive' as const, since: world.now - 1 } : key,
    );
    spend(`somebody takes ${id} away`, { keys: left }, 'k');
  }
}

function ofDependents({ dependents }: World, spend: Spend): void {
  for (const one of dependents) {
    const set = (change: Partial<typeof one>): Partial<World> => ({
      dependents: dependents.map((other) => (other.id === one.id ? { ...other, ...change } : other)),
    });
    if (one.ill === 'no') {
      spend(`${one.id} breaks with any new key`, set({ ill: 'onNew' }), '');
      spend(`${one.id} falls ill for good`, set({ ill: 'always' }), 'd');
    }
    if (!one.stuck) spend(`${one.id} is stuck with what it holds`, set({ stuck: true }), 'd');
  }
}

function ofLedger(world: World, spend: Spend): void {
  for (const position of ['pause', 'freeze'] as const) {
    if (world.switch === 'run') spend(`switch: ${position}`, { switch: position }, 'o');
  }
  const aborted = abort(world.row);
  if (aborted !== null) spend('abort', { row: aborted }, '');
}
