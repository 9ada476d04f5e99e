import {
  DescribeParametersCommand,
  GetParametersCommand,
  ListTagsForResourceCommand,
  type Parameter,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { parameters } from '../../../lib/sources/parameters/index.ts';
import { sdkError } from '../../aws/sdk-errors.ts';
import { ACCOUNT, live as anExport, part } from '../files/export-builder.ts';
import { liveContext } from '../live-context.ts';

const CANARY = 'C4nary-k9Q2vZx7LmTp';
const KEY_ID = 'AKIAEXAMPLEEXAMPLE01';
const { manifest } = anExport();

type Fields = Readonly<Record<string, unknown>>;

function parameterArn(name: string, region = 'eu-west-1'): string {
  return `arn:aws:ssm:${region}:${ACCOUNT}:parameter/${name.replace(/^\//, '')}`;
}

function aParameter(Name: string, Value?: unknown, fields: Fields = {}): Fields {
  return {
    Name,
    ARN: parameterArn(Name),
    Type: 'String',
    ...(Value === undefined ? {} : { Value }),
    Version: 3,
    LastModifiedDate: '2026-01-01T10:00:00+00:00',
    DataType: 'text',
    ...fields,
  };
}

async function parsed(...items: readonly Fields[]) {
  const kept = await Promise.all(items.map((item) => parameters.keep(item)));
  return parameters.parse(part('parameters.json', kept), manifest);
}

describe('what is kept of a parameter', () => {
  it('is its name and its value without the value', async () => {
    const kept = await parameters.keep(
      aParameter('/shop/db/password', CANARY, {
        Description: CANARY,
        SourceResult: CANARY,
        Selector: CANARY,
      }),
    );
    expect(kept).toEqual({
      Name: '/shop/db/password',
      ARN: parameterArn('/shop/db/password'),
      Type: 'String',
      Value: { redacted: true, length: CANARY.length, rules: ['secret-named-value'] },
    });
    expect(await parameters.keep(kept as Fields)).toEqual(kept);
  });

  it('is no value of a SecureString, decrypted or not', async () => {
    const kept = await parameters.keep(aParameter('/shop/db/password', CANARY, { Type: 'SecureString' }));
    expect(kept).not.toHaveProperty('Value');
    expect(JSON.stringify(kept)).not.toContain(CANARY);
  });

  it.each([[[CANARY]], [{ text: CANARY }], [{ redacted: true, text: CANARY }]])(
    'is nothing of a value of a wrong kind',
    async (value) => {
      const kept = await parameters.keep(aParameter('/shop/db/password', value, { Tags: CANARY }));
      expect(JSON.stringify(kept)).not.toContain(CANARY);
    },
  );
});

describe('what lies in the open in a parameter', () => {
  const URL_WITH_PASSWORD = `postgres://app:${CANARY}@db.internal/shop`;
  it.each`
    why                                         | name                            | value                                                                   | rules
    ${'a password by its name'}                 | ${'/shop/db/password'}          | ${CANARY}                                                               | ${['secret-named-value']}
    ${'a password under a folder of that name'} | ${'/shop/db-password/main'}     | ${CANARY}                                                               | ${['secret-named-value']}
    ${'a token in a name without a path'}       | ${'shop.api.token'}             | ${CANARY}                                                               | ${['secret-named-value']}
    ${'a password at the end of a long name'}   | ${`/${'a/'.repeat(200)}db/pwd`} | ${CANARY}                                                               | ${['secret-named-value']}
    ${'a password in a URL'}                    | ${'/shop/db'}                   | ${URL_WITH_PASSWORD}                                                    | ${['url-password']}
    ${'a password in JSON'}                     | ${'/shop/db'}                   | ${JSON.stringify({ user: 'app', password: CANARY })}                    | ${['secret-named-value']}
    ${'no key id alone'}                        | ${'/ci/aws_access_key_id'}      | ${KEY_ID}                                                               | ${[]}
    ${'nothing under a folder of secrets'}      | ${'/prod/secrets/ui/build'}     | ${'2026.11.03-1a2b3c4d'}                                                | ${[]}
    ${'no placeholder'}                         | ${'/shop/db/password'}          | ${'changeme'}                                                           | ${[]}
    ${'no reference to a secret'}               | ${'/shop/db/password'}          | ${'{{resolve:secretsmanager:shop/db}}'}                                 | ${[]}
    ${'no ARN of a secret'}                     | ${'/shop/db/secret'}            | ${'arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-AbC12'} | ${[]}
    ${'no name of another parameter'}           | ${'/shop/db/password'}          | ${'/prod/shop/db/password'}                                             | ${[]}
    ${'no image'}                               | ${'/shop/ami'}                  | ${'ami-0123456789abcdef0'}                                              | ${[]}
    ${'no UUID'}                                | ${'/shop/tenant'}               | ${'8f14e45f-ceea-467a-9575-6d1a2b3c4d5e'}                               | ${[]}
    ${'no hash'}                                | ${'/shop/artifact/sha256'}      | ${'9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'}   | ${[]}
    ${'no public key'}                          | ${'/shop/deploy-key'}           | ${'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7'}                           | ${[]}
    ${'no setting of tokens'}                   | ${'/shop/token/ttl-seconds'}    | ${'86400'}                                                              | ${[]}
  `('is $why', async ({ name, value, rules }: { name: string; value: string; rules: readonly string[] }) => {
    const { workloads, gaps } = await parsed(aParameter(name, value));
    expect(gaps).toEqual([]);
    expect(workloads).toMatchObject([{ name, environment: { state: 'read', variables: [{ name, rules }] } }]);
  });

  it('is told with its name, Region and tags', async () => {
    const tagged = aParameter('/ci/key', KEY_ID, { Tags: [{ Key: 'owner', Value: 'ana@example.com' }] });
    expect((await parsed(tagged)).workloads).toEqual([
      {
        arn: parameterArn('/ci/key'),
        type: 'AWS::SSM::Parameter',
        name: '/ci/key',
        region: 'eu-west-1',
        tags: { owner: 'ana@example.com' },
        environment: {
          state: 'read',
          variables: [{ name: '/ci/key', length: 20, rules: [], keyId: KEY_ID }],
        },
      },
    ]);
  });

  it('is nothing of a SecureString, and neither is it unread', async () => {
    const secure = aParameter('/shop/db/password', CANARY, { Type: 'SecureString' });
    const { workloads, gaps } = await parsed(secure);
    expect(workloads).toMatchObject([{ environment: { state: 'read', variables: [] } }]);
    expect(gaps).toEqual([]);
  });

  it("is nothing of AWS's own parameters", async () => {
    const ARN = 'arn:aws:ssm:eu-west-1::parameter/aws/service/ami/latest';
    expect(await parsed(aParameter('/aws/service/ami/latest', 'ami-1', { ARN }))).toEqual({
      workloads: [],
      gaps: [],
    });
  });
});

describe('parameters.json', () => {
  it('without values is one gap, told with their number, and no parameter is clean', async () => {
    const { workloads, gaps } = await parsed(
      aParameter('/a'),
      aParameter('/b', 'x'),
      aParameter('/c', undefined, { Type: 'StringList' }),
      aParameter('/d', undefined, { Type: 'SecureString' }),
    );
    expect(workloads?.map(({ environment }) => environment.state)).toEqual([
      'unread',
      'read',
      'unread',
      'read',
    ]);
    expect(gaps).toMatchObject([
      {
        missing: 'parameters.json',
        facts: ['parameters'],
        reason: 'parameters.json: 2 of 4 parameters without a value, as describe-parameters writes them',
        remedy: expect.stringContaining('aws ssm get-parameters'),
      },
    ]);
    expect(gaps[0]?.badInput).toBeUndefined();
  });

  it.each`
    why                           | item                                                   | reason
    ${'a value that is no text'}  | ${aParameter('/a', [CANARY])}                          | ${'[0].Value: expected object, got array'}
    ${'a type that nobody knows'} | ${aParameter('/a', CANARY, { Type: 'Text' })}          | ${'[0].Type: expected String or StringList or SecureString, got string'}
    ${'no ARN'}                   | ${{ Name: '/a', Type: 'String', Value: CANARY }}       | ${'[0].ARN: expected text, got nothing'}
    ${'an ARN of something else'} | ${aParameter('/a', CANARY, { ARN: 'arn:aws:s3:::a' })} | ${'[0].ARN: expected an ARN of ssm, got string'}
    ${'tags that are text'}       | ${aParameter('/a', CANARY, { Tags: CANARY })}          | ${'[0].Tags: expected array, got string'}
  `('with $why is a gap and no clean parameter', async ({ item, reason }) => {
    const { workloads, gaps } = await parsed(item);
    expect(workloads).toEqual([]);
    expect(gaps).toMatchObject([{ missing: 'parameters.json', facts: ['parameters'], badInput: true }]);
    expect(gaps[0]?.reason).toContain(reason);
    expect(JSON.stringify(gaps)).not.toContain(CANARY);
  });

  it('with two versions of a parameter uses the first, and says so', async () => {
    const { workloads, gaps } = await parsed(aParameter('/a', 'one'), aParameter('/a', 'three'));
    expect(workloads).toHaveLength(1);
    expect(gaps).toMatchObject([{ scope: { subject: parameterArn('/a') } }]);
  });
});

describe('parameters of an account', () => {
  const ssm = mockClient(SSMClient);
  beforeEach(() => ssm.reset());
  const read = (regions = ['eu-west-1']) => parameters.read(liveContext(regions));
  const holds = (values: Readonly<Record<string, string>>) => {
    const names = Object.keys(values);
    ssm
      .on(DescribeParametersCommand)
      .resolves({ Parameters: names.map((Name) => ({ Name, ARN: parameterArn(Name), Type: 'String' })) });
    ssm.on(GetParametersCommand).callsFake(({ Names }: { Names: readonly string[] }) => ({
      Parameters: Names.map((name) => aParameter(name, values[name]) as Parameter),
    }));
    ssm.on(ListTagsForResourceCommand).resolves({ TagList: [{ Key: 'owner', Value: 'ana' }] });
  };

  it('are read redacted, ten at a time, with tags where something was found', async () => {
    const plainOnes = Array.from({ length: 20 }, (_, i) => [`/shop/size-${i}`, 'small'] as const);
    holds({ '/shop/db/password': CANARY, ...Object.fromEntries(plainOnes) });
    const { status, items, gaps } = await read();
    expect({ status, gaps }).toEqual({ status: 'complete', gaps: [] });
    expect(items).toHaveLength(21);
    expect(items[0]).toEqual({
      Name: '/shop/db/password',
      ARN: parameterArn('/shop/db/password'),
      Type: 'String',
      Value: { redacted: true, length: CANARY.length, rules: ['secret-named-value'] },
      Tags: [{ Key: 'owner', Value: 'ana' }],
    });
    expect(ssm.commandCalls(GetParametersCommand)).toHaveLength(3);
    expect(ssm.commandCalls(ListTagsForResourceCommand)).toHaveLength(1);
    expect(JSON.stringify(items)).not.toContain(CANARY);
    const collected = await Promise.all(items.map((item) => parameters.keep(item as Fields)));
    expect(collected).toEqual(items);
  });

  it('that may not be listed are a gap of their Region, and other Regions are read', async () => {
    ssm.on(DescribeParametersCommand).rejectsOnce(sdkError('AccessDeniedException')).resolves({});
    const { status, gaps } = await read(['eu-west-1', 'us-east-1']);
    expect(status).toBe('partial');
    expect(gaps).toMatchObject([
      { scope: { region: 'eu-west-1' }, missing: 'ssm:DescribeParameters', facts: ['parameters'] },
    ]);
  });

  it('whose values may not be read are a gap that counts them, and none is clean', async () => {
    holds({ '/a': 'x', '/b': 'y' });
    ssm.on(GetParametersCommand).rejects(sdkError('AccessDeniedException'));
    const { status, items, gaps } = await read();
    expect({ status, items }).toEqual({ status: 'partial', items: [] });
    expect(gaps).toMatchObject([
      { missing: 'ssm:GetParameters', reason: expect.stringContaining('2 of 2 parameters were not read') },
    ]);
  });

  it('of which one is denied are read but for that one', async () => {
    holds({ '/a': 'x', '/b': 'y' });
    ssm
      .on(GetParametersCommand)
      .callsFake(({ Names }: { Names: readonly string[] }) =>
        Names.includes('/a')
          ? Promise.reject(sdkError('AccessDeniedException'))
          : { Parameters: Names.map((name) => aParameter(name, 'y')) },
      );
    const { items, gaps } = await read();
    expect(items).toMatchObject([{ Name: '/b' }]);
    expect(gaps).toMatchObject([{ scope: { subject: parameterArn('/a') }, missing: 'ssm:GetParameters' }]);
  });

  it('whose tags may not be read are still found', async () => {
    holds({ '/shop/db/password': CANARY });
    ssm.on(ListTagsForResourceCommand).rejects(sdkError('AccessDeniedException'));
    const { items, gaps } = await read();
    expect(items).toHaveLength(1);
    expect(gaps).toMatchObject([
      { scope: { subject: parameterArn('/shop/db/password') }, missing: 'ssm:ListTagsForResource' },
    ]);
  });

  it('that were encrypted since they were listed are kept without their values', async () => {
    holds({ '/shop/db/password': CANARY });
    ssm.on(GetParametersCommand).resolves({
      Parameters: [aParameter('/shop/db/password', CANARY, { Type: 'SecureString' })],
    });
    const { items } = await read();
    expect(items).toEqual([
      { Name: '/shop/db/password', ARN: parameterArn('/shop/db/password'), Type: 'SecureString' },
    ]);
  });
});
