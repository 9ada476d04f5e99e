import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LabError } from './lab-error.ts';
import { prepareVenv } from './venv.ts';

/** Whatever tests leave in the folder for temporary files goes with it: an app that the CDK synthesises stays there. */
async function ownTemporaryFolder(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'nightwarden-test-'));
  process.env.TMPDIR = folder;
  return () => rm(folder, { recursive: true, force: true });
}

/** Makes the lab's virtual environment once, before any test's own time runs. Tests that need no lab run without it. */
export async function setup(): Promise<() => Promise<void>> {
  const teardown = await ownTemporaryFolder();
  if ((process.env.MINISTACK ?? '') !== '') return teardown;
  try {
    await prepareVenv();
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    process.stderr.write(`${error.message}\n`);
  }
  return teardown;
}
