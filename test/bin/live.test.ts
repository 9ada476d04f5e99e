import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DeleteAccessKeyCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  BatchUpdateFindingsCommand,
  GetFindingsCommand,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { READ_ACTIONS, SECRET_READING_ACTIONS } from '../../lib/aws/actions.ts';
import { actions as hubReads, writeActions as hubWrites } from '../../lib/aws/securityhub.ts';
import { expectedFindings } from '../lab/expected.ts';
import { type Lab, labClient, labEnvironment, startLab } from '../lab/lab.ts';
import { enableSecurityHub } from '../lab/security-hub.ts';
import { type Seeded, seed } from '../lab/seed.ts';
import { writeSideFiles } from '../lab/side-files.ts';
import { CANARIES, smallShop } from '../worlds/small-shop/world.ts';
import { nightwarden, type Run } from './run.ts';

let lab: Lab;
let seeded: Seeded;
let side: { roster: string; exposures: string; policy: string };
/** Everything that any command here wrote. */
const told: string[] = [];

beforeAll(async () => {
  lab = await startLab({});
  seeded = await seed(lab, smallShop);
  const policy = join(lab.folder, 'fast.yaml');
  await writeFile(
    policy,
    'budgets: { iam: 500, cloudtrail: 500, secretsmanager: 500, lambda: 500, account: 500 }\n',
  );
  side = { ...(await writeSideFiles(lab.folder, seeded)), policy };
});

afterAll(async () => {
  await lab.stop();
});

/** Everything is read, so that the live account is what the files are; files are always read whole. */
async function sweep(...args: string[]): Promise<Run> {
  const deep = args.includes('--from') ? [] : ['--deep'];
  const run = await nightwarden(
    [
      'sweep',
      ...deep,
      '--roster',
      side.roster,
      '--exposures',
      side.exposures,
      '--policy',
      side.policy,
      ...args,
    ],
    labEnvironment(lab),
  );
  told.push(run.stdout, run.stderr);
  return run;
}

interface SweepJson {
  readonly findings: readonly {
    readonly id: string;
    readonly severity: string;
    readonly reasons: readonly string[];
  }[];
  readonly gaps: readonly {
    readonly missing: string;
    readonly detectors: readonly string[];
    readonly scope: { readonly region?: string };
  }[];
  readonly credentials: readonly { readonly id: string; readonly usage?: unknown }[];
}

const ids = ({ findings }: SweepJson) => findings.map(({ id }) => id).toSorted((a, b) => a.localeCompare(b));

async function hubFindings(region: string) {
  const client = new SecurityHubClient(labClient(lab, region));
  const { Findings = [] } = await client.send(new GetFindingsCommand({ MaxResults: 100 }));
  return Findings;
}

/** Makes the lab's AWS answer as it does when something is denied or off. */
async function fault(name: 'deny' | 'region-off', what: object): Promise<void> {
  const { ok } = await fetch(`${lab.endpoint}/_lab/${name}`, { method: 'POST', body: JSON.stringify(what) });
  expect(ok).toBe(true);
}

async function lift(name: 'deny' | 'region-off'): Promise<void> {
  await fetch(`${lab.endpoint}/_lab/${name}`, { method: 'DELETE' });
}

describe('a live account', () => {
  it('gives each finding that the world holds, no other, and no gap', async () => {
    const { code, stdout } = await sweep('--format', 'json', '--strict');
    const json = JSON.parse(stdout) as SweepJson;
    expect(ids(json)).toEqual(expectedFindings(seeded));
    expect(json.gaps).toEqual([]);
    expect(json.credentials.some(({ usage }) => usage !== undefined)).toBe(true);
    expect(code).toBe(0);
  });

  it('gives the same from collected files, which only their owner may read', async () => {
    const dir = join(lab.folder, 'collected');
    const { roster, exposures, policy } = side;
    const collected = await nightwarden(
      ['collect', '--deep', '--out', dir, '--roster', roster, '--exposures', exposures, '--policy', policy],
      labEnvironment(lab),
    );
    told.push(collected.stdout, collected.stderr);
    expect(collected.code).toBe(0);
    const [live, files] = await Promise.all([
      sweep('--format', 'json'),
      sweep('--from', dir, '--format', 'json', '--strict'),
    ]);
    const [a, b] = [JSON.parse(live.stdout), JSON.parse(files.stdout)] as [SweepJson, SweepJson];
    expect(b.findings).toEqual(a.findings);
    expect(b.gaps).toEqual([]);
    expect(files.code).toBe(0);
    for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const bytes = await readFile(join(entry.parentPath, entry.name));
      told.push((entry.name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
    }
    await rm(dir, { recursive: true });
  });

  it.each`
    unread
    ${['secretsmanager:ListSecrets', 'lambda:ListFunctions', 'iam:GetAccessKeyLastUsed']}
    ${['iam:GetCredentialReport', 'secretsmanager:ListSecretVersionIds', 'cloudtrail:LookupEvents']}
    ${['iam:GetAccountAuthorizationDetails', 'iam:ListAccessKeys', 'account:ListRegions']}
  `('tells the same gaps from collected files when $unread are denied', async ({ unread }) => {
    const dir = join(lab.folder, 'collected-partly');
    const { roster, exposures, policy } = side;
    for (const action of unread as readonly string[]) await fault('deny', { action });
    const collected = await nightwarden(
      ['collect', '--deep', '--out', dir, '--roster', roster, '--exposures', exposures, '--policy', policy],
      labEnvironment(lab),
    );
    const live = await sweep('--format', 'json');
    await lift('deny');
    const files = await sweep('--from', dir, '--format', 'json', '--strict');
    await rm(dir, { recursive: true });
    const [a, b] = [JSON.parse(live.stdout), JSON.parse(files.stdout)] as [SweepJson, SweepJson];
    expect(a.gaps.length).toBeGreaterThan(0);
    expect(b.gaps).toEqual(a.gaps);
    expect(b.findings).toEqual(a.findings);
    expect([collected.code, files.code]).toEqual([0, 4]);
  });

  it('publishes once, sends nothing again, and leaves alone what people decided', async () => {
    await enableSecurityHub(lab, smallShop.regions);
    const first = await sweep('--publish');
    expect(first.code).toBe(0);
    const held = (await Promise.all(smallShop.regions.map(hubFindings))).flat();
    expect(
      held
        .map(({ Id }) => Id?.replace(/^nightwarden\//, ''))
        .toSorted((a, b) => `${a}`.localeCompare(`${b}`)),
    ).toEqual(expectedFindings(seeded));
    const [one] = held;
    const client = new SecurityHubClient(labClient(lab, one?.Region ?? 'us-east-1'));
    await client.send(
      new BatchUpdateFindingsCommand({
        FindingIdentifiers: [{ Id: one?.Id, ProductArn: one?.ProductArn }],
        Workflow: { Status: 'SUPPRESSED' },
      }),
    );

    lab.gateway.resetCalls();
    const second = await sweep('--publish');
    expect(second.stderr).toContain('unchanged');
    expect(lab.gateway.calls().filter(({ action }) => action === 'BatchImportFindings')).toEqual([]);
    const after = (await Promise.all(smallShop.regions.map(hubFindings))).flat();
    expect(after.find(({ Id }) => Id === one?.Id)?.Workflow?.Status).toBe('SUPPRESSED');
    told.push(JSON.stringify(after));
  });

  it('archives what is gone, and never what could not be read', async () => {
    const region = 'eu-west-1';
    const [there] = (await hubFindings(region)).filter(({ RecordState }) => RecordState === 'ACTIVE');
    const key = seeded.keys.find(({ planted }) => planted.wrongs?.includes('iam.never-used-access-key'));
    const iam = new IAMClient(labClient(lab));
    await iam.send(new DeleteAccessKeyCommand({ UserName: key?.userName, AccessKeyId: key?.id }));
    await fault('deny', { action: 'secretsmanager:ListSecrets', region });

    const run = await sweep('--publish', '--strict');
    expect(run.code).toBe(4);
    expect(run.stdout).toContain(`secretsmanager:ListSecrets · ${region}`);
    const states = new Map(
      (await Promise.all(smallShop.regions.map(hubFindings)))
        .flat()
        .map(({ Id, RecordState }) => [Id, RecordState]),
    );
    expect(states.get(there?.Id)).toBe('ACTIVE');
    expect(states.get(`nightwarden/iam.never-used-access-key:${key?.id}`)).toBe('ARCHIVED');
    await lift('deny');
  });

  it('with every read denied finds nothing, resolves nothing, and says that it read nothing', async () => {
    const before = (await Promise.all(smallShop.regions.map(hubFindings))).flat();
    const actions = [...READ_ACTIONS, ...SECRET_READING_ACTIONS].filter(
      (action) => !action.startsWith('sts:'),
    );
    for (const action of actions) await fault('deny', { action });
    const run = await sweep('--publish', '--format', 'json');
    expect(run.code).toBe(3);
    const json = JSON.parse(run.stdout) as SweepJson;
    expect(json.findings).toEqual([]);
    expect(json.gaps.length).toBeGreaterThan(4);
    const after = (await Promise.all(smallShop.regions.map(hubFindings))).flat();
    const states = (list: typeof before) =>
      list.map(({ Id, RecordState }) => `${Id} ${RecordState}`).toSorted();
    expect(states(after)).toEqual(states(before));
    await lift('deny');
  });

  it('a Region that is off is a gap, and the rest is judged', async () => {
    await fault('region-off', { region: 'eu-west-1' });
    const run = await sweep('--region', 'us-east-1', 'eu-west-1', '--format', 'json');
    const json = JSON.parse(run.stdout) as SweepJson;
    expect(json.gaps.some(({ scope }) => scope.region === 'eu-west-1')).toBe(true);
    expect(json.findings.length).toBeGreaterThan(5);
    await lift('region-off');
  });

  it('calls nothing that it did not declare', async () => {
    lab.gateway.resetCalls();
    await sweep('--publish');
    const declared = new Set([...READ_ACTIONS, ...SECRET_READING_ACTIONS, ...hubReads, ...hubWrites]);
    const called = new Set(
      lab.gateway.calls().map(({ service, action }) =>
        // API Gateway's actions are HTTP methods.
        service === 'apigateway' && action.startsWith('Get')
          ? 'apigateway:GET'
          : `${service}:${action.replace(/20\d{6}(v\d)?$/, '')}`,
      ),
    );
    expect([...called].filter((action) => !declared.has(action))).toEqual([]);
    expect(called.size).toBeGreaterThan(8);
  });

  it('never lets a planted secret out', async () => {
    const table = await sweep();
    const asff = await sweep('--format', 'asff');
    expect(table.code).toBe(0);
    expect((JSON.parse(asff.stdout) as unknown[]).length).toBeGreaterThan(5);
    const secrets = [...Object.values(CANARIES), ...seeded.keys.map(({ secret }) => secret)];
    expect(secrets.length).toBeGreaterThan(10);
    const everything = told.join('\n');
    expect(secrets.filter((secret) => everything.includes(secret))).toEqual([]);
  });
});
