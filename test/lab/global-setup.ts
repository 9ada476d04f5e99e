import { LabError } from './lab-error.ts';
import { prepareVenv } from './venv.ts';

/** Makes the lab's virtual environment once, before any test's own time runs. Tests that need no lab run without it. */
export async function setup(): Promise<void> {
  if ((process.env.MINISTACK ?? '') !== '') return;
  try {
    await prepareVenv();
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    process.stderr.write(`${error.message}\n`);
  }
}
