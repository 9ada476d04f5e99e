import { StateMachine } from 'aws-local-stepfunctions';
import { definitionOf, type Machine, type State, statesOf } from '../definition.ts';
import { type Deployment, stackOf } from '../synth.ts';

/** What a state's worker does, by the state's name. */
export type Workers = Readonly<Record<string, (input: unknown) => unknown>>;

/** How an execution ended. */
export type Ended =
  | { readonly state: 'succeeded'; readonly output: unknown }
  | { readonly state: 'failed'; readonly error: string };

type Definition = ConstructorParameters<typeof StateMachine>[0];

interface Built {
  readonly machine: StateMachine;
  /** Names of its Task states, by which each must be given a worker: one without would call AWS. */
  readonly tasks: readonly string[];
  readonly states: ReadonlyMap<string, State>;
}

const built = new Map<Deployment, Built>();

/** The state machine of a deployment, as its template holds it; built once. */
export function sweepOf(deployment: Deployment): Built {
  const known = built.get(deployment);
  if (known !== undefined) return known;
  const stack = stackOf(deployment, deployment === 'organisation' ? 'NightwardenHub' : 'Nightwarden');
  const definition = inAnAccount(definitionOf(stack));
  const states = statesOf(definition);
  const tasks = [...states].filter(([, { Type }]) => Type === 'Task').map(([name]) => name);
  const made = { machine: new StateMachine(definition as unknown as Definition), tasks, states };
  built.set(deployment, made);
  return made;
}

/** References as CloudFormation would fill them in. */
function inAnAccount(definition: Machine): Machine {
  const text = JSON.stringify(definition)
    .replaceAll('<AWS::Partition>', 'aws')
    .replaceAll('<AWS::Region>', 'us-east-1')
    .replaceAll('<AWS::AccountId>', '111122223333')
    .replace(/<(\w+)\.Arn>/g, 'arn:aws:lambda:us-east-1:111122223333:function:$1');
  if (/<\w/.test(text)) throw new Error(`a reference is not filled in: ${/<[^>]*>/.exec(text)?.[0]}`);
  return JSON.parse(text) as Machine;
}

/**
 * Runs a sweep from its start to its end, without any wait between tries.
 * @throws {Error} when a task has no worker
 */
export async function runSweep(deployment: Deployment, input: object, workers: Workers): Promise<Ended> {
  const { machine, tasks } = sweepOf(deployment);
  const without = tasks.filter((name) => workers[name] === undefined);
  if (without.length > 0) throw new Error(`expected a worker for ${without.join(', ')}`);
  const execution = machine.run(input as never, {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(
        Object.entries(workers).map(([name, work]) => [name, async (given: unknown) => await work(given)]),
      ) as never,
      retryIntervalOverrides: Object.fromEntries(tasks.map((name) => [name, 0])),
    },
  });
  try {
    return { state: 'succeeded', output: await execution.result };
  } catch (error) {
    // What failed is the cause of the error that is thrown.
    const { cause = error } = error as Error;
    return { state: 'failed', error: cause instanceof Error ? cause.name : String(cause) };
  }
}
