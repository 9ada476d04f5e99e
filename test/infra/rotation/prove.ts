import { isEnded, type State } from '../../../lib/core/rotation/ledger.ts';
import { approve } from '../../../lib/core/rotation/requests.ts';
import type { Workers } from '../../../lib/infra/rotation/asl.ts';
import { reconcile } from '../../../lib/usecases/rotation/reconcile.ts';
import { doneByHand } from '../../prove/outside.ts';
import type { World } from '../../prove/world.ts';
import { Bench, FAULTS, type Fault } from './bench.ts';
import { type Approver, type Ended, runPlan } from './run.ts';

export interface Scenario {
  readonly name: string;
  readonly world: World;
  /** How often whoever is asked lets the question lie. */
  readonly patience: number;
  /** How it ends when nothing goes wrong. */
  readonly ends: Ended;
  /** Whose functions the machine calls; absent: the deployment's own. */
  readonly workers?: Workers;
}

export interface Outcome {
  readonly ended: Ended;
  /** Where the ledger was left by the execution, and by the reconciler after it. */
  readonly left: State;
  readonly finally: State;
  readonly visited: readonly string[];
  readonly told: readonly string[];
  /** What should not be: invariants, an end that is none. */
  readonly wrongs: readonly string[];
  readonly fired: number;
}

/** What the ledger says where an execution ended so. */
const LEFT: Readonly<Record<Ended, readonly State[]>> = {
  Done: ['done'],
  Restored: ['restored'],
  Refused: ['refused'],
  Parked: ['parked'],
  Superseded: ['superseded'],
  Blocked: ['blocked'],
  NotFinished: [],
  stopped: [],
};

/** An execution that was stopped, or of which a worker fails for good, does not know where the ledger is. */
function mayEnd(ended: Ended, left: State, faults: readonly Fault[]): boolean {
  const kinds = faults.map(({ kind }) => kind);
  if (ended === 'stopped') return kinds.includes('the execution is stopped');
  const knows = LEFT[ended].includes(left);
  return knows || ((ended === 'Blocked' || ended === 'NotFinished') && kinds.includes('fails for good'));
}

const MOST_RUNS = 120;

/** One execution with faults, then the reconciler until nothing is open. */
export async function schedule(
  { world, patience, workers }: Scenario,
  faults: readonly Fault[],
): Promise<Outcome> {
  const bench = new Bench(world, faults);
  const approver: Approver = { patience };
  const { rotation } = world.row;
  const ended = await runPlan(world.row.plan.kind, rotation, bench, approver, workers);
  const left = bench.row(rotation)?.state ?? 'going';
  const wrongs = mayEnd(ended, left, faults) ? [] : [`the execution ended ${ended}, the ledger ${left}`];
  const { fired, visited, told } = bench;
  const before = [...visited];
  bench.mend();
  await converge(bench);
  const last = bench.world.row;
  if (!isEnded(last) && last.state !== 'parked') wrongs.push(`the reconciler left it ${last.state}`);
  return {
    ended,
    left,
    finally: last.state,
    visited: before,
    told: [...told],
    wrongs: [...new Set([...wrongs, ...bench.found])],
    fired,
  };
}

async function converge(bench: Bench): Promise<void> {
  for (let run = 0; run < MOST_RUNS && bench.world.row.state === 'going'; run += 1) {
    bench.pass();
    const { failed } = await reconcile({
      ledger: { open: async () => ({ rows: [bench.world.row], unreadable: [] }) },
      workers: { step: (rotation, role) => bench.invoke('the reconciler', role, rotation) },
      executions: { ensure: async () => {} },
      questions: { read: async () => undefined, forget: async () => {} },
      wake: async () => {},
    });
    for (const { cause } of failed) throw cause;
    const { row, now } = bench.world;
    bench.world = doneByHand(bench.world);
    for (const what of row.plan.approvals) {
      bench.world = { ...bench.world, row: approve(bench.world.row, what, now) ?? bench.world.row };
    }
  }
}

/** Every fault at every state that a run came to. */
export function faultsAt(visited: readonly string[]): readonly Fault[] {
  return [...new Set(visited)].flatMap((state) => FAULTS.map((kind) => ({ state, kind })));
}
