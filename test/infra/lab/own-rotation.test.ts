import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SecretsManagerClient, TagResourceCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlanStatus } from '../../../lib/core/rotation/plan-status.ts';
import { type Server, startServer } from '../../databases/server.ts';
import { bootstrap, deploy } from '../../lab/deploy.ts';
import { type Lab, labClient, startLab } from '../../lab/lab.ts';
import { type Deployment, deploymentOf } from '../../lab/night.ts';
import { type Desk, openDesk } from '../../lab/rotation/drive.ts';
import { type Billing, openBilling } from '../../usecases/rotation/kinds/billing.ts';
import { everythingWritten } from './rotation-lab.ts';

const STACK = 'Nightwarden';
const AUTHOR = 'arn:aws:iam::111122223333:user/author';
const OWNER = 'billing@example.com';

let lab: Lab;
let server: Server;
let billing: Billing;
let deployment: Deployment;
let desk: Desk;

/** What the team has written down of its secret. */
function policyText({ database, fn, secretArn, url }: Billing): string {
  const { host, port, dbname } = database;
  return `budgets: { iam: 500, cloudtrail: 500, secretsmanager: 500, lambda: 500, account: 500, cloudformation: 500, ec2: 500 }
rotation:
  durations: { lease: 20s, refresh: 2s, watch: 2s, patience: 40s, parkAfter: 10m, poll: 1s }
  credentials:
    - credential: ${secretArn}
      authors: ['${AUTHOR}']
      store:
        secret: ${secretArn}
        rotatedBy: ${fn.arn}
        keepsOld: true
        shape: { as: postgres, host: ${host}, port: ${port}, dbname: ${dbname}, tls: none }
      dependents: [{ name: billing, owner: '${OWNER}', probes: [{ by: http, url: '${url}' }] }]
`;
}

beforeAll(async () => {
  [lab, server] = await Promise.all([startLab({ auth: true }), startServer()]);
  [billing] = await Promise.all([openBilling(lab, server), bootstrap(lab)]);
  const vault = new SecretsManagerClient(labClient(lab));
  const Tags = [{ Key: 'owner', Value: OWNER }];
  await vault.send(new TagResourceCommand({ SecretId: billing.secretArn, Tags }));
  vault.destroy();
  const starts = [{ secret: billing.secretArn, function: billing.fn.arn }];
  const config = {
    schedule: { enabled: false },
    retention: { keepOnDestroy: false },
    regions: ['us-east-1'],
    rotation: { enabled: true, starts },
  };
  const outputs = await deploy(lab, { stacks: [STACK], config });
  deployment = deploymentOf(outputs[STACK]);
  desk = await openDesk(lab, [], { author: AUTHOR });
  await writeFile(join(lab.folder, 'rotation-policy.yaml'), policyText(billing));
  await writeFile(
    join(lab.folder, 'rotation-roster.csv'),
    `email,team,status,leftOn\n${OWNER},billing,active,\n`,
  );
  await billing.start();
}, 300_000);

afterAll(async () => {
  await billing?.stop();
  await Promise.all([lab?.stop(), server?.stop()]);
});

async function rotate(): Promise<PlanStatus> {
  return desk.follow(await desk.begin('rotate', billing.secretArn));
}

describe('a secret that a function of its own rotates, in a deployment', () => {
  it('is rotated by that function and by the workers that may start it, without one failed query', async () => {
    const end = await rotate();
    expect(end.state === 'done' ? 'done' : [end.state, end.because, ...end.timeline].join('\n')).toBe('done');
    expect((await billing.labels()).AWSCURRENT).toBe(`${end.rotation}.0`);
    expect(billing.queries.failed).toEqual([]);
  }, 200_000);

  it('is given back where its reader falls ill, without one failed query', async () => {
    const { AWSCURRENT } = await billing.labels();
    billing.fallIll();
    const end = await rotate();
    expect(end.state === 'restored' ? 'restored' : [end.state, end.because, ...end.timeline].join('\n')).toBe(
      'restored',
    );
    expect([end.because, (await billing.labels()).AWSCURRENT]).toEqual(['a dependent is ill', AWSCURRENT]);
    expect(billing.queries.failed).toEqual([]);
  }, 200_000);

  it('is told of without a value: neither in the ledger, nor in a log', async () => {
    const written = `${await everythingWritten(lab, deployment)}${desk.told.join('')}`;
    expect(written.length).toBeGreaterThan(10_000);
    for (const value of billing.values) expect(written.includes(value)).toBe(false);
  });
});
