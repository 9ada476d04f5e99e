import { AccountClient, ListRegionsCommand } from '@aws-sdk/client-account';
import { IAMClient, ListAccessKeysCommand } from '@aws-sdk/client-iam';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { EnableSecurityHubCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Gateway } from './index.ts';
import { clientOf, control, startAlone } from './support.ts';

describe('faults on demand', () => {
  let gateway: Gateway;
  beforeEach(async () => {
    gateway = await startAlone();
  });
  afterEach(async () => gateway.stop());

  const calls: Readonly<Record<string, (region?: string) => Promise<unknown>>> = {
    'iam:ListAccessKeys': () =>
      new IAMClient(clientOf(gateway.url)).send(new ListAccessKeysCommand({ UserName: 'a' })),
    'secretsmanager:ListSecrets': (region) =>
      new SecretsManagerClient(clientOf(gateway.url, undefined, region)).send(new ListSecretsCommand({})),
    'lambda:ListFunctions': (region) =>
      new LambdaClient(clientOf(gateway.url, undefined, region)).send(new ListFunctionsCommand({})),
    'securityhub:EnableSecurityHub': (region) =>
      new SecurityHubClient(clientOf(gateway.url, undefined, region)).send(new EnableSecurityHubCommand({})),
    'sts:GetCallerIdentity': (region) =>
      new STSClient(clientOf(gateway.url, undefined, region)).send(new GetCallerIdentityCommand({})),
  };

  it.each`
    action                             | denied                     | throttled                     | off
    ${'iam:ListAccessKeys'}            | ${'AccessDenied'}          | ${'Throttling'}               | ${'InvalidClientTokenId'}
    ${'sts:GetCallerIdentity'}         | ${'AccessDenied'}          | ${'Throttling'}               | ${'InvalidClientTokenId'}
    ${'secretsmanager:ListSecrets'}    | ${'AccessDeniedException'} | ${'ThrottlingException'}      | ${'UnrecognizedClientException'}
    ${'lambda:ListFunctions'}          | ${'AccessDeniedException'} | ${'TooManyRequestsException'} | ${'UnrecognizedClientException'}
    ${'securityhub:EnableSecurityHub'} | ${'AccessDeniedException'} | ${'TooManyRequestsException'} | ${'UnrecognizedClientException'}
  `(
    '$action is refused, throttled and off in its own protocol',
    async ({ action, denied, throttled, off }) => {
      await control(gateway.url, 'POST', 'deny', { action });
      await expect(calls[action]!()).rejects.toMatchObject({
        name: denied,
        message: expect.stringContaining(`not authorized to perform: ${action}`),
      });
      await control(gateway.url, 'DELETE', 'deny');
      await control(gateway.url, 'POST', 'throttle', { action, times: 1 });
      await expect(calls[action]!()).rejects.toMatchObject({ name: throttled });
      await control(gateway.url, 'POST', 'region-off', { region: 'us-east-1' });
      await expect(calls[action]!()).rejects.toMatchObject({
        name: off,
        message: 'The security token included in the request is invalid.',
      });
    },
  );

  it('a denial may hold for one Region only', async () => {
    const action = 'securityhub:EnableSecurityHub';
    await control(gateway.url, 'POST', 'deny', { action, region: 'eu-west-1' });
    await expect(calls[action]!('eu-west-1')).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(calls[action]!('eu-west-2')).resolves.toBeDefined();
  });

  it('only the chosen Regions are enabled', async () => {
    await control(gateway.url, 'POST', 'regions', { enabled: ['us-east-1', 'af-south-1'] });
    const account = new AccountClient(clientOf(gateway.url));
    const { Regions } = await account.send(
      new ListRegionsCommand({ RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT'] }),
    );
    expect(Regions).toEqual([
      { RegionName: 'us-east-1', RegionOptStatus: 'ENABLED_BY_DEFAULT' },
      { RegionName: 'af-south-1', RegionOptStatus: 'ENABLED' },
    ]);
  });

  it('tells the calls that it saw, and forgets them', async () => {
    await calls['securityhub:EnableSecurityHub']!('eu-west-2');
    const seen = [
      {
        service: 'securityhub',
        action: 'EnableSecurityHub',
        region: 'eu-west-2',
        accessKeyId: '111122223333',
        status: 200,
      },
    ];
    expect(gateway.calls()).toEqual(seen);
    expect(await control(gateway.url, 'GET', 'calls')).toEqual(seen);
    gateway.resetCalls();
    expect(gateway.calls()).toEqual([]);
  });

  it.each`
    why                  | method    | name          | body
    ${'unknown control'} | ${'POST'} | ${'nonsense'} | ${{}}
    ${'unknown field'}   | ${'POST'} | ${'backdate'} | ${{ userNam: 'x' }}
    ${'impossible date'} | ${'POST'} | ${'backdate'} | ${{ userName: 'x', createdAt: 'tomorrow' }}
    ${'unknown Region'}  | ${'POST'} | ${'regions'}  | ${{ enabled: ['moon-1'] }}
    ${'no action'}       | ${'POST'} | ${'throttle'} | ${{ action: 'iam', times: 1 }}
  `('refuses a control with $why', async ({ method, name, body }) => {
    await expect(control(gateway.url, method, name, body)).rejects.toThrow(/^40[04] /);
  });
});
