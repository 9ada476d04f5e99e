import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Progress } from '../../../lib/ports/progress.ts';
import { LabError } from '../../lab/lab-error.ts';
import { LAB_FOLDER, prepareVenv } from '../../lab/venv.ts';
import { REGION } from './account.ts';
import type { Missing, Run, Tool } from './tool.ts';

/** Another tool, and how it is made to read what we read. */
interface Peer {
  readonly title: string;
  /** The package, in test/bench/peers/*.txt with its version. */
  readonly package: string;
  readonly module: string;
  readonly prepare: (python: string, folder: string) => Promise<Run>;
}

export const PEERS: Readonly<Record<string, Peer>> = {
  custodian: { title: 'Cloud Custodian', package: 'c7n', module: 'c7n', prepare: custodian },
  prowler: { title: 'Prowler', package: 'prowler', module: 'prowler', prepare: prowler },
};

const BENCH = join(import.meta.dirname, '..');

/** Installs a peer into a virtual environment of its own; what can't be installed is told, and the rest goes on. */
export async function installPeer(
  name: string,
  { progress, signal }: { readonly progress: Progress; readonly signal?: AbortSignal | undefined },
): Promise<Tool | Missing> {
  const peer = PEERS[name];
  if (peer === undefined)
    throw new LabError(`--peers: expected none, or some of ${Object.keys(PEERS).join(',')}, got ${name}`);
  const requirements = join(BENCH, 'peers', `${name}.txt`);
  const title = `${peer.title} ${versionIn(await readFile(requirements, 'utf8'), peer.package)}`;
  try {
    const python = await prepareVenv({
      folder: join(LAB_FOLDER, 'bench-venv', name),
      requirements,
      purpose: title,
      module: peer.module,
      // By version and not by hash, and built where there is no wheel: it is how people install them.
      pip: ['--no-deps'],
      progress,
      signal,
    });
    return { name: title, prepare: (_lab, folder) => peer.prepare(python, folder) };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return { name: title, reason: error.message };
  }
}

function versionIn(requirements: string, name: string): string {
  return new RegExp(`^${name}==(\\S+)`, 'm').exec(requirements)?.[1] ?? 'of unknown version';
}

/** Five policies in one run, so that it shares what it read between them, with a cache that starts empty. */
async function custodian(python: string, folder: string): Promise<Run> {
  const policies = (await readdir(join(BENCH, 'custodian'))).toSorted();
  const out = join(folder, 'out');
  const main = 'import sys; from c7n.cli import main; sys.exit(main())';
  const files = policies.map((file) => join(BENCH, 'custodian', file));
  const options = ['--output-dir', out, '--cache', join(folder, 'cache'), '--region', REGION];
  return {
    command: [python, '-I', '-c', main, 'run', ...options, ...files],
    async findings() {
      const found = await readdir(out);
      const counts = found.map(async (policy) => {
        const resources: unknown = JSON.parse(await readFile(join(out, policy, 'resources.json'), 'utf8'));
        return Array.isArray(resources) ? resources.length : 0;
      });
      return (await Promise.all(counts)).reduce((sum, each) => sum + each, 0);
    },
  };
}

/** Its checks of what ours judge: keys, users, policies, secrets. */
const PROWLER_CHECKS = [
  'iam_rotate_access_key_90_days',
  'iam_user_accesskey_unused',
  'iam_user_two_active_access_key',
  'iam_no_root_access_key',
  'iam_user_administrator_access_policy',
  'iam_customer_attached_policy_no_administrative_privileges',
  'iam_inline_policy_no_administrative_privileges',
  'secretsmanager_automatic_rotation_enabled',
  'secretsmanager_secret_rotated_periodically',
  'secretsmanager_secret_unused',
];

async function prowler(python: string, folder: string): Promise<Run> {
  const options = ['--region', REGION, '--no-banner', '--no-color'];
  const output = ['--output-formats', 'csv', '--output-directory', folder, '--output-filename', 'report'];
  return {
    command: [python, '-I', '-m', 'prowler', 'aws', ...options, ...output, '--check', ...PROWLER_CHECKS],
    // It writes below its home, and reads it.
    env: { HOME: folder },
    // 3: it found something.
    fine: [0, 3],
    async findings() {
      const rows = parse(await readFile(join(folder, 'report.csv'), 'utf8'), {
        columns: true,
        delimiter: ';',
      }) as readonly Readonly<Record<string, string>>[];
      return rows.filter(({ STATUS }) => STATUS === 'FAIL').length;
    },
  };
}
