import {
  DescribeSecretCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PlanStatus } from '../../../lib/core/rotation/plan-status.ts';
import { servedId } from '../../../lib/core/rotation/served/request.ts';
import { inputKey } from '../../../lib/usecases/night/layout.ts';
import { bootstrap, deploy } from '../../lab/deploy.ts';
import { type Lab, labClient, startLab } from '../../lab/lab.ts';
import { type Deployment, deploymentOf, labStore } from '../../lab/night.ts';
import { type Callers, keepCalling } from '../../lab/rotation/callers.ts';
import { type Desk, openDesk } from '../../lab/rotation/drive.ts';
import { policyOf, rosterOf } from '../../lab/rotation/policy.ts';
import { seedTeams, type Team } from '../../lab/rotation/shop.ts';
import { everythingWritten, secretsOf } from './rotation-lab.ts';

const STACK = 'Nightwarden';
const AUTHOR = 'arn:aws:iam::111122223333:user/author';
/** Every reader reads the secret: nothing else holds the key. */
const WANTED = {
  user: 'svc-vault',
  owner: 'vault@example.com',
  dependents: [
    { name: 'vault-api', reads: 'secret' },
    { name: 'vault-report', reads: 'secret' },
  ],
} as const;

let lab: Lab;
let deployment: Deployment;
let team: Team;
let callers: Callers;
let desk: Desk;
let rotateSecret: string;
let vault: SecretsManagerClient;

beforeAll(async () => {
  lab = await startLab({ auth: true, lastUsedResolutionMs: 0 });
  vault = new SecretsManagerClient(labClient(lab));
  const [[seeded]] = await Promise.all([seedTeams(lab, [WANTED]), bootstrap(lab)]);
  if (seeded === undefined) throw new Error('expected a team');
  team = seeded;
  const config = {
    schedule: { enabled: false },
    retention: { keepOnDestroy: false },
    regions: ['us-east-1'],
    rotation: { enabled: true, served: [team.secretArn] },
  };
  const outputs = await deploy(lab, { stacks: [STACK], config });
  deployment = deploymentOf(outputs[STACK]);
  rotateSecret = outputs[STACK]?.RotateSecretArn ?? '';
  const store = labStore(lab, deployment);
  const encoder = new TextEncoder();
  await store.write(inputKey('policy'), encoder.encode(policyOf([team], { author: AUTHOR })));
  await store.write(inputKey('roster'), encoder.encode(rosterOf([team])));
  desk = await openDesk(lab, [team], { author: AUTHOR });
  callers = keepCalling(lab, [team]);
}, 300_000);

afterAll(async () => {
  await callers?.stop();
  vault?.destroy();
  await lab?.stop();
});

/** @returns the token, once the function has answered all steps or failed at one */
async function rotate(): Promise<{ readonly token: string; readonly how: string }> {
  const asked = { SecretId: team.secretArn, RotationLambdaARN: rotateSecret };
  const { VersionId: token = '' } = await vault.send(
    new RotateSecretCommand({ ...asked, RotationRules: { AutomaticallyAfterDays: 90 } }),
  );
  const how = await vi.waitFor(
    async () => {
      const ended = (await (await fetch(`${lab.endpoint}/_lab/rotations`)).json()) as Record<string, string>;
      const found = ended[token];
      if (found === undefined) throw new Error('it is under way');
      return found;
    },
    { timeout: 200_000, interval: 500 },
  );
  return { token, how };
}

describe('a rotation by the schedule of its own secret', () => {
  let token: string;
  let how: string;
  let rival: { readonly token: string; readonly how: string };
  let end: PlanStatus;

  beforeAll(async () => {
    ({ token, how } = await rotate());
    rival = await rotate();
    end = await desk.follow(servedId({ secret: team.secretArn, token }, 1));
  }, 400_000);

  it('takes all four steps, and ends as every plan does, with not one failed call', async () => {
    expect(how).toBe('succeeded');
    expect(end.state === 'done' ? 'done' : [end.state, end.because, ...end.timeline].join('\n')).toBe('done');
    const { VersionIdsToStages = {} } = await vault.send(
      new DescribeSecretCommand({ SecretId: team.secretArn }),
    );
    expect(VersionIdsToStages[token]).toContain('AWSCURRENT');
    for (const { name } of team.dependents)
      expect(callers.of(name)).toMatchObject({ failed: 0, keys: [team.accessKeyId, end.newKey] });
  });

  it('is refused while the one before it is under way, and made no key', () => {
    expect(rival.how).toBe('failed');
  });

  it('is told of without a value: neither in the ledger, nor in a log', async () => {
    const written = await everythingWritten(lab, deployment);
    expect(written.length).toBeGreaterThan(10_000);
    const values = await secretsOf(lab, team);
    expect(values.length).toBeGreaterThan(1);
    for (const value of values) expect(written.includes(value)).toBe(false);
  });
});
