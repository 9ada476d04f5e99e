import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { handlerBundles, handlerNames } from '../../lib/infra/bundling.ts';

const bundles = handlerBundles();
/** What is in a bundle, and not only looked at on the way to it. */
function packagesOf(name: string): string {
  const outputs = Object.values(bundles.get(name)?.metafile.outputs ?? {});
  return outputs.flatMap(({ inputs }) => Object.keys(inputs)).join('\n');
}

it.each(handlerNames())('%s is an index.mjs with the files that it loads, and nothing else', (name) => {
  const { folder } = bundles.get(name) ?? { folder: '' };
  const files = new Set(readdirSync(folder));
  expect(files).toContain('index.mjs');
  for (const file of files) {
    const imports = readFileSync(join(folder, file), 'utf8').matchAll(
      /(?:from|import)\s*\(?\s*"\.\/([^"]+\.mjs)"/g,
    );
    for (const [, imported] of imports) expect(files).toContain(imported);
  }
});

it.each`
  name                  | has                             | lacks
  ${'sweep-secrets'}    | ${['client-ec2', 'secretlint']} | ${['client-securityhub', 'lib/core/detectors', 'yaml/', 'csv-parse']}
  ${'sweep-iam'}        | ${['client-iam', 'csv-parse']}  | ${['client-ec2', 'secretlint', 'lib/core/detectors', 'yaml/']}
  ${'sweep-cloudtrail'} | ${['client-cloudtrail']}        | ${['client-ec2', 'secretlint', 'lib/core/detectors', 'yaml/']}
  ${'assess'}           | ${['lib/core/detectors']}       | ${['client-ec2', 'client-securityhub', 'secretlint', 'yaml/', 'csv-parse']}
  ${'publish'}          | ${['client-securityhub']}       | ${['client-ec2', 'secretlint', 'lib/core/detectors', 'lib/sources/iam']}
  ${'begin-night'}      | ${['yaml/', 'csv-parse']}       | ${['client-iam', 'lib/core/detectors']}
  ${'summarise'}        | ${['client-sns']}               | ${['client-iam', 'lib/core/detectors', 'yaml/']}
  ${'receive-event'}    | ${['client-sfn']}               | ${['client-iam', 'lib/core/detectors', 'yaml/']}
  ${'open-account'}     | ${['client-sts']}               | ${['client-iam', 'lib/core/detectors', 'yaml/']}
`('$name carries what it uses, and no more', ({ name, has, lacks }) => {
  const packages = packagesOf(name);
  for (const part of has) expect(packages).toContain(part);
  for (const part of lacks) expect(packages).not.toContain(part);
});

/** Loaded only where a database is asked, so that nothing else would show that it does not start. */
it.each(['rotation-probe', 'rotation-step'])('%s has a driver for Postgres that starts', async (name) => {
  const { folder, metafile } = bundles.get(name) ?? { folder: '', metafile: { outputs: {} } };
  const [file = ''] =
    Object.entries(metafile.outputs).find(([, { inputs }]) =>
      Object.keys(inputs).some((input) => input.endsWith('node_modules/pg/lib/client.js')),
    ) ?? [];
  const driver = (await import(join(folder, basename(file)))) as { readonly Client?: unknown };
  expect(driver.Client).toBeTypeOf('function');
});

/** They read the policy that people write, by schemas of zod's classic. */
const READS_POLICIES = ['begin-night', 'rotate-secret'];
it.each(handlerNames().filter((name) => !READS_POLICIES.includes(name)))(
  '%s parses with zod/mini, and carries nothing of the classic',
  (name) => {
    expect(packagesOf(name)).not.toContain('zod/v4/classic');
  },
);
