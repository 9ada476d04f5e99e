import { execFile, spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { type Progress, silent } from '../../lib/ports/progress.ts';
import { LabError } from './lab-error.ts';
import { findPython, INSTALL, type PythonSearch, WITHOUT_PYTHON } from './python.ts';

const run = promisify(execFile);

const ROOT = join(import.meta.dirname, '..', '..');
/** Everything the lab writes; ignored by Git. */
export const LAB_FOLDER = join(ROOT, '.lab');
const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');
const STAMP = 'nightwarden-ready.json';

/** Wheels only, by hash: nothing that is installed may run a build script of its own first. */
const LOCKED = ['--require-hashes', '--no-deps', '--only-binary=:all:'];

export interface VenvOptions extends PythonSearch {
  /** The venv's folder. */
  readonly folder?: string;
  readonly requirements?: string;
  /** What it is for, in messages. */
  readonly purpose?: string;
  /** What of it must be importable, or the venv is made anew. */
  readonly module?: string;
  /** How pip may install; by default wheels only, by hash. */
  readonly pip?: readonly string[];
  readonly progress?: Progress;
}

/**
 * Makes the virtual environment that the lab's local AWS, or another tool, runs in, or finds the one that is
 * there and still right.
 * It is built aside and moved into place, so that an interrupted or a concurrent start never leaves half of one.
 * @returns the path of its Python
 * @throws {LabError} one line that says what to do
 */
export async function prepareVenv(options: VenvOptions = {}): Promise<string> {
  const {
    folder = join(LAB_FOLDER, 'venv'),
    requirements = REQUIREMENTS,
    purpose = 'the local AWS',
    module = 'ministack',
    pip = LOCKED,
    progress = silent,
    signal,
  } = options;
  const hash = createHash('sha256')
    .update(await readFile(requirements, 'utf8'))
    .digest('hex');
  const isRight = () => isReady(folder, hash, module);
  if (await isRight()) return pythonIn(folder);

  const python = await findPython(options);
  progress.step(`preparing ${purpose} (Python ${python.version}, ${relative(ROOT, folder)})`);
  await mkdir(dirname(folder), { recursive: true });
  const fresh = `${folder}-${randomUUID()}`;
  const env = cleaned(options.env ?? process.env);
  try {
    await makeVenv(python.command, fresh, env, signal);
    await install(pythonIn(fresh), requirements, { env, pip, progress, signal });
    await writeFile(join(fresh, STAMP), JSON.stringify({ requirements: hash }));
    await putInPlace(fresh, folder, isRight);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  progress.done();
  return pythonIn(folder);
}

function pythonIn(folder: string): string {
  return join(folder, 'bin', 'python');
}

/** The stamp says what was installed; the import says that the Python it was made with has not been upgraded away. */
async function isReady(folder: string, hash: string, module: string): Promise<boolean> {
  try {
    const stamp: unknown = JSON.parse(await readFile(join(folder, STAMP), 'utf8'));
    if ((stamp as { requirements?: unknown }).requirements !== hash) return false;
    await run(pythonIn(folder), ['-I', '-c', `import ${module}`], { timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}

async function makeVenv(
  python: string,
  folder: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
) {
  try {
    await run(python, ['-m', 'venv', folder], { env, ...(signal && { signal }) });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new LabError(
      `${python} could not make a virtual environment (python3 -m venv): ${INSTALL}; ${WITHOUT_PYTHON}`,
      { cause: error },
    );
  }
}

async function install(
  python: string,
  requirements: string,
  {
    env,
    pip: how,
    progress,
    signal,
  }: {
    env: NodeJS.ProcessEnv;
    pip: readonly string[];
    progress: Progress;
    signal: AbortSignal | undefined;
  },
): Promise<void> {
  const args = ['-m', 'pip', 'install', '--no-input', '--disable-pip-version-check', '--progress-bar=off'];
  const pip = spawn(python, [...args, ...how, '-r', requirements], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal && { signal }),
  });
  const log: string[] = [];
  for (const stream of [pip.stdout, pip.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      log.push(line);
      const name = /^Collecting ([\w.-]+)/.exec(line)?.[1];
      if (name !== undefined) progress.detail(name);
    });
  }
  const code = await new Promise<number | null>((resolve, reject) =>
    pip.once('error', reject).once('close', resolve),
  );
  if (code === 0) return;
  await writeFile(join(LAB_FOLDER, 'pip.log'), `${log.join('\n')}\n`);
  const why = log.find((line) => line.startsWith('ERROR:')) ?? `pip ended with code ${code}`;
  throw new LabError(
    `pip could not install what ${relative(ROOT, requirements)} pins (${why.replace(/^ERROR:\s*/, '')}): ` +
      `see .lab/pip.log, check the network and pip's settings, and start again; ${WITHOUT_PYTHON}`,
  );
}

/** Two starts at once may both have built one: the first in place wins. */
async function putInPlace(fresh: string, folder: string, isRight: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 3; tries += 1) {
    try {
      await rename(fresh, folder);
      return;
    } catch (error) {
      if (await isRight()) return;
      if (tries === 2) throw error;
      const old = `${folder}-${randomUUID()}`;
      await rename(folder, old).catch(() => {});
      await rm(old, { recursive: true, force: true });
    }
  }
}

/** Another virtual environment or PYTHONPATH of the caller must not reach into this one. */
function cleaned(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !/^(PYTHON|VIRTUAL_ENV|PIP_(USER|TARGET|PREFIX|REQUIRE_VIRTUALENV)$)/.test(name),
    ),
  );
}
