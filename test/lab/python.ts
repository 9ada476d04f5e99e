import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LabError } from './lab-error.ts';

const run = promisify(execFile);

/** What people install to have a Python that can make a virtual environment. */
export const INSTALL = 'install it (Debian: apt-get install python3-venv; macOS: brew install python@3.12)';

const OLDEST = { major: 3, minor: 10 };
const NAMES = ['python3', ...[14, 13, 12, 11, 10].map((minor) => `python3.${minor}`)];
const HOMEBREW = ['/opt/homebrew/bin', '/usr/local/bin'];

/** Where a Python may be: on the PATH first, then where Homebrew puts it. */
export const PYTHONS: readonly string[] = [
  ...NAMES,
  ...HOMEBREW.flatMap((folder) => NAMES.map((name) => join(folder, name))),
];

/** Ends each message: what works although the lab does not. */
export const WITHOUT_PYTHON =
  'to sweep without it, from files that ship with the project: npx nightwarden sweep --from test/worlds/small-shop';

export interface PythonSearch {
  /** Commands or paths, tried in this order. */
  readonly candidates?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
}

export interface FoundPython {
  readonly command: string;
  /** `3.11.7` */
  readonly version: string;
}

/**
 * The first Python that can make a virtual environment.
 * @throws {LabError} one line that says what to install, when there is none
 */
export async function findPython({
  candidates = PYTHONS,
  env = process.env,
  signal,
}: PythonSearch = {}): Promise<FoundPython> {
  const rejected: string[] = [];
  for (const command of candidates) {
    const probed = await probe(command, env, signal);
    if (probed === null) continue;
    if (!recentEnough(probed.version)) rejected.push(`${command} is Python ${probed.version}`);
    else if (!probed.venv) rejected.push(`${command} (${probed.version}) lacks venv and ensurepip`);
    else return { command, version: probed.version };
  }
  const came = rejected.length === 0 ? 'found no Python' : `found that ${rejected.slice(0, 2).join(' and ')}`;
  throw new LabError(
    `the lab needs Python 3.10 or later with its venv module, ${came}: ${INSTALL}; ${WITHOUT_PYTHON}`,
  );
}

async function probe(command: string, env: NodeJS.ProcessEnv, signal: AbortSignal | undefined) {
  // Debian's python3 without python3-venv has `venv` and lacks `ensurepip`, which venv then fails on.
  const program = [
    'import platform, importlib.util as u',
    'print(platform.python_version(), all(u.find_spec(m) for m in ("venv", "ensurepip")))',
  ].join('\n');
  try {
    const { stdout } = await run(command, ['-I', '-c', program], {
      env,
      timeout: 20_000,
      ...(signal && { signal }),
    });
    const [version, venv] = stdout.trim().split(' ');
    return version === undefined ? null : { version, venv: venv === 'True' };
  } catch (error) {
    if (signal?.aborted === true) throw error;
    // Not there, or a shim for a version that is not installed.
    return null;
  }
}

function recentEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major === OLDEST.major && minor >= OLDEST.minor;
}
