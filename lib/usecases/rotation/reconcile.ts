import type { StepAnswer } from '../../core/rotation/answer.ts';
import { PROTOCOL, type Row } from '../../core/rotation/ledger.ts';
import type { Role } from '../../core/rotation/roles.ts';
import type { OpenRows } from '../../ports/rotation.ts';
import type { RotationExecutions, RotationWorkers } from '../../ports/rotation-workers.ts';
import { type WakePorts, wakeWaiting } from './wake.ts';

export interface ReconcilePorts extends WakePorts {
  readonly ledger: { open(): Promise<Pick<OpenRows, 'rows' | 'unreadable'>> };
  readonly workers: RotationWorkers;
  readonly executions: RotationExecutions;
}

export interface Reconciled {
  /** The rows that were looked at, as they were before. */
  readonly rows: readonly Row[];
  /** Where each row rests. */
  readonly rested: readonly StepAnswer[];
  /** Rotations whose rows are of a protocol that this code does not read, or of which a worker failed. */
  readonly failed: readonly { readonly rotation: string; readonly cause: unknown }[];
}

/** Workers that are asked of one row in one run: a plan has fewer steps, so that more of them are a circle. */
const MOST_WORKERS = 40;
/** Rows that are taken side by side. */
const LANES = 5;

/**
 * Takes every open row as far as it goes, whatever its execution left, and gives those that go on an execution again.
 * One row's failure stops no other.
 * @param only the rotation to look at; absent: all
 */
export async function reconcile(ports: ReconcilePorts, only?: string): Promise<Reconciled> {
  const isAsked = ({ rotation }: { readonly rotation: string }) => only === undefined || rotation === only;
  const open = await ports.ledger.open();
  const rested: StepAnswer[] = [];
  const failed = open.unreadable.filter(isAsked);
  const rows = open.rows.filter(isAsked);
  const left = rows.values();
  const lane = async (): Promise<void> => {
    for (const row of left) {
      const { rotation } = row;
      try {
        const answer = await converge(ports.workers, row);
        rested.push(answer);
        if (answer.approval === null) await wakeWaiting(ports, rotation);
        if (answer.state === 'going') await ports.executions.ensure(rotation, row.plan.kind);
      } catch (cause) {
        failed.push({ rotation, cause });
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return { rows, rested, failed };
}

/** The worker of the role that the next call needs, until none is needed. */
async function converge(workers: RotationWorkers, { rotation, protocol }: Row): Promise<StepAnswer> {
  if (protocol > PROTOCOL || protocol < PROTOCOL - 1) {
    throw new RangeError(`expected a row of protocol ${PROTOCOL - 1} or ${PROTOCOL}, got ${protocol}`);
  }
  let role: Role = 'observer';
  for (let asked = 0; asked < MOST_WORKERS; asked += 1) {
    const answer = await workers.step(rotation, role);
    if (answer.needs === null) return answer;
    role = answer.needs;
  }
  throw new Error(`expected the rotation ${rotation} to rest after ${MOST_WORKERS} workers, and it does not`);
}
