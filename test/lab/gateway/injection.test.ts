import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IAMClient, ListAccessKeysCommand } from '@aws-sdk/client-iam';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { EnableSecurityHubCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type FaultRule, type Microburst, startMicroburst } from '../microburst.ts';
import type { Gateway } from './index.ts';
import { clientOf, control, startAlone } from './support.ts';

const HIT = '444455556666';
const SPARED = '777788889999';

describe('faults that microburst injects', () => {
  let folder: string;
  let gateway: Gateway;
  let microburst: Microburst;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nightwarden-microburst-'));
    gateway = await startAlone();
    microburst = await startMicroburst({ scratch: folder });
    await control(gateway.url, 'POST', 'injection', { url: microburst.url, account: HIT });
    await microburst.add(RULES);
  });
  afterAll(async () => {
    await gateway?.stop();
    await microburst?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const RULES: readonly FaultRule[] = [
    { service: 'iam', error: { code: 'Throttling', message: 'Rate exceeded' } },
    { service: 'secretsmanager', region: 'eu-west-1', error: { code: 'InternalServiceError' } },
    { service: 'secretsmanager', error: { code: 'ThrottlingException' } },
    { service: 'lambda', reset: true },
    { service: 'securityhub', sequence: { fail: 2, pass: 1 }, error: { code: 'TooManyRequestsException' } },
  ];
  const hub = (account: string) =>
    new SecurityHubClient(clientOf(gateway.url, account)).send(new EnableSecurityHubCommand({}));

  it.each`
    what                  | call                                                                                                        | told
    ${'a throttled call'} | ${() => new IAMClient(clientOf(gateway.url, HIT)).send(new ListAccessKeysCommand({ UserName: 'a' }))}       | ${{ name: 'Throttling', $metadata: { httpStatusCode: 400 } }}
    ${'one in JSON'}      | ${() => new SecretsManagerClient(clientOf(gateway.url, HIT)).send(new ListSecretsCommand({}))}              | ${{ name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } }}
    ${'one that broke'}   | ${() => new SecretsManagerClient(clientOf(gateway.url, HIT, 'eu-west-1')).send(new ListSecretsCommand({}))} | ${{ $metadata: { httpStatusCode: 500 } }}
    ${'one that was cut'} | ${() => new LambdaClient(clientOf(gateway.url, HIT)).send(new ListFunctionsCommand({}))}                    | ${{ code: 'ECONNRESET' }}
  `('reach the caller as AWS tells of $what', async ({ call, told }) => {
    await expect(call()).rejects.toMatchObject(told);
  });

  it('hit in their order, and let the others pass', async () => {
    await expect(hub(HIT)).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    await expect(hub(HIT)).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    await expect(hub(HIT)).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
  });

  it('spare every other account, of whose calls nothing is asked', async () => {
    const before = (await microburst.fired()).length;
    await expect(hub(SPARED)).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
    expect(await microburst.fired()).toHaveLength(before);
  });

  it('are on record at the gateway, a cut connection as one without a status', () => {
    const seen = gateway.calls().filter(({ accessKeyId }) => accessKeyId === HIT);
    expect(seen.map(({ service, status }) => `${service} ${status}`)).toEqual(
      expect.arrayContaining(['iam 400', 'secretsmanager 500', 'lambda 0', 'securityhub 200']),
    );
  });

  it('end with their control', async () => {
    await control(gateway.url, 'DELETE', 'injection');
    const before = (await microburst.fired()).length;
    await expect(hub(HIT)).rejects.toMatchObject({ name: 'ResourceConflictException' });
    expect(await microburst.fired()).toHaveLength(before);
  });

  it('are not silently left out when microburst is gone', async () => {
    const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    await control(gateway.url, 'POST', 'injection', { url: 'http://127.0.0.1:9', account: HIT });
    await expect(hub(HIT)).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
    expect(told).toHaveBeenCalledWith(expect.stringContaining('ECONNREFUSED'));
    told.mockRestore();
    await control(gateway.url, 'DELETE', 'injection');
  });
});
