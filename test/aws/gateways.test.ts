import { AccountClient, ListRegionsCommand } from '@aws-sdk/client-account';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import {
  GenerateCredentialReportCommand,
  GetAccessKeyLastUsedCommand,
  GetAccountAuthorizationDetailsCommand,
  GetCredentialReportCommand,
  IAMClient,
  ListAccessKeysCommand,
} from '@aws-sdk/client-iam';
import { LambdaClient, ListFunctionsCommand, ListTagsCommand } from '@aws-sdk/client-lambda';
import {
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { PLAN_ACTIONS, READ_ACTIONS, SECRET_READING_ACTIONS } from '../../lib/aws/actions.ts';
import { awsClients } from '../../lib/aws/clients.ts';
import { gateways } from '../../lib/aws/gateways.ts';
import { plain } from '../../lib/aws/pages.ts';

const aws = gateways(awsClients({ budgets: {} }), 'eu-west-1');
const [iam, sts, account, secrets, lambda, trail] = [
  mockClient(IAMClient),
  mockClient(STSClient),
  mockClient(AccountClient),
  mockClient(SecretsManagerClient),
  mockClient(LambdaClient),
  mockClient(CloudTrailClient),
];

beforeEach(() => {
  for (const mock of [iam, sts, account, secrets, lambda, trail]) mock.reset();
});

async function all<T>(list: AsyncIterable<T>): Promise<readonly T[]> {
  const items: T[] = [];
  for await (const item of list) items.push(item);
  return items;
}

describe('IAM', () => {
  it('reads authorization details to the last page', async () => {
    iam
      .on(GetAccountAuthorizationDetailsCommand, { MaxItems: 1000 })
      .resolves({ IsTruncated: true, Marker: 'two', RoleDetailList: [] })
      .on(GetAccountAuthorizationDetailsCommand, { MaxItems: 1000, Marker: 'two' })
      .resolves({ IsTruncated: false, UserDetailList: [] });
    expect((await all(aws.iam.authorizationDetails())).map((page) => Object.keys(page))).toEqual([
      ['IsTruncated', 'Marker', 'RoleDetailList'],
      ['IsTruncated', 'UserDetailList'],
    ]);
  });

  it.each`
    why                                    | page                                      | message
    ${'is cut off and names no next page'} | ${{ IsTruncated: true }}                  | ${'cut off'}
    ${'names the same page for ever'}      | ${{ IsTruncated: true, Marker: 'again' }} | ${'same page twice'}
  `(
    'does not take a list for whole that $why',
    async ({ page, message }: { page: object; message: string }) => {
      iam.on(GetAccountAuthorizationDetailsCommand).resolves(page);
      await expect(all(aws.iam.authorizationDetails())).rejects.toThrow(message);
    },
  );

  it('reads all keys of a user', async () => {
    iam
      .on(ListAccessKeysCommand, { UserName: 'x' })
      .resolves({ IsTruncated: true, Marker: 'm', AccessKeyMetadata: [{ AccessKeyId: 'A' }] })
      .on(ListAccessKeysCommand, { UserName: 'x', Marker: 'm' })
      .resolves({ IsTruncated: false, AccessKeyMetadata: [{ AccessKeyId: 'B' }] });
    expect(await aws.iam.accessKeys('x')).toEqual([{ AccessKeyId: 'A' }, { AccessKeyId: 'B' }]);
  });

  it('tells a key that was never used from one of which AWS says nothing', async () => {
    iam
      .on(GetAccessKeyLastUsedCommand, { AccessKeyId: 'A' })
      .resolves({ AccessKeyLastUsed: { ServiceName: 'N/A', Region: 'N/A' } })
      .on(GetAccessKeyLastUsedCommand, { AccessKeyId: 'B' })
      .resolves({});
    expect(await aws.iam.accessKeyLastUsed('A')).toEqual({ ServiceName: 'N/A', Region: 'N/A' });
    await expect(aws.iam.accessKeyLastUsed('B')).rejects.toThrow('holds no AccessKeyLastUsed');
  });

  it.each`
    state           | told
    ${'COMPLETE'}   | ${'ready'}
    ${'STARTED'}    | ${'in progress'}
    ${'INPROGRESS'} | ${'in progress'}
  `(
    'a credential report that is $state is $told',
    async ({ state, told }: { state: 'COMPLETE'; told: string }) => {
      iam.on(GenerateCredentialReportCommand).resolves({ State: state });
      expect(await aws.iam.requestCredentialReport()).toBe(told);
    },
  );

  it('reads the credential report as text', async () => {
    const generatedAt = new Date('2026-11-22T01:00:00Z');
    iam
      .on(GetCredentialReportCommand)
      .resolvesOnce({ Content: new TextEncoder().encode('user,arn\n'), GeneratedTime: generatedAt })
      .resolves({});
    expect(await aws.iam.credentialReport()).toEqual({ csv: 'user,arn\n', generatedAt });
    await expect(aws.iam.credentialReport()).rejects.toThrow('without content');
  });
});

describe('Secrets Manager', () => {
  it('lists secrets to the last page, those scheduled for deletion too', async () => {
    secrets
      .on(ListSecretsCommand, { IncludePlannedDeletion: true })
      .resolves({ SecretList: [{ Name: 'a' }], NextToken: 't' })
      .on(ListSecretsCommand, { IncludePlannedDeletion: true, NextToken: 't' })
      .resolves({ SecretList: [{ Name: 'b' }] });
    expect(await all(aws.secrets('eu-west-1').secrets())).toEqual([[{ Name: 'a' }], [{ Name: 'b' }]]);
  });

  it('lists the versions of a secret', async () => {
    secrets
      .on(ListSecretVersionIdsCommand, { SecretId: 'arn' })
      .resolves({ Versions: [{ VersionId: '1' }], NextToken: 't' })
      .on(ListSecretVersionIdsCommand, { SecretId: 'arn', NextToken: 't' })
      .resolves({ Versions: [{ VersionId: '2' }] });
    expect(await aws.secrets('eu-west-1').versions('arn')).toEqual([{ VersionId: '1' }, { VersionId: '2' }]);
  });
});

describe('Lambda', () => {
  it('lists functions to the last page', async () => {
    lambda
      .on(ListFunctionsCommand)
      .resolves({ Functions: [{ FunctionName: 'a' }], NextMarker: 'm' })
      .on(ListFunctionsCommand, { Marker: 'm' })
      .resolves({ Functions: [{ FunctionName: 'b' }] });
    expect(await all(aws.functions('eu-west-1').functions())).toEqual([
      [{ FunctionName: 'a' }],
      [{ FunctionName: 'b' }],
    ]);
  });

  it('takes a function without tags for one without tags', async () => {
    lambda
      .on(ListTagsCommand)
      .resolvesOnce({ Tags: { owner: 'x' } })
      .resolves({});
    expect(await aws.functions('eu-west-1').tags('arn')).toEqual({ owner: 'x' });
    expect(await aws.functions('eu-west-1').tags('arn')).toEqual({});
  });
});

describe('CloudTrail', () => {
  it('looks events up by access key, a page at a time', async () => {
    const lookup = {
      LookupAttributes: [{ AttributeKey: 'AccessKeyId' as const, AttributeValue: 'AKIA' }],
      MaxResults: 50,
    };
    trail
      .on(LookupEventsCommand, lookup)
      .resolves({ Events: [{ CloudTrailEvent: '{}' }, {}], NextToken: 't' })
      .on(LookupEventsCommand, { ...lookup, NextToken: 't' })
      .resolves({});
    const gateway = aws.trail('eu-west-1');
    expect(await gateway.events('AKIA')).toEqual({ records: ['{}', undefined], next: 't' });
    expect(await gateway.events('AKIA', 't')).toEqual({ records: [], next: undefined });
  });
});

describe('the account', () => {
  it('names every Region and whether it is enabled', async () => {
    account
      .on(ListRegionsCommand)
      .resolves({
        Regions: [{ RegionName: 'us-east-1', RegionOptStatus: 'ENABLED_BY_DEFAULT' }],
        NextToken: 't',
      })
      .on(ListRegionsCommand, { NextToken: 't' })
      .resolves({
        Regions: [
          { RegionName: 'af-south-1', RegionOptStatus: 'ENABLED' },
          { RegionName: 'me-south-1', RegionOptStatus: 'DISABLED' },
          { RegionName: 'me-central-1', RegionOptStatus: 'ENABLING' },
        ],
      });
    expect((await aws.account.regions()).map(({ name, enabled }) => [name, enabled])).toEqual([
      ['us-east-1', true],
      ['af-south-1', true],
      ['me-south-1', false],
      ['me-central-1', false],
    ]);
  });

  it.each`
    arn                                              | partition
    ${'arn:aws:iam::123456789012:user/auditor'}      | ${'aws'}
    ${'arn:aws-cn:sts::123456789012:assumed-role/x'} | ${'aws-cn'}
  `('of $arn is in partition $partition', async ({ arn, partition }: { arn: string; partition: string }) => {
    sts.on(GetCallerIdentityCommand).resolves({ Account: '123456789012', Arn: arn });
    expect(await aws.sts.caller()).toEqual({ account: '123456789012', partition, arn });
  });

  it('is not believed without twelve digits', async () => {
    sts.on(GetCallerIdentityCommand).resolves({ Account: '12', Arn: 'arn:aws:iam::12:root' });
    await expect(aws.sts.caller()).rejects.toThrow('12-digit account');
  });
});

describe('the actions', () => {
  it('only read, and never a secret value but where that is said', () => {
    for (const action of [...READ_ACTIONS, ...PLAN_ACTIONS, ...SECRET_READING_ACTIONS])
      expect(action).toMatch(
        /^[a-z0-9-]+:(GET$|Get|List|Describe|BatchGet|Lookup|Generate(CredentialReport|ServiceLastAccessedDetails))/,
      );
    expect(READ_ACTIONS).not.toContain('secretsmanager:GetSecretValue');
    expect(READ_ACTIONS).not.toContain('lambda:ListFunctions');
    expect(new Set(READ_ACTIONS).size).toBe(READ_ACTIONS.length);
  });
});

it('an answer in plain form has ISO dates, no metadata and no undefined fields', () => {
  const answer = {
    $metadata: { requestId: 'x' },
    At: new Date(0),
    Nested: [{ At: new Date(1) }],
    None: undefined,
  };
  expect(plain(answer)).toEqual({
    At: '1970-01-01T00:00:00.000Z',
    Nested: [{ At: '1970-01-01T00:00:00.001Z' }],
  });
});
