import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync, type Metafile } from 'esbuild';
import { BUNDLE, handlerBundles } from '../../../lib/infra/bundling.ts';
import type { Progress } from '../../../lib/ports/progress.ts';
import { median } from '../figures.ts';
import { bareEntry, loadedAtStart, ownFiles } from './bare.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const IMPORT = join(import.meta.dirname, 'import-time.mjs');

/** A handler beside what it uses of the SDK and nothing else, bundled alike. Sizes in bytes, times in milliseconds. */
export interface BundleRow {
  readonly name: string;
  /** Of all its files. */
  readonly bytes: number;
  /** Of those that are loaded at a cold start. */
  readonly startBytes: number;
  readonly bareBytes: number;
  readonly importMs: number;
  /** Of what is loaded of the SDK at a cold start. */
  readonly bareImportMs: number;
  /** Bytes of each package and room, the largest first. */
  readonly shares: readonly (readonly [string, number])[];
}

/** What the modules ask of the environment when they are loaded. */
const ENVIRONMENT = {
  ...process.env,
  NIGHTWARDEN_TABLE: 'table',
  NIGHTWARDEN_BUCKET: 'bucket',
  NIGHTWARDEN_HOME_REGION: 'us-east-1',
  NIGHTWARDEN_PARTITION: 'aws',
  NIGHTWARDEN_ACCOUNT: '111122223333',
  NIGHTWARDEN_RUN_DAYS: '30',
  NIGHTWARDEN_REGIONS: '',
  NIGHTWARDEN_MACHINE: 'arn:aws:states:us-east-1:111122223333:stateMachine:sweep',
  NIGHTWARDEN_TOPIC: 'arn:aws:sns:us-east-1:111122223333:summary',
  NIGHTWARDEN_ROLE: 'observer',
  NIGHTWARDEN_ISSUER_ROLE: 'arn:aws:iam::111122223333:role/nightwarden/issuer',
  ...Object.fromEntries(
    ['OBSERVER', 'ISSUER', 'PUBLISHER', 'PROBER', 'SWITCHER', 'REAPER'].map((role) => [
      `NIGHTWARDEN_${role}`,
      `arn:aws:lambda:us-east-1:111122223333:function:${role}`,
    ]),
  ),
  ...Object.fromEntries(
    ['ROTATE', 'RETIRE', 'CONTAIN'].map((kind) => [
      `NIGHTWARDEN_${kind}_MACHINE`,
      `arn:aws:states:us-east-1:111122223333:stateMachine:${kind}`,
    ]),
  ),
  ...Object.fromEntries(
    ['LEDGER', 'EVIDENCE'].map((role) => [
      `NIGHTWARDEN_${role}_ROLE`,
      `arn:aws:iam::222222222222:role/nightwarden/${role}`,
    ]),
  ),
  NIGHTWARDEN_EXTERNAL_ID: 'an-external-id-of-the-bench',
  AWS_REGION: 'us-east-1',
  AWS_LAMBDA_FUNCTION_NAME: 'bench',
  POWERTOOLS_DEV: 'false',
};

/** Every handler's bundle against its bare clients, imported in turn so often. */
export function compareBundles(runs: number, progress: Progress): readonly BundleRow[] {
  const folder = mkdtempSync(join(tmpdir(), 'nightwarden-bare-'));
  try {
    return [...handlerBundles()].map(([name, bundle]) => {
      progress.step(`${name}: bundle, bare clients, ${runs} imports of each`);
      const entry = entryOf(bundle.metafile);
      const start = loadedAtStart(bundle.metafile, entry);
      const all = Object.keys(bundle.metafile.outputs);
      const bare = bundleBare(join(folder, name, 'all'), ownFiles(bundle.metafile, all));
      const bareStart = bundleBare(join(folder, name, 'start'), ownFiles(bundle.metafile, start));
      const times = importTimes([join(bundle.folder, 'index.mjs'), bareStart.file], runs);
      progress.done();
      return {
        name,
        bytes: sizeOf(bundle.metafile, all),
        startBytes: sizeOf(bundle.metafile, start),
        bareBytes: sizeOf(bare.metafile, Object.keys(bare.metafile.outputs)),
        importMs: times[0] ?? Number.NaN,
        bareImportMs: times[1] ?? Number.NaN,
        shares: sharesOf(bundle.metafile, bare.metafile),
      };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function bundleBare(
  folder: string,
  files: readonly string[],
): { readonly file: string; readonly metafile: Metafile } {
  const { outputFiles, metafile } = buildSync({
    ...BUNDLE,
    absWorkingDir: ROOT,
    stdin: { contents: bareEntry(files), resolveDir: ROOT, loader: 'ts' },
    outdir: 'bare',
    write: false,
    metafile: true,
  });
  mkdirSync(folder, { recursive: true });
  for (const { path, contents } of outputFiles) writeFileSync(join(folder, basename(path)), contents);
  return { file: join(folder, 'index.mjs'), metafile };
}

function entryOf({ outputs }: Metafile): string {
  const entry = Object.entries(outputs).find(([path]) => path.endsWith('/index.mjs'))?.[0];
  if (entry === undefined) throw new Error('expected an index.mjs in the bundle, found none');
  return entry;
}

function sizeOf({ outputs }: Metafile, of: Iterable<string>): number {
  return [...of].reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0);
}

/** Medians, the files imported in turn, each in a fresh process. */
function importTimes(files: readonly string[], runs: number): readonly number[] {
  const laps = Array.from({ length: runs }, () => files.map(importOnce));
  return files.map((_, at) => median(laps.map((lap) => lap[at] ?? Number.NaN)));
}

function importOnce(file: string): number {
  return Number(
    execFileSync(process.execPath, [IMPORT, pathToFileURL(file).href], {
      env: ENVIRONMENT,
      encoding: 'utf8',
    }),
  );
}

/** What a handler has more of than its bare clients, by package and room. */
function sharesOf(bundle: Metafile, bare: Metafile): BundleRow['shares'] {
  const without = byPackage(bare);
  return [...byPackage(bundle)]
    .map(([name, bytes]) => [name, bytes - (without.get(name) ?? 0)] as const)
    .filter(([, bytes]) => bytes >= 1000)
    .toSorted(([, a], [, b]) => b - a);
}

function byPackage({ outputs }: Metafile): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const name = packageOf(path);
      found.set(name, (found.get(name) ?? 0) + bytesInOutput);
    }
  }
  return found;
}

/** `@smithy/core`, or the room of our own: `lib/core`. */
function packageOf(path: string): string {
  const inside = path.split('node_modules/').at(-1) ?? path;
  return inside
    .split('/')
    .slice(0, inside === path || inside.startsWith('@') ? 2 : 1)
    .join('/');
}
