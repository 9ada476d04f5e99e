import { StateMachine } from 'aws-local-stepfunctions';
import type { PlanKind } from '../../../lib/core/rotation/plan.ts';
import type { Role } from '../../../lib/core/rotation/roles.ts';
import { PROTOCOL_TABLES } from '../../../lib/core/rotation/tables.ts';
import type { Definition, State, Workers } from '../../../lib/infra/rotation/asl.ts';
import { planMachine } from '../../../lib/infra/rotation/plan-machine.ts';
import { waitMachine } from '../../../lib/infra/rotation/wait-machine.ts';

export type MachineName = PlanKind | 'wait';

/** A machine that runs here, and what each of its tasks is for. */
export interface Built {
  readonly machine: StateMachine;
  readonly states: ReadonlyMap<string, State>;
  readonly tasks: ReadonlyMap<string, Purpose>;
}

/** What a task calls. */
export type Purpose = Role | 'ask' | 'topic' | 'waiting';

type Given = ConstructorParameters<typeof StateMachine>[0];

const built = new Map<string, Built>();

/** Built once, run often. */
export function machineOf(name: MachineName, workers: Workers = 'own'): Built {
  const key = `${name} ${workers}`;
  const known = built.get(key);
  if (known !== undefined) return known;
  const definition = name === 'wait' ? waitMachine(workers) : planMachine(PROTOCOL_TABLES, name, workers);
  const made = build(definition);
  built.set(key, made);
  return made;
}

export function build(definition: Definition): Built {
  const states = statesOf(definition.States);
  const tasks = [...states].filter(([, { Type }]) => Type === 'Task');
  return {
    machine: new StateMachine(here(definition) as Given),
    states,
    tasks: new Map(tasks.map(([name, state]) => [name, purposeOf(state)])),
  };
}

/** Every state by its name, those within a map among them. */
function statesOf(states: Definition['States']): ReadonlyMap<string, State> {
  return new Map(
    Object.entries(states).flatMap(([name, state]) => {
      const inner = state.ItemProcessor as Definition | undefined;
      return [[name, state] as const, ...(inner === undefined ? [] : statesOf(inner.States))];
    }),
  );
}

function purposeOf(state: State): Purpose {
  const text = JSON.stringify(state);
  const found = (/:function:NightwardenRotation-(\w+)/.exec(text) ??
    /\$\{(?!partition)(\w+)\}/.exec(text))?.[1];
  if (found === undefined) throw new Error(`expected a task that calls something, got ${text}`);
  return found as Purpose;
}

const HERE: Readonly<Record<string, string>> = {
  partition: 'aws',
  region: 'us-east-1',
  waiting: 'arn:aws:states:us-east-1:111122223333:stateMachine:waiting',
  topic: 'arn:aws:sns:us-east-1:111122223333:topic',
};

/** Placeholders filled in; nothing is called, for each task has a handler. */
function here(definition: Definition): unknown {
  const text = JSON.stringify(definition).replace(
    /\$\{(\w+)\}/g,
    (_, name: string) => HERE[name] ?? `arn:aws:lambda:us-east-1:111122223333:function:${name}`,
  );
  return JSON.parse(text);
}
