import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DETECTORS } from '../../lib/core/detectors/index.ts';
import { nightwarden, type Run } from '../bin/run.ts';
import { denyEveryRead } from '../lab/denied.ts';
import { type Lab, labClient, labEnvironment, startLab } from '../lab/lab.ts';
import { enableSecurityHub } from '../lab/security-hub.ts';
import { seed } from '../lab/seed.ts';
import { writeSideFiles } from '../lab/side-files.ts';
import { CANARY } from './quiet-bank/canary.ts';
import { quietBank } from './quiet-bank/world.ts';

interface Sweep {
  readonly findings: readonly { readonly id: string }[];
  readonly gaps: readonly { readonly detectors: readonly string[] }[];
}

let lab: Lab;
let handed: readonly string[];

beforeAll(async () => {
  lab = await startLab({ account: quietBank.account });
  const side = await writeSideFiles(lab.folder, await seed(lab, quietBank));
  const policy = join(lab.folder, 'fast.yaml');
  await writeFile(policy, 'budgets: { iam: 500, cloudtrail: 500, secretsmanager: 500, lambda: 500 }\n');
  handed = ['--roster', side.roster, '--exposures', side.exposures, '--policy', policy];
  await enableSecurityHub(lab, quietBank.regions);
});

afterAll(async () => {
  await lab.stop();
});

async function sweep(...args: string[]): Promise<Run & { readonly json: Sweep }> {
  const run = await nightwarden(['sweep', ...handed, '--format', 'json', ...args], labEnvironment(lab));
  expect(run.stdout + run.stderr).not.toContain(CANARY);
  return { ...run, json: JSON.parse(run.stdout) as Sweep };
}

async function hubFindings() {
  const lists = quietBank.regions.map(async (region) => {
    const client = new SecurityHubClient(labClient(lab, region));
    const { Findings = [] } = await client.send(new GetFindingsCommand({ MaxResults: 100 }));
    return Findings;
  });
  return (await Promise.all(lists)).flat();
}

describe('quiet-bank, live in the lab', () => {
  it('is silent: no finding, no gap, and nothing for Security Hub', async () => {
    const { code, json } = await sweep('--strict', '--publish', '--fail-on', 'informational');
    expect(json.findings).toEqual([]);
    expect(json.gaps).toEqual([]);
    expect(code).toBe(0);
    expect(await hubFindings()).toEqual([]);
  });

  it('with every read denied yields gaps only, of every detector, and says that nothing was read', async () => {
    await denyEveryRead(lab);
    const { code, json } = await sweep('--strict', '--publish');
    expect(json.findings).toEqual([]);
    const hidden = new Set(json.gaps.flatMap(({ detectors }) => detectors));
    expect(DETECTORS.filter(({ id }) => !hidden.has(id))).toEqual([]);
    expect(code).toBe(3);
    expect(await hubFindings()).toEqual([]);
  });
});
