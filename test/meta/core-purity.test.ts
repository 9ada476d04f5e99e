import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const bin = resolve('node_modules/.bin');

/** A house of its own with our guards in it, so that no other test or check ever sees the bad files. */
let house = '';

beforeAll(async () => {
  house = await mkdtemp(join(tmpdir(), 'nightwarden-purity-'));
  await mkdir(join(house, 'lib/core'), { recursive: true });
  await mkdir(join(house, 'lib/ports'), { recursive: true });
  for (const file of [
    'biome.json',
    '.oxlintrc.json',
    'package.json',
    'tsconfig.json',
    '.gitignore',
    'lib/core/tsconfig.json',
    'lib/core/no-clock.grit',
    'lib/core/ambient.d.ts',
    'lib/ports/progress.ts',
  ]) {
    await cp(file, join(house, file));
  }
});

afterAll(() => rm(house, { recursive: true, force: true }));

const tools = {
  types: ['tsc', '-p', 'lib/core/tsconfig.json'],
  biome: ['biome', 'lint', '--vcs-enabled=false', 'lib/core'],
  oxlint: ['oxlint', 'lib/core'],
} as const;

/** What a tool says of one file in the core: empty when it has nothing against it. */
async function refusal(tool: keyof typeof tools, source: string): Promise<string> {
  await writeFile(join(house, 'lib/core/probe.ts'), source);
  const [command, ...args] = tools[tool];
  try {
    await run(join(bin, command), args, { cwd: house });
    return '';
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return `${stdout}${stderr}`;
  }
}

describe('the core stays pure', () => {
  it.each`
    what                   | tool        | source                                                                         | word
    ${'process'}           | ${'types'}  | ${'export const home = process.env;'}                                          | ${'process'}
    ${'fetch'}             | ${'types'}  | ${'export const page = fetch("x");'}                                           | ${'fetch'}
    ${'timers'}            | ${'types'}  | ${'setTimeout(() => {}, 1);\nexport {};'}                                      | ${'setTimeout'}
    ${'console'}           | ${'types'}  | ${'console.log(1);\nexport {};'}                                               | ${'console'}
    ${'node:fs by type'}   | ${'types'}  | ${'import { readFileSync } from "node:fs";\nexport { readFileSync };'}         | ${'node:fs'}
    ${'node:fs by import'} | ${'biome'}  | ${"import { readFileSync } from 'node:fs';\nexport { readFileSync };\n"}       | ${'noRestrictedImports'}
    ${'the AWS SDK'}       | ${'biome'}  | ${"import { IAMClient } from '@aws-sdk/client-iam';\nexport { IAMClient };\n"} | ${'noRestrictedImports'}
    ${'the CDK'}           | ${'biome'}  | ${"import { App } from 'aws-cdk-lib';\nexport { App };\n"}                     | ${'noRestrictedImports'}
    ${'another room'}      | ${'biome'}  | ${"import { silent } from '../ports/progress.ts';\nexport { silent };\n"}      | ${'noRestrictedImports'}
    ${'new Date()'}        | ${'biome'}  | ${'export const now = new Date();\n'}                                          | ${'no clock'}
    ${'Date.now'}          | ${'oxlint'} | ${'export const now = Date.now();'}                                            | ${'Date.now'}
    ${'Math.random'}       | ${'oxlint'} | ${'export const dice = Math.random();'}                                        | ${'Math.random'}
  `('$tool refuses $what', async ({ tool, source, word }) => {
    expect(await refusal(tool, source)).toContain(word);
  });

  it.each(['types', 'biome', 'oxlint'] as const)('%s has nothing against a pure file', async (tool) => {
    const source =
      "import { createHash } from 'node:crypto';\n\nexport const at = new Date(0).toISOString();\nexport const hash = createHash('sha256');\n";
    expect(await refusal(tool, source)).toBe('');
  });
});
