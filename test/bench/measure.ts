import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { printable } from '../../lib/core/reports/text.ts';
import { LabError } from '../lab/lab-error.ts';
import { findPython } from '../lab/python.ts';

const SCRIPT = join(import.meta.dirname, 'measure.py');

const report = z.object({
  seconds: z.number(),
  cpuSeconds: z.number(),
  peakBytes: z.number(),
  code: z.int(),
});

export interface Measured {
  /** From the start of the process to its end. */
  readonly seconds: number;
  /** Of the processor, by it and what it started. */
  readonly cpuSeconds: number;
  /** The largest resident set of the process, or of one that it started, 10⁶ bytes. */
  readonly peakMb: number;
  readonly code: number;
}

export interface MeasureOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
  /** Ended after so long. */
  readonly timeoutMs?: number;
  /** Exit codes that mean success; 0 by default. */
  readonly fine?: readonly number[];
  /** Keeps what the command prints on stdout. */
  readonly out?: string;
}

const PATIENCE_MS = 20 * 60_000;

/**
 * Runs a command to its end; what it prints is kept only for the error.
 * @throws {LabError} when it fails or takes too long; the message ends with the last line it printed
 */
export async function measure(
  [command = '', ...args]: readonly string[],
  { env = process.env, signal, timeoutMs = PATIENCE_MS, fine = [0], out }: MeasureOptions = {},
): Promise<Measured> {
  const python = await findPython({ signal });
  const scratch = await mkdtemp(join(tmpdir(), 'nightwarden-measure-'));
  const [log, told] = [join(scratch, 'log'), join(scratch, 'report')];
  try {
    const late = AbortSignal.timeout(timeoutMs);
    await run([python.command, '-I', SCRIPT, told, command, ...args], {
      env,
      log,
      out,
      signal: signal === undefined ? late : AbortSignal.any([late, signal]),
    });
    signal?.throwIfAborted();
    if (late.aborted) throw new LabError(`did not end within ${timeoutMs / 60_000} min`);
    const { seconds, cpuSeconds, peakBytes, code } = report.parse(JSON.parse(await readFile(told, 'utf8')));
    if (!fine.includes(code)) throw new LabError(`ended with exit code ${code}: ${await lastWord(log)}`);
    return { seconds, cpuSeconds, peakMb: peakBytes / 1e6, code };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function run(
  [command = '', ...args]: readonly string[],
  {
    env,
    log,
    out,
    signal,
  }: {
    readonly env: NodeJS.ProcessEnv;
    readonly log: string;
    readonly out: string | undefined;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const told = openSync(log, 'w');
  const output = out === undefined ? told : openSync(out, 'w');
  // A group of its own, so that whatever it started ends with it.
  const child = spawn(command, args, { env, stdio: ['ignore', output, told], detached: true });
  for (const file of new Set([told, output])) closeSync(file);
  const end = () => endGroup(child.pid);
  signal.addEventListener('abort', end, { once: true });
  process.once('exit', end);
  if (signal.aborted) end();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.once('error', reject).once('close', () => resolve());
  try {
    await promise;
  } finally {
    signal.removeEventListener('abort', end);
    process.off('exit', end);
  }
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}

/** The last line that speaks of an error, or else the last. */
async function lastWord(file: string): Promise<string> {
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  const line = lines.findLast((each) => /error/i.test(each)) ?? lines.at(-1) ?? '';
  return printable(line.slice(0, 200)) || 'it printed nothing';
}
