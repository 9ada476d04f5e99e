import { setTimeout as sleep } from 'node:timers/promises';
import type { Role } from '../../../lib/core/rotation/roles.ts';
import { type Progress, silent } from '../../../lib/ports/progress.ts';
import { type Lab, startLab } from '../../lab/lab.ts';
import { LabError } from '../../lab/lab-error.ts';
import { type Bench, openBench } from '../../usecases/rotation/hands/bench.ts';
import { openCopied } from './account.ts';

export interface RotateBenchOptions {
  /** Parameters that hold the key, beside its secret: one rotation of each number. */
  readonly copies: readonly number[];
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

/** One rotation from its begin to its end, as its machine would take it, when nothing goes wrong. */
export interface RotateRow {
  readonly copies: number;
  /** Of workers. */
  readonly invocations: number;
  /** Seconds that they took, without the waits between them. */
  readonly seconds: number;
  /** By `service:action`. */
  readonly calls: ReadonlyMap<string, number>;
}

/** Rotations over the lab, by the real workers' parts with their own roles: what they ask of AWS. */
export async function benchRotate({
  copies,
  progress = silent,
  signal,
}: RotateBenchOptions): Promise<readonly RotateRow[]> {
  const lab = await startLab({ auth: true, progress, ...(signal === undefined ? {} : { signal }) });
  const before = process.env.AWS_ENDPOINT_URL;
  process.env.AWS_ENDPOINT_URL = lab.endpoint;
  try {
    const bench = await openBench(lab);
    const rows: RotateRow[] = [];
    for (const number of copies) {
      signal?.throwIfAborted();
      progress.step(`a rotation with ${number} copies beside the secret`);
      rows.push(await rotation(lab, bench, number));
      progress.done();
    }
    return rows;
  } finally {
    if (before === undefined) delete process.env.AWS_ENDPOINT_URL;
    else process.env.AWS_ENDPOINT_URL = before;
    await lab.stop();
  }
}

async function rotation(lab: Lab, bench: Bench, copies: number): Promise<RotateRow> {
  const copied = await openCopied(lab, `copied-${copies}`, copies);
  try {
    const id = await bench.started(copied.plan);
    lab.gateway.resetCalls();
    const { invocations, seconds } = await untilDone(bench, id);
    const calls = new Map<string, number>();
    for (const { service, action } of lab.gateway.calls()) {
      const name = `${service}:${action}`;
      calls.set(name, (calls.get(name) ?? 0) + 1);
    }
    return { copies, invocations, seconds, calls };
  } finally {
    copied.stop();
  }
}

/** As the machine does: whoever's call is next makes it, else it waits for as long as the answer says. */
async function untilDone(bench: Bench, id: string): Promise<Pick<RotateRow, 'invocations' | 'seconds'>> {
  let [invocations, seconds] = [0, 0];
  let role: Role = 'observer';
  for (;;) {
    const began = performance.now();
    const { row, needs, wakeAt } = await bench.step(id, role);
    seconds += (performance.now() - began) / 1000;
    invocations += 1;
    if (row.state === 'done') return { invocations, seconds };
    if (row.state !== 'going')
      throw new LabError(`expected a rotation to end done, got ${row.state}: ${row.fault?.because ?? ''}`);
    role = needs ?? 'observer';
    if (needs === null) await sleep(Math.max(0, wakeAt - Date.now()));
  }
}
