import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rehearsal } from '../../lib/core/rotation/rehearsal.ts';
import { type Lab, labClient, labEnvironment, startLab } from '../lab/lab.ts';
import { makeStateTable } from '../lab/state-table.ts';
import { nightwarden, type Run } from './run.ts';

const TABLE = 'rotations';

let lab: Lab;
let vault: SecretsManagerClient;
let secret: string;
let fn: string;
let policy: string;
let exposures: string;
const told: string[] = [];

beforeAll(async () => {
  lab = await startLab();
  vault = new SecretsManagerClient(labClient(lab, 'eu-west-1'));
  await makeStateTable(lab, TABLE);
  const { ARN = '' } = await vault.send(
    new CreateSecretCommand({
      Name: 'billing/db',
      SecretString: JSON.stringify({ username: 'billing', password: 'NIGHTWARDENCANARYbilling' }),
      Tags: [{ Key: 'owner', Value: 'payments' }],
    }),
  );
  secret = ARN;
  fn = `arn:aws:lambda:eu-west-1:${lab.account}:function:rotates-billing`;
  const RotationRules = { AutomaticallyAfterDays: 30 };
  const turnedOn = { SecretId: secret, RotationLambdaARN: fn, RotationRules, RotateImmediately: false };
  await vault.send(new RotateSecretCommand(turnedOn));
  policy = join(lab.folder, 'own.yaml');
  exposures = join(lab.folder, 'leak.json');
  await writeFile(
    policy,
    `budgets: { iam: 500, cloudtrail: 500, secretsmanager: 500, lambda: 500, account: 500, cloudformation: 500, ec2: 500 }
rotation:
  credentials:
    - credential: ${secret}
      authors: [arn:aws:iam::111122223333:user/alice]
      store:
        secret: ${secret}
        rotatedBy: ${fn}
        keepsOld: true
        shape: { as: postgres, host: billing.example.com, dbname: billing }
      dependents:
        - { name: billing, owner: payments, probes: [{ by: http, url: 'https://billing.example.com/health' }] }
`,
  );
  const leak = [{ credential: secret, at: '2026-01-01T00:00:00Z', source: 'scanner' }];
  await writeFile(exposures, JSON.stringify(leak));
});
afterAll(async () => {
  vault?.destroy();
  await lab?.stop();
});

async function run(...words: string[]): Promise<Run> {
  const env = { ...labEnvironment(lab), XDG_CACHE_HOME: join(lab.folder, 'cache'), NO_COLOR: '1' };
  const done = await nightwarden(
    [...words, '--policy', policy, '--region', 'eu-west-1', '--table', TABLE],
    env,
  );
  told.push(done.stdout, done.stderr);
  return done;
}

describe('a secret that a function of its own rotates, at the command line', () => {
  it('is rehearsed by its name, and no value of it is read', async () => {
    lab.gateway.resetCalls();
    const { code, stdout } = await run('rehearse', secret);
    expect(stdout).toContain(`see that its rotation still calls ${fn}, and that the present value logs in`);
    expect(stdout).toContain('billing does not break');
    expect(stdout).toMatch(new RegExp(`nightwarden rotate ${secret} --apply [0-9a-f]{64}`));
    expect(code).toBe(0);
    expect(lab.gateway.calls().filter(({ action }) => action === 'GetSecretValue')).toEqual([]);
  });

  it('is not applied where the deployment may not start it: its runbook is', async () => {
    const shown = JSON.parse((await run('rotate', secret, '--format', 'json')).stdout) as Rehearsal;
    expect(shown).toMatchObject({
      state: 'planned',
      plan: { credentialKind: 'rotated-secret', where: { rotatedBy: fn } },
    });
    const { code, stdout } = await run('rotate', secret, '--apply', shown.hash ?? '');
    expect(stdout).toContain('rotation.starts does not name it');
    expect(code).toBe(5);
    expect((await run('rotate', secret, '--runbook')).stdout).toContain('# Rotate secret billing/db');
  });

  it.each`
    kind         | says
    ${'contain'} | ${'do it by hand, now: start its rotation'}
    ${'retire'}  | ${'turn its rotation off'}
  `(
    'is refused to $kind, with what to do by hand',
    async ({ kind, says }: { kind: string; says: string }) => {
      const { code, stdout } = await run(kind, secret, '--exposures', exposures);
      expect(stdout).toContain(says);
      expect(code).toBe(5);
    },
  );

  it('is refused once somebody has turned its rotation off', async () => {
    await vault.send(new CancelRotateSecretCommand({ SecretId: secret }));
    const { code, stdout } = await run('rotate', secret);
    expect(stdout).toContain('is off');
    expect(code).toBe(5);
  });

  it('has shown no value anywhere', () => {
    expect(told.join('')).not.toContain('NIGHTWARDENCANARY');
  });
});
