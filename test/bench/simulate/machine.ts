import type { VirtualClock } from './clock.ts';
import type { Bucket } from './quotas.ts';

type Json = Readonly<Record<string, unknown>>;

/** A state as the definition has it; only what the sweep's machine uses is understood. */
export interface AslState {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Resource?: string;
  readonly Parameters?: Json;
  readonly Result?: unknown;
  readonly ResultPath?: string | null;
  readonly Choices?: readonly Choice[];
  readonly Default?: string;
  readonly Branches?: readonly AslMachine[];
  readonly ItemProcessor?: AslMachine & { readonly ProcessorConfig?: { readonly Mode?: string } };
  readonly ItemsPath?: string;
  readonly ItemSelector?: Json;
  readonly MaxConcurrency?: number;
  readonly Retry?: readonly Retry[];
  readonly Catch?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly Next: string;
    readonly ResultPath?: string | null;
  }[];
  readonly Error?: string;
}

interface Choice {
  readonly Variable: string;
  readonly StringEquals?: string;
  readonly NumericGreaterThan?: number;
  readonly Next: string;
}

interface Retry {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
}

export interface AslMachine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, AslState>>;
}

/** Thrown by a task: what Retry and Catch match. */
export class TaskError extends Error {
  constructor(name: string) {
    super(name);
    this.name = name;
  }
}

export interface World {
  readonly clock: VirtualClock;
  /** Takes a task's time and gives its answer. */
  readonly task: (
    state: { readonly name: string; readonly resource: string },
    input: unknown,
  ) => Promise<unknown>;
  readonly transitions: Bucket;
  readonly starts: Bucket;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** Walks a state machine from its start to its end, in the time of the world's clock. */
export async function walk(
  machine: AslMachine,
  input: unknown,
  world: World,
  item?: unknown,
): Promise<unknown> {
  let data = input;
  for (let name: string | undefined = machine.StartAt; name !== undefined; ) {
    const state: AslState | undefined = machine.States[name];
    if (state === undefined) throw new Error(`the definition has no state ${name}`);
    await world.transitions.take();
    if (state.Type === 'Fail') throw new TaskError(state.Error ?? 'Fail');
    const stepped = await step(name, state, { data, item }, world);
    data = stepped.data;
    name = stepped.next;
  }
  return data;
}

interface At {
  readonly data: unknown;
  readonly item: unknown;
}

async function step(
  name: string,
  state: AslState,
  at: At,
  world: World,
): Promise<{ readonly data: unknown; readonly next: string | undefined }> {
  if (state.Type === 'Choice') return { data: at.data, next: choose(name, state, at) };
  const tries = new Map<Retry, number>();
  for (;;) {
    try {
      const result = await work(name, state, at, world);
      return { data: placed(at.data, state.ResultPath, result), next: state.Next };
    } catch (error) {
      if (!(error instanceof TaskError)) throw error;
      const retry = state.Retry?.find(({ ErrorEquals }) => matches(ErrorEquals, error.name));
      const tried = retry === undefined ? 0 : (tries.get(retry) ?? 0);
      if (retry !== undefined && tried < (retry.MaxAttempts ?? 3)) {
        tries.set(retry, tried + 1);
        await world.clock.sleep(delay(retry, tried, world.random));
        // Each try is charged and counted as a transition.
        await world.transitions.take();
        continue;
      }
      const caught = state.Catch?.find(({ ErrorEquals }) => matches(ErrorEquals, error.name));
      if (caught === undefined) throw error;
      return { data: placed(at.data, caught.ResultPath, { Error: error.name }), next: caught.Next };
    }
  }
}

function matches(names: readonly string[], error: string): boolean {
  return names.includes(error) || names.includes('States.ALL');
}

function delay(
  { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds, JitterStrategy }: Retry,
  tried: number,
  random: () => number,
) {
  const seconds = Math.min(
    IntervalSeconds * BackoffRate ** tried,
    MaxDelaySeconds ?? Number.POSITIVE_INFINITY,
  );
  return JitterStrategy === 'FULL' ? seconds * random() : seconds;
}

async function work(name: string, state: AslState, at: At, world: World): Promise<unknown> {
  const input = state.Parameters === undefined ? at.data : filled(state.Parameters, at);
  switch (state.Type) {
    case 'Task':
      return world.task({ name, resource: state.Resource ?? '' }, input);
    case 'Pass':
      return state.Result ?? input;
    case 'Parallel':
      return Promise.all((state.Branches ?? []).map((branch) => walk(branch, input, world, at.item)));
    case 'Map':
      return each(name, state, at, world);
    case 'Succeed':
      return input;
    default:
      throw new Error(`${name}: states of type ${state.Type} are not simulated`);
  }
}

async function each(name: string, state: AslState, at: At, world: World): Promise<readonly unknown[]> {
  const { ItemProcessor: processor, MaxConcurrency = 0, ItemSelector } = state;
  const items = read(state.ItemsPath ?? '$', at);
  if (processor === undefined || !Array.isArray(items))
    throw new Error(`${name}: expected items and a processor`);
  const isDistributed = processor.ProcessorConfig?.Mode === 'DISTRIBUTED';
  const rest = items.entries();
  const results: unknown[] = [];
  async function lane(): Promise<void> {
    for (const [index, item] of rest) {
      if (isDistributed) await world.starts.take();
      const input = ItemSelector === undefined ? item : filled(ItemSelector, { data: at.data, item });
      try {
        results[index] = await walk(processor as AslMachine, input, world, item);
      } catch (error) {
        // An item of a Distributed Map that fails is tolerated; what the machine tolerates is held by its own tests.
        if (!isDistributed || !(error instanceof TaskError)) throw error;
      }
    }
  }
  const lanes = MaxConcurrency === 0 ? items.length : Math.min(MaxConcurrency, items.length);
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}

function choose(name: string, { Choices = [], Default }: AslState, at: At): string {
  const found = Choices.find(({ Variable, StringEquals, NumericGreaterThan }) => {
    const value = read(Variable, at);
    if (StringEquals !== undefined) return value === StringEquals;
    if (NumericGreaterThan !== undefined) return typeof value === 'number' && value > NumericGreaterThan;
    throw new Error(`${name}: a comparison that is not simulated`);
  });
  const next = found?.Next ?? Default;
  if (next === undefined) throw new TaskError('States.NoChoiceMatched');
  return next;
}

/** `{"a.$": "$.b"}` with what the paths lead to. */
function filled(template: Json, at: At): unknown {
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) =>
      key.endsWith('.$') ? [key.slice(0, -2), read(String(value), at)] : [key, value],
    ),
  );
}

function read(path: string, { data, item }: At): unknown {
  if (path === '$$.Map.Item.Value') return item;
  if (path === '$') return data;
  return path
    .replace(/^\$\./, '')
    .split('.')
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? (value as Json)[key] : undefined),
      data,
    );
}

function placed(data: unknown, path: string | null | undefined, result: unknown): unknown {
  if (path === null) return data;
  if (path === undefined || path === '$') return result;
  return { ...(data as Json), [path.replace(/^\$\./, '')]: result };
}
