import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Rehearsal } from '../../lib/core/rotation/rehearsal.ts';
import { type Lab, labClient, labEnvironment, startLab } from '../lab/lab.ts';
import { makeStateTable } from '../lab/state-table.ts';
import { type Bridge, startBridge } from '../remote/bridge.ts';
import { nightwarden, type Run } from './run.ts';

const TABLE = 'rotations';
const PRINCIPAL = 'orders';

let lab: Lab;
let bridge: Bridge;
let secret: string;
let id: string;
/** By what `lastUsedSignal` says. */
const policies: Record<'none' | 'kept', string> = { none: '', kept: '' };
let exposures: string;
const told: string[] = [];

beforeAll(async () => {
  [lab, bridge] = await Promise.all([startLab(), startBridge()]);
  await makeStateTable(lab, TABLE);
  const vault = new SecretsManagerClient(labClient(lab, 'eu-west-1'));
  const store = async (Name: string, fields: object) => {
    const Tags = [{ Key: 'owner', Value: 'payments' }];
    const made = new CreateSecretCommand({ Name, SecretString: JSON.stringify(fields), Tags });
    return (await vault.send(made)).ARN ?? '';
  };
  const { token, signingKey, api } = bridge;
  const given = bridge.given(PRINCIPAL);
  id = given.id;
  secret = await store('acme/token', { tokenId: id, token: given.value });
  const access = await store('acme/bridge', { token, signingKey });
  vault.destroy();
  exposures = join(lab.folder, 'leak.json');
  for (const signal of ['none', 'kept'] as const) {
    policies[signal] = join(lab.folder, `${signal}.yaml`);
    await writeFile(
      policies[signal],
      `budgets: { iam: 500, cloudtrail: 500, secretsmanager: 500, lambda: 500, account: 500, cloudformation: 500, ec2: 500 }
rotation:
  credentials:
    - credential: ${secret}
      authors: [arn:aws:iam::111122223333:user/alice]
      store: { secret: '${secret}', shape: { as: token, id: tokenId, token: token } }
      issuer:
        api: ${api}
        principal: ${PRINCIPAL}
        access: ${access}
        abilities: { slots: 2, revertible: true, oldUsableAfter: true, retrySafe: false, lastUsedSignal: ${signal} }
      dependents:
        - { name: orders, owner: payments, probes: [{ by: http, url: 'https://orders.example.com/health' }] }
`,
    );
  }
  const leak = { credential: secret, at: '2026-01-01T00:00:00Z', source: 'scanner' };
  await writeFile(exposures, JSON.stringify([leak]));
});
afterAll(async () => {
  bridge?.stop();
  await lab?.stop();
});
beforeEach(() => {
  bridge.misdeed = null;
});

async function run(signal: 'none' | 'kept', ...words: string[]): Promise<Run> {
  const env = { ...labEnvironment(lab), XDG_CACHE_HOME: join(lab.folder, 'cache'), NO_COLOR: '1' };
  const where = ['--policy', policies[signal], '--region', 'eu-west-1', '--table', TABLE];
  const done = await nightwarden([...words, ...where], env);
  told.push(done.stdout, done.stderr);
  return done;
}

async function rehearsal(signal: 'none' | 'kept', ...words: string[]): Promise<Rehearsal> {
  return JSON.parse((await run(signal, ...words, '--format', 'json')).stdout) as Rehearsal;
}

describe('a third party’s token at the command line', { timeout: 60_000 }, () => {
  it('is rehearsed by the name of its secret, of which no value is read, and nothing is written', async () => {
    lab.gateway.resetCalls();
    const { code, stdout } = await run('none', 'rehearse', secret);
    expect(stdout).toContain('ask for a new token of orders at 127.0.0.1');
    expect(stdout).toContain('leave it Inactive');
    expect(stdout).toContain('somebody else than you must approve before it may deactivate');
    expect(stdout).toMatch(new RegExp(`nightwarden rotate ${secret} --apply [0-9a-f]{64}`));
    expect(code).toBe(0);
    // What opens the bridge, to ask it.
    const values = lab.gateway.calls().filter(({ action }) => action === 'GetSecretValue');
    expect(values).toHaveLength(1);
    expect(new Set(bridge.asked.map((line) => line.split(' ')[0]))).toEqual(new Set(['list']));
  });

  it('has another plan where its last use is kept, the same each time, and is watched like a key', async () => {
    const none = await rehearsal('none', 'rotate', secret);
    const [one, two] = [await rehearsal('kept', 'rotate', secret), await rehearsal('kept', 'rotate', secret)];
    expect(one).toMatchObject({
      state: 'planned',
      plan: { credentialKind: 'third-party-token', key: id, approvals: ['delete'] },
    });
    expect(two.hash).toBe(one.hash);
    expect(none.hash).not.toBe(one.hash);
    expect(one.attended).toContain('its bridge tells of no use by whom it was');
    expect(bridge.asked).toContain(`use ${PRINCIPAL} ${id}`);
  });

  it('is not applied where no worker may open its bridge: its runbook is', async () => {
    const { hash } = await rehearsal('none', 'rotate', secret);
    const { code, stdout } = await run('none', 'rotate', secret, '--apply', hash ?? '');
    expect(stdout).toContain('the workers of this deployment do not reach 127.0.0.1');
    expect(stdout).toContain(`nightwarden rotate ${secret} --runbook`);
    expect(code).toBe(5);
  });

  it('that leaked is contained by deactivation, whose runbook works in a shell and shows no value', async () => {
    const { stdout } = await run('none', 'contain', secret, '--exposures', exposures);
    expect(stdout).toContain('there is no user to deny anything to');
    expect(stdout).toContain('orders is cut off until the successor is published to it');
    const { stdout: book } = await run('none', 'contain', secret, '--runbook', '--exposures', exposures);
    const lines = book.split('\n');
    const defined = lines.find((line) => line.startsWith('bridge() {')) ?? '';
    const quell = lines.find((line) => line === `bridge set-status ${id} Inactive`) ?? '';
    // AWS's own command line, as far as it is asked here.
    const { token, signingKey } = bridge;
    const opens = join(lab.folder, 'opens.json');
    await writeFile(opens, JSON.stringify({ token, signingKey }), { mode: 0o600 });
    const aws = `aws() { [ "$1 $2" = "secretsmanager get-secret-value" ] && cat '${opens}'; }`;
    const created = join(lab.folder, 'created.json');
    const create = `(umask 077; bridge create "by-hand.1" > '${created}')`;
    const script = [aws, defined, quell, 'bridge list', create, `bridge set-status ${id} Active`].join('\n');
    const PATH = `${dirname(process.execPath)}:${process.env.PATH}`;
    const shell = await promisify(execFile)('bash', ['--norc', '-euc', script], {
      env: { ...process.env, PATH },
    });
    told.push(shell.stdout, shell.stderr);
    expect(shell.stderr.trim().split('\n')).toEqual(['200', '200', '200', '200']);
    expect(shell.stdout).toContain(`"id":"${id}","status":"Inactive"`);
    expect(bridge.listed(PRINCIPAL)).toHaveLength(2);
    const [made = ''] = bridge.listed(PRINCIPAL).filter((line) => !line.startsWith(`${id} `));
    bridge.setStatus(PRINCIPAL, made.split(' ')[0] ?? '', 'Inactive');
  });

  it('is refused while a second one is there, which its owner takes away', async () => {
    const { code, stdout } = await run('none', 'rotate', secret);
    expect(stdout).toContain('so there is no slot for a new one; it is Inactive');
    expect(stdout).toContain('delete it at the third party');
    expect(code).toBe(5);
  });

  it.each`
    why                       | says
    ${'is down'}              | ${{ status: 503, body: 'NIGHTWARDENCANARY' }}
    ${'does not say what is'} | ${{ status: 200, body: { credentials: 'NIGHTWARDENCANARY' } }}
  `('is refused while its bridge $why, with what to do', async ({ says }) => {
    bridge.misdeed = { action: 'list', says };
    const { code, stdout } = await run('none', 'contain', secret, '--exposures', exposures);
    expect(stdout).toContain('could not be asked which credentials there are');
    expect(stdout).toContain('at once, at the third party itself: deactivate whatever the secret holds');
    expect(code).toBe(5);
  });

  it('is refused while its bridge does not tell of its use', async () => {
    bridge.misdeed = { action: 'use', says: { status: 500 } };
    const { code, stdout } = await run('kept', 'rotate', secret);
    expect(stdout).toContain(`did not tell when ${id} was last used`);
    expect(code).toBe(5);
  });

  it('has shown no value anywhere', () => {
    expect(told.join('')).not.toContain('NIGHTWARDENCANARY');
  });
});
