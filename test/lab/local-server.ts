import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from './lab-error.ts';
import { LAB_FOLDER } from './venv.ts';

const READY_WITHIN_MS = 60_000;
const ENDS_WITHIN_MS = 3_000;
/** Bytes. */
const LONGEST_LOG = 10_000_000;

/**
 * A server leads a process group of its own, so that what it started ends with it. A watcher in that group holds
 * the read end of a pipe whose write end only we have: when this process dies, however it dies, the pipe closes
 * and the watcher kills the group. No server is ever left behind.
 */
const LEADER = 'exec 3<&0; (cat <&3 >/dev/null; kill -KILL 0) & exec "$@" </dev/null 3<&-';

export interface LocalServerOptions {
  /** Its process's name; its log is `.lab/NAME.log`. */
  readonly name: string;
  /** What it is, in messages: `the local AWS`. */
  readonly what: string;
  /** The command that starts it: `['…/python', '-m', 'ministack']`. */
  readonly command: readonly string[];
  readonly port: number;
  /** The path that answers when it is ready. */
  readonly ready: string;
  /** A folder for its own temporary files. */
  readonly scratch: string;
  /** Beside what every server is given. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

export interface LocalServer {
  readonly url: string;
  readonly pid: number;
  /** Resolves when it ended, asked to or not. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a server on a loopback port and waits until it answers.
 * @throws {LabError} when it ends or stays silent
 */
export async function startLocalServer(options: LocalServerOptions): Promise<LocalServer> {
  const { name, what, command, port, ready, signal } = options;
  const logFile = join(LAB_FOLDER, `${name}.log`);
  mkdirSync(LAB_FOLDER, { recursive: true });
  const log = openSync(logFile, isLong(logFile) ? 'w' : 'a');
  const child = spawn('/bin/sh', ['-c', LEADER, name, ...command], {
    detached: true,
    env: environment(options),
    stdio: ['pipe', log, log],
  });
  closeSync(log);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve()).once('error', () => resolve());
  });
  void ended.then(() => child.stdin?.destroy());
  child.stdin?.on('error', () => {});
  const { pid } = child;
  if (pid === undefined) throw new LabError(`/bin/sh could not be started to run ${what}: check the machine`);

  async function stop(): Promise<void> {
    signalTo(pid, 'SIGTERM');
    await Promise.race([ended, sleep(ENDS_WITHIN_MS, undefined, { ref: false })]);
    // What is left of the group: what it started itself, and the watcher.
    signalTo(-(pid ?? 0), 'SIGKILL');
    await ended;
  }

  const url = `http://127.0.0.1:${port}`;
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  try {
    await untilReady(`${url}${ready}`, { what, hasEnded, logFile, signal });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, pid, ended, stop };
}

/** Several labs may write to it at once, so it is not begun anew each time. */
function isLong(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LONGEST_LOG;
}

/** Nothing of the caller's own environment reaches it but where programs lie. */
function environment({ scratch, env }: LocalServerOptions): NodeJS.ProcessEnv {
  return {
    PATH: [dirname(process.execPath), process.env.PATH ?? ''].join(':'),
    HOME: scratch,
    TMPDIR: scratch,
    LANG: 'C.UTF-8',
    ...env,
  };
}

interface Waiting {
  readonly what: string;
  readonly hasEnded: () => boolean;
  readonly logFile: string;
  readonly signal: AbortSignal | undefined;
}

async function untilReady(url: string, { what, hasEnded, logFile, signal }: Waiting): Promise<void> {
  const log = logFile.slice(dirname(LAB_FOLDER).length + 1);
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline) {
    signal?.throwIfAborted();
    if (hasEnded())
      throw new LabError(`${what} ended while starting (${await lastLine(logFile)}): see ${log}`);
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
      await answer.body?.cancel();
      if (answer.ok) return;
    } catch {
      // Not listening yet.
    }
    await sleep(50);
  }
  throw new LabError(
    `${what} did not answer on ${new URL(url).origin} within ${READY_WITHIN_MS / 1000} s: see ${log}`,
  );
}

async function lastLine(file: string): Promise<string> {
  const lines = (await readFile(file, 'utf8').catch(() => '')).trim().split('\n');
  return (lines.at(-1) ?? '').slice(0, 200) || 'its log is empty';
}

function signalTo(pid: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined && pid !== 0) process.kill(pid, signal);
  } catch {
    // Already gone.
  }
}

/** A port of the loopback interface that nothing listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  if (address === null || typeof address === 'string')
    throw new LabError('no free loopback port: close something and start again');
  return address.port;
}
