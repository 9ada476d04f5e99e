import type { StepAnswer } from '../../../lib/core/rotation/answer.ts';
import type { Asked, PlanKind } from '../../../lib/core/rotation/plan.ts';
import { approve } from '../../../lib/core/rotation/requests.ts';
import type { Workers } from '../../../lib/infra/rotation/asl.ts';
import { doneByHand } from '../../prove/outside.ts';
import type { Bench } from './bench.ts';
import { type MachineName, machineOf, type Purpose } from './machines.ts';

/** How an execution ended: at a state that answers nothing more, by an error, or because somebody stopped it. */
export type Ended =
  | 'Done'
  | 'Restored'
  | 'Refused'
  | 'Parked'
  | 'Superseded'
  | 'Blocked'
  | 'NotFinished'
  | 'stopped';

const ENDS: Readonly<Record<string, Ended>> = {
  done: 'Done',
  restored: 'Restored',
  refused: 'Refused',
  parked: 'Parked',
  superseded: 'Superseded',
};

interface Input {
  readonly rotation: string;
  readonly approval?: Asked;
}

type Given = Input & {
  readonly Input: Input;
  readonly Payload: Input;
  readonly Subject: string;
  readonly FunctionName: string;
};

/** The worker that an organisation's machine calls is that of the account which the rotation names. */
function calledIn({ FunctionName, Payload: { rotation } }: Given, purpose: Purpose): string {
  const account = rotation.split('-')[0];
  const named = `arn:aws:lambda:us-east-1:${account}:function:NightwardenRotation-${purpose}`;
  if (FunctionName !== named) throw new Error(`expected a call of ${named}, got ${FunctionName}`);
  return rotation;
}

/** A person who is asked answers at once, after so many reminders, or never. */
export type Approver = { patience: number };

/** Runs a plan's machine from its start to its end, without any wait. */
export async function runPlan(
  kind: PlanKind,
  rotation: string,
  bench: Bench,
  approver: Approver,
  workers: Workers = 'own',
): Promise<Ended> {
  try {
    const output = (await run(kind, { rotation }, bench, approver, workers)) as { answer: StepAnswer } | null;
    const end = output === null ? undefined : ENDS[output.answer.state];
    if (output !== null && end === undefined) throw new Error(`expected an end, got ${output.answer.state}`);
    return end ?? 'stopped';
  } catch (error) {
    const name = errorName(error);
    if (name === 'Blocked' || name === 'NotFinished') return name;
    throw error;
  }
}

async function run(
  name: MachineName,
  input: object,
  bench: Bench,
  approver: Approver,
  workers: Workers,
): Promise<unknown> {
  const { machine, tasks, states } = machineOf(name, workers);
  let isStopped = false;
  const execution = machine.run(input as never, {
    noThrowOnAbort: true,
    context: { Execution: { Id: 'execution', Name: 'execution' }, Task: { Token: 'token' } },
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(
        [...tasks].map(([state, purpose]) => [
          state,
          (given: never) => {
            // The library tries a state again that failed before it was stopped, which Step Functions does not.
            if (isStopped) throw new Error('the execution is stopped');
            return handle(state, purpose, given, bench, approver, workers);
          },
        ]),
      ) as never,
      waitTimeOverrides: { Wait: 0 },
      retryIntervalOverrides: Object.fromEntries([...states.keys()].map((state) => [state, 0])),
    },
  });
  const before = bench.stop;
  bench.stop = () => {
    isStopped = true;
    execution.abort();
    before();
  };
  try {
    return await execution.result;
  } finally {
    bench.stop = before;
  }
}

async function handle(
  state: string,
  purpose: Purpose,
  given: Given,
  bench: Bench,
  approver: Approver,
  workers: Workers,
): Promise<unknown> {
  switch (purpose) {
    case 'topic':
      bench.call(state);
      bench.told.push(given.Subject);
      return {};
    case 'waiting':
      bench.call(state);
      return { Output: await run('wait', given.Input, bench, approver, workers) };
    case 'ask':
      return ask(state, given.Payload, bench, approver);
    case 'observer':
    case 'issuer':
    case 'publisher':
    case 'prober':
    case 'switcher':
    case 'reaper':
      // Whoever looks again does so a while later.
      if (state === 'Look again') bench.pass();
      return workers === 'own'
        ? bench.invoke(state, purpose, given.rotation)
        : { Payload: await bench.invoke(state, purpose, calledIn(given, purpose)) };
  }
}

/** Whoever is asked says so in the ledger; the token only wakes the execution up, if it got to them at all. */
function ask(state: string, { approval }: Input, bench: Bench, approver: Approver): unknown {
  if (approver.patience <= 0 && approval !== undefined) {
    const { row, now } = bench.world;
    bench.world =
      approval === 'copy'
        ? doneByHand(bench.world)
        : { ...bench.world, row: approve(row, approval, now) ?? row };
  }
  approver.patience -= 1;
  bench.call(state);
  if (approver.patience < 0) return {};
  throw Object.assign(new Error('nobody answered'), { name: 'States.Timeout' });
}

function errorName(error: unknown): string {
  const { cause = error } = error as Error;
  return cause instanceof Error ? cause.name : String(cause);
}
