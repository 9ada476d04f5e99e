import { join } from 'node:path';
import { build } from 'esbuild';
import { zipOf } from './zip.ts';

/** The dependents' code, as Lambda takes it. */
export async function dependentCode(): Promise<Buffer> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'dependent', 'handler.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    minify: true,
    mainFields: ['module', 'main'],
    logLevel: 'silent',
  });
  return zipOf('index.js', outputFiles[0]?.text ?? '');
}
