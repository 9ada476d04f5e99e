import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { stacks } from '../../../lib/sources/stacks/index.ts';
import { sdkError } from '../../aws/sdk-errors.ts';
import { ACCOUNT, part } from '../files/export-builder.ts';
import { liveContext, MANIFEST } from '../live-context.ts';

const ID = `arn:aws:cloudformation:eu-west-1:${ACCOUNT}:stack/shop/8f14e45f-ceea-467a-9575-6d1a2b3c4d5e`;
const CANARY = 'canary-hunter2-x9';
const KEY_ID = ['AKIA', 'Q3EXAMPLE7CANARY'].join('');
const AWS_SECRET = 'k9Xw/Lq2ZtR7+vBn4Mc8YpHd6Js1GfAe5Tu3QiOo';

function stack(fields: object = {}) {
  return {
    StackId: ID,
    StackName: 'shop',
    Parameters: [{ ParameterKey: 'DbPassword', ParameterValue: CANARY }],
    Outputs: [{ OutputKey: 'Url', OutputValue: 'https://shop.example/' }],
    Tags: [{ Key: 'owner', Value: 'payments' }],
    ...fields,
  };
}

const parse = (...items: readonly unknown[]) => stacks.parse(part('stacks.json', items), MANIFEST);

async function variables(fields: object) {
  const { workloads = [], gaps } = parse(await stacks.keep(stack(fields)));
  expect(gaps).toEqual([]);
  const environment = workloads[0]?.environment;
  return environment?.state === 'read' ? environment.variables : undefined;
}

/** Rules by place. */
async function rules(fields: object) {
  const found = (await variables({ Parameters: [], Outputs: [], ...fields })) ?? [];
  return Object.fromEntries(found.map(({ name, rules }) => [name, rules]));
}

describe('what is kept of a stack', () => {
  it('are its names, its tags and redacted values', async () => {
    expect(await stacks.keep(stack({ RoleARN: `arn:aws:iam::${ACCOUNT}:role/deploy` }))).toEqual({
      StackId: ID,
      StackName: 'shop',
      RoleARN: `arn:aws:iam::${ACCOUNT}:role/deploy`,
      Parameters: [
        {
          ParameterKey: 'DbPassword',
          ParameterValue: { redacted: true, length: CANARY.length, rules: ['secret-named-value'] },
        },
      ],
      Outputs: [{ OutputKey: 'Url', OutputValue: { redacted: true, length: 21, rules: [] } }],
      Tags: [{ Key: 'owner', Value: 'payments' }],
    });
  });

  it.each`
    why                               | fields
    ${'in fields that nothing reads'} | ${{ Description: CANARY, StackStatusReason: CANARY, NotificationARNs: [CANARY], Outputs: [{ OutputKey: 'A', Description: CANARY, ExportName: CANARY }] }}
    ${'in place of a list'}           | ${{ Parameters: CANARY, Outputs: { a: CANARY }, Tags: CANARY }}
    ${'in place of an entry'}         | ${{ Parameters: [CANARY], Outputs: [[CANARY]], Tags: [CANARY] }}
    ${'in a value that is no text'}   | ${{ Parameters: [{ ParameterKey: 'A', ParameterValue: [CANARY], ResolvedValue: { a: CANARY } }] }}
    ${'in a name that is no text'}    | ${{ StackName: [CANARY], Parameters: [{ ParameterKey: { a: CANARY } }] }}
    ${'in what was resolved'}         | ${{ Parameters: [{ ParameterKey: 'A', ParameterValue: '/a', ResolvedValue: CANARY }] }}
  `('is nothing that lies $why', async ({ fields }) => {
    expect(JSON.stringify(await stacks.keep({ ...stack(), Parameters: [], ...fields }))).not.toContain(
      'canary',
    );
  });

  it('stays as it is when it is kept again', async () => {
    const once = await stacks.keep(stack());
    expect(await stacks.keep(once as Record<string, unknown>)).toEqual(once);
  });
});

describe('a stack', () => {
  it('is a workload that shows parameters and outputs by their names', async () => {
    const { workloads, gaps } = parse(await stacks.keep(stack()));
    expect(gaps).toEqual([]);
    expect(workloads).toEqual([
      {
        arn: ID,
        type: 'AWS::CloudFormation::Stack',
        name: 'shop',
        region: 'eu-west-1',
        tags: { owner: 'payments' },
        environment: {
          state: 'read',
          variables: [
            { name: 'parameter DbPassword', length: CANARY.length, rules: ['secret-named-value'] },
            { name: 'output Url', length: 21, rules: [] },
          ],
        },
      },
    ]);
  });

  it.each`
    why                            | value
    ${'NoEcho hid it'}             | ${'****'}
    ${'it refers to a secret'}     | ${'{{resolve:secretsmanager:prod/db:SecretString:password}}'}
    ${'it is the ARN of a secret'} | ${`arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:db-AbC123`}
    ${'it is the name of one'}     | ${'/prod/db/password'}
    ${'nothing was given'}         | ${''}
  `('has no credential in a password when $why', async ({ value }) => {
    const Parameters = [{ ParameterKey: 'DbPassword', ParameterValue: value }];
    const Outputs = [{ OutputKey: 'DbPassword', OutputValue: value }];
    expect(await rules({ Parameters, Outputs })).toEqual({
      'parameter DbPassword': [],
      'output DbPassword': [],
    });
  });

  it('has its outputs judged beside its parameters, and what a parameter resolved to', async () => {
    expect(
      await rules({
        Parameters: [
          { ParameterKey: 'Deployer', ParameterValue: KEY_ID },
          {
            ParameterKey: 'Token',
            ParameterValue: '/shop/token',
            ResolvedValue: `ghp_${'aB3dE6gH9j'.repeat(4).slice(0, 36)}`,
          },
        ],
        Outputs: [{ OutputKey: 'Second', OutputValue: AWS_SECRET }],
      }),
    ).toEqual({
      'parameter Deployer': [],
      'parameter Token': [],
      'parameter Token (resolved)': expect.arrayContaining(['github']),
      'output Second': ['aws-secret-access-key'],
    });
  });

  it.each`
    why                          | fields                                                                | reason
    ${'with a value of no text'} | ${{ Parameters: [{ ParameterKey: 'Password', ParameterValue: 17 }] }} | ${'[0].Parameters[0].ParameterValue: expected object, got number'}
    ${'with outputs of no list'} | ${{ Outputs: { Url: CANARY } }}                                       | ${'[0].Outputs: expected array, got object'}
    ${'with another ARN'}        | ${{ StackId: 'arn:aws:s3:::x' }}                                      | ${'[0].StackId: expected an ARN of cloudformation, got string'}
  `('$why is a gap, and never clean', async ({ fields, reason }) => {
    const { workloads, gaps } = parse(await stacks.keep(stack(fields)));
    expect(workloads).toEqual([]);
    expect(gaps).toMatchObject([{ reason: `stacks.json: ${reason}`, facts: ['stacks'], badInput: true }]);
  });

  it('whose values were not redacted is refused', () => {
    const { workloads, gaps } = parse(stack());
    expect(workloads).toEqual([]);
    expect(gaps).toMatchObject([{ scope: { account: ACCOUNT, subject: ID } }]);
    expect(JSON.stringify(gaps)).not.toContain('canary');
  });
});

describe('live', () => {
  const cloudformation = mockClient(CloudFormationClient);
  const answered = (fields: object = {}) => ({
    ...stack(fields),
    CreationTime: new Date(0),
    StackStatus: 'CREATE_COMPLETE' as const,
  });
  beforeEach(() => {
    cloudformation.reset();
  });

  it('reads every page of every Region, redacted', async () => {
    cloudformation
      .on(DescribeStacksCommand)
      .resolves({ Stacks: [answered()], NextToken: 't' })
      .on(DescribeStacksCommand, { NextToken: 't' })
      .resolves({ Stacks: [answered({ StackId: `${ID}-2` })] });
    const read = await stacks.read(liveContext(['eu-west-1', 'us-east-1']));
    expect(read).toMatchObject({ status: 'complete', gaps: [], origin: 'cloudformation:DescribeStacks' });
    expect(read.items).toHaveLength(4);
    expect(read.items[0]).toEqual(await stacks.keep(stack()));
    expect(JSON.stringify(read)).not.toContain('canary');
  });

  it('keeps what came before a page that was denied, and tells the rest', async () => {
    cloudformation
      .on(DescribeStacksCommand)
      .resolves({ Stacks: [answered()], NextToken: 't' })
      .on(DescribeStacksCommand, { NextToken: 't' })
      .rejects(sdkError('AccessDenied'));
    const read = await stacks.read(liveContext());
    expect(read.items).toHaveLength(1);
    expect(read).toMatchObject({
      status: 'partial',
      gaps: [
        {
          scope: { account: ACCOUNT, region: 'eu-west-1' },
          missing: 'cloudformation:DescribeStacks',
          facts: ['stacks'],
        },
      ],
    });
  });

  it('that was denied is unread', async () => {
    cloudformation.on(DescribeStacksCommand).rejects(sdkError('AccessDenied'));
    expect(await stacks.read(liveContext())).toMatchObject({ status: 'unread', items: [] });
  });
});
