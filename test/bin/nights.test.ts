import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, labEnvironment, startLab } from '../lab/lab.ts';
import { type Seeded, seed } from '../lab/seed.ts';
import { writeSideFiles } from '../lab/side-files.ts';
import { CANARIES, smallShop } from '../worlds/small-shop/world.ts';
import { nightwarden } from './run.ts';

let lab: Lab;
let seeded: Seeded;
let cache: string;
let args: readonly string[];

beforeAll(async () => {
  lab = await startLab({});
  seeded = await seed(lab, smallShop);
  const { roster, exposures } = await writeSideFiles(lab.folder, seeded);
  const policy = join(lab.folder, 'fast.yaml');
  await writeFile(
    policy,
    'budgets: { iam: 500, cloudtrail: 500, secretsmanager: 500, lambda: 500, account: 500 }\n',
  );
  cache = join(lab.folder, 'cache');
  const files = ['--roster', roster, '--exposures', exposures, '--policy', policy];
  args = ['sweep', '--format', 'json', '--cache', cache, ...files];
});
afterAll(async () => {
  await lab?.stop();
});

/** A sweep with the cache; what it found, what it said, and how often AWS was asked for each thing. */
async function night() {
  lab.gateway.resetCalls();
  const { stdout, stderr, code } = await nightwarden(args, labEnvironment(lab));
  expect(code).toBe(0);
  const { findings, gaps } = JSON.parse(stdout) as { findings: readonly object[]; gaps: readonly object[] };
  const calls = lab.gateway.calls();
  const asked = (action: string) => calls.filter((call) => call.action === action).length;
  return { findings, gaps, stderr, asked };
}

describe('nights with a cache', () => {
  it('find the same, and ask for hardly a key or a principal again', async () => {
    const first = await night();
    const second = await night();
    expect(second.findings).toEqual(first.findings);
    expect([first.gaps, second.gaps]).toEqual([[], []]);
    expect(first.asked('ListAccessKeys')).toBe(smallShop.users.length);
    // Who leaked or left is listed every night.
    expect(second.asked('ListAccessKeys')).toBeLessThan(smallShop.users.length / 2);
    expect(second.asked('ListAccessKeys')).toBeGreaterThan(0);
    expect(second.asked('ListSSHPublicKeys')).toBeLessThan(smallShop.users.length / 2);
  });

  it('leave nothing there but for the owner, and no secret', async () => {
    const names = await readdir(cache);
    expect(names).toContain(`keys-${lab.account}.json`);
    const texts = names.map(async (name) => {
      expect((await stat(join(cache, name))).mode & 0o777).toBe(0o600);
      return readFile(join(cache, name), 'utf8');
    });
    const all = (await Promise.all(texts)).join('\n');
    const secrets = [...Object.values(CANARIES), ...seeded.keys.map(({ secret }) => secret)];
    expect(secrets.filter((secret) => all.includes(secret))).toEqual([]);
    expect(all).not.toContain('CANARY');
  });

  it('say that a damaged cache is not believed, and read all again', async () => {
    const file = join(cache, `keys-${lab.account}.json`);
    await writeFile(file, (await readFile(file, 'utf8')).replace('Active', 'Inactive'));
    const { asked, stderr } = await night();
    expect(stderr).toContain(`keys-${lab.account}.json in the cache is not believed`);
    expect(asked('ListAccessKeys')).toBe(smallShop.users.length);
  });
});
