import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';

const ROOT = join(import.meta.dirname, '..', '..');
/** A folder a handler. */
export const FUNCTIONS = join(ROOT, 'functions');

/** Some CommonJS packages ask for `require` inside an ESM bundle. */
const BANNER =
  "import { createRequire as nightwardenRequire } from 'node:module'; const require = nightwardenRequire(import.meta.url);";

/**
 * How a handler becomes one file. Names stay as they are: Step Functions matches errors by them, and a stack trace is
 * read without a map.
 */
export const BUNDLE = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  mainFields: ['module', 'main'],
  conditions: ['module', 'import'],
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  charset: 'utf8',
  banner: { js: BANNER },
  logLevel: 'warning',
} as const satisfies BuildOptions;

export interface Bundle {
  /** A folder that holds `index.mjs` and nothing else. */
  readonly folder: string;
  /** Of what is in it: the same source gives the same. */
  readonly hash: string;
}

let made: ReadonlyMap<string, Bundle> | undefined;

/** Bundles every handler, once a process and all in one pass. By the handler's name. */
export function handlerBundles(): ReadonlyMap<string, Bundle> {
  made ??= bundleAll(handlerNames());
  return made;
}

export function handlerNames(): readonly string[] {
  return readdirSync(FUNCTIONS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('_'))
    .map(({ name }) => name)
    .toSorted();
}

function bundleAll(names: readonly string[]): ReadonlyMap<string, Bundle> {
  const out = mkdtempSync(join(tmpdir(), 'nightwarden-bundles-'));
  const { outputFiles } = buildSync({
    ...BUNDLE,
    absWorkingDir: ROOT,
    entryPoints: Object.fromEntries(names.map((name) => [name, join(FUNCTIONS, name, 'handler.ts')])),
    outdir: out,
    write: false,
  });
  return new Map(
    outputFiles.map(({ path, contents, text }, at) => {
      const name = names.find((each) => path.endsWith(`/${each}.js`)) ?? String(at);
      const folder = join(out, name);
      mkdirSync(folder);
      writeFileSync(join(folder, 'index.mjs'), contents);
      return [name, { folder, hash: createHash('sha256').update(text).digest('hex') }];
    }),
  );
}
