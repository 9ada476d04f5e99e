import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Lab, labEnvironment } from './lab.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/**
 * Runs the command line in the lab, as a process of its own, with its output shown as it comes.
 * @returns its exit code
 */
export async function nightwarden(lab: Lab, args: readonly string[], signal: AbortSignal): Promise<number> {
  const child = spawn(process.execPath, [join(ROOT, 'bin', 'nightwarden.ts'), ...args], {
    cwd: ROOT,
    env: labEnvironment(lab),
    stdio: ['ignore', 'inherit', 'inherit'],
    signal,
  });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once('error', reject).once('close', (code) => resolve(code ?? 1));
  return promise;
}
