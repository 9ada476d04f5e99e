import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type BuildOptions, buildSync, type Metafile } from 'esbuild';

const ROOT = join(import.meta.dirname, '..', '..');
/** A folder a handler. */
export const FUNCTIONS = join(ROOT, 'functions');

/** Some CommonJS packages ask for `require` inside an ESM bundle. */
const BANNER =
  "import { createRequire as nightwardenRequire } from 'node:module'; const require = nightwardenRequire(import.meta.url);";

/**
 * How a handler becomes a file, with a file beside it for each part that is loaded when it is used. Step Functions matches
 * errors by their `name`, which ours are given in words, so that shorter names of classes change nothing.
 */
export const BUNDLE = {
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  mainFields: ['module', 'main'],
  // What is required is resolved as such: a CommonJS package that was given another's ESM does not start (pg).
  conditions: ['module'],
  minify: true,
  legalComments: 'none',
  charset: 'utf8',
  banner: { js: BANNER },
  outExtension: { '.js': '.mjs' },
  entryNames: 'index',
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** Live reads of the registered sources, each with the SDK's client of its service, and the rules that redact what they read. */
const LIVE_READS = ['./live.ts', '@secretlint/secretlint-rule-preset-recommend'];
/** Who calls them. */
const READER = 'lib/usecases/read-sources.ts';

export interface Bundle {
  /** A folder that holds `index.mjs` and the files that it loads when it needs them. */
  readonly folder: string;
  /** Of what is in it: the same source gives the same. */
  readonly hash: string;
  readonly metafile: Metafile;
}

let made: ReadonlyMap<string, Bundle> | undefined;

/** Bundles every handler, once a process. By the handler's name. */
export function handlerBundles(): ReadonlyMap<string, Bundle> {
  if (made !== undefined) return made;
  const out = mkdtempSync(join(tmpdir(), 'nightwarden-bundles-'));
  made = new Map(
    handlerNames().map((name) => [name, bundleHandler(join(FUNCTIONS, name, 'handler.ts'), join(out, name))]),
  );
  return made;
}

export function handlerNames(): readonly string[] {
  return readdirSync(FUNCTIONS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('_'))
    .map(({ name }) => name)
    .toSorted();
}

/** One that never reads a registered source gets by without its live reads, and without two dozen clients of the SDK. */
function bundleHandler(entry: string, folder: string): Bundle {
  const judging = build(entry, LIVE_READS);
  const reads = Object.hasOwn(judging.metafile.inputs, READER);
  const { outputFiles, metafile } = reads ? build(entry, []) : judging;
  mkdirSync(folder);
  const hash = createHash('sha256');
  for (const { path, contents, text } of outputFiles.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    writeFileSync(join(folder, basename(path)), contents);
    hash.update(basename(path)).update(text);
  }
  return { folder, hash: hash.digest('hex'), metafile };
}

function build(entry: string, external: readonly string[]) {
  return buildSync({
    ...BUNDLE,
    absWorkingDir: ROOT,
    entryPoints: [entry],
    external: [...external],
    outdir: 'bundle',
    write: false,
    metafile: true,
  });
}
