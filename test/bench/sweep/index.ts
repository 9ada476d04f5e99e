import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Progress, silent } from '../../../lib/ports/progress.ts';
import { type Lab, labEnvironment, startLab } from '../../lab/lab.ts';
import { LabError } from '../../lab/lab-error.ts';
import { seed } from '../../lab/seed.ts';
import { measure } from '../measure.ts';
import { type AccountSize, largeAccount } from './account.ts';
import { nights } from './nightwarden.ts';
import { installPeer } from './peers.ts';
import { untilReported } from './reported.ts';
import type { Missing, Tool } from './tool.ts';

export interface SweepBenchOptions extends AccountSize {
  /** How often each tool runs, in turn with the others. */
  readonly runs: number;
  /** How long the gateway holds back each answer while the tools run; 0 by default. */
  readonly latencyMs?: number;
  /** Names of peers. */
  readonly peers: readonly string[];
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

/** One run of a tool. */
export interface Lap {
  readonly seconds: number;
  /** Of the processor: what a machine shared with others does not change. */
  readonly cpuSeconds: number;
  readonly peakMb: number;
  readonly calls: number;
  readonly findings: number;
}

/** What came of a tool: its laps, or why there are none. */
export type SweepRow =
  | { readonly name: string; readonly minimum?: number; readonly laps: readonly Lap[] }
  | Missing;

export interface SweepBench {
  readonly rows: readonly SweepRow[];
  readonly seedSeconds: number;
}

/** Every tool in turn over one account in the lab, all of it so often; a tool that fails once is left out from then on. */
export async function benchSweep(options: SweepBenchOptions): Promise<SweepBench> {
  const { runs, peers, latencyMs = 0, progress = silent, signal } = options;
  const world = largeAccount(options);
  const installed: (Tool | Missing)[] = [];
  for (const name of peers) installed.push(await installPeer(name, { progress, signal }));
  const entrants = [...nights(world), ...installed];

  const lab = await startLab({ progress, ...(signal === undefined ? {} : { signal }) });
  try {
    const started = performance.now();
    await seed(lab, world, progress);
    const seedSeconds = (performance.now() - started) / 1000;
    await untilReported(lab, progress);
    lab.gateway.setLatency(latencyMs);
    const rows = new Map<string, SweepRow>(entrants.map((each) => [each.name, begun(each)]));
    for (let run = 1; run <= runs; run += 1) {
      for (const tool of entrants) {
        const row = rows.get(tool.name);
        if (!('prepare' in tool) || row === undefined || !('laps' in row)) continue;
        if (tool.once && run > 1) continue;
        signal?.throwIfAborted();
        progress.step(`${tool.name}, run ${run} of ${runs}`);
        rows.set(tool.name, await lapped(row, tool, lab, signal));
        progress.done();
      }
    }
    return { rows: [...rows.values()], seedSeconds };
  } finally {
    await lab.stop();
  }
}

function begun(entrant: Tool | Missing): SweepRow {
  if ('reason' in entrant) return entrant;
  const { name, minimum } = entrant;
  return { name, laps: [], ...(minimum === undefined ? {} : { minimum }) };
}

type Running = Extract<SweepRow, { laps: unknown }>;

async function lapped(
  row: Running,
  tool: Tool,
  lab: Lab,
  signal: AbortSignal | undefined,
): Promise<SweepRow> {
  try {
    return { ...row, laps: [...row.laps, await lap(tool, lab, signal)] };
  } catch (error) {
    // Ours must run; a peer that can't is told.
    if (!(error instanceof LabError) || row.minimum !== undefined) throw error;
    return { name: row.name, reason: error.message };
  }
}

async function lap(tool: Tool, lab: Lab, signal: AbortSignal | undefined): Promise<Lap> {
  const folder = await mkdtemp(join(lab.folder, 'run-'));
  try {
    const { command, env = {}, fine = [0], findings } = await tool.prepare(lab, folder);
    lab.gateway.resetCalls();
    const { seconds, cpuSeconds, peakMb } = await measure(command, {
      env: { ...labEnvironment(lab), ...env },
      fine,
      signal,
    });
    const calls = lab.gateway.calls().length;
    return { seconds, cpuSeconds, peakMb, calls, findings: await findings() };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
