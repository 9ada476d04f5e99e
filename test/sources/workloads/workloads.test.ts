import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../../lib/core/model/policy.ts';
import type { Workload } from '../../../lib/core/model/workload.ts';
import { enrich } from '../../../lib/core/trust/enrich.ts';
import { plaintextCredentials } from '../../../lib/sources/parse/plaintext.ts';
import { eachOnce } from '../../../lib/sources/parse/same-workload.ts';
import { userData } from '../../../lib/sources/user-data/index.ts';
import { workloads } from '../../../lib/sources/workloads/index.ts';
import { sdkError } from '../../aws/sdk-errors.ts';
import { aRole, aRoleSession, aSnapshot, FUNCTION } from '../../core/detectors/build.ts';
import { ACCOUNT, part } from '../files/export-builder.ts';
import { liveContext, MANIFEST } from '../live-context.ts';

const CANARY = 'canary-hunter2-x9';
const MACHINE = `arn:aws:states:eu-west-1:${ACCOUNT}:stateMachine:orders`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/worker`;
const item = { arn: MACHINE, type: 'AWS::StepFunctions::StateMachine', roleArn: ROLE };

const PROFILE = `arn:aws:iam::${ACCOUNT}:instance-profile/workers`;
const INSTANCE = `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-0123456789abcdef0`;

async function parsed(...items: readonly object[]) {
  const kept = await Promise.all(items.map((each) => workloads.keep(each as Record<string, unknown>)));
  expect(JSON.stringify(kept)).not.toContain('canary');
  return workloads.parse(part('workloads.json', kept), MANIFEST, KNOWN);
}

const KNOWN = {
  users: new Map(),
  profiles: new Map([[PROFILE, ROLE]]),
  authorization: part('account-authorization-details.json'),
};

describe('what runs with a role', () => {
  it('is a workload of any type, of which nothing but the role is known', async () => {
    const { workloads: found = [], gaps } = await parsed({ ...item, environment: CANARY });
    expect(gaps).toEqual([]);
    expect(found).toEqual([
      {
        arn: MACHINE,
        type: 'AWS::StepFunctions::StateMachine',
        name: 'orders',
        region: 'eu-west-1',
        role: ROLE,
        tags: {},
        environment: { state: 'not-asked' },
      },
    ]);
    expect(plaintextCredentials(found, ACCOUNT)).toEqual([]);
  });

  it.each`
    change                         | reason
    ${{ arn: 'orders' }}           | ${'[0].arn: expected an ARN, got string'}
    ${{ type: 'a state machine' }} | ${'[0].type: expected the name of a CloudFormation type, got string'}
    ${{ roleArn: { a: CANARY } }}  | ${'[0].roleArn: expected text, got object'}
    ${{ roleArn: undefined }}      | ${'[0].roleArn: expected text, got nothing'}
  `('with $change is a gap', async ({ change, reason }) => {
    const { workloads: found, gaps } = await parsed({ ...item, ...change });
    expect(found).toEqual([]);
    expect(gaps).toMatchObject([{ reason: `workloads.json: ${reason}`, badInput: true }]);
  });

  it('holds the sessions of its role, once', async () => {
    const role = aRole();
    const known = {
      arn: FUNCTION,
      type: 'AWS::Lambda::Function',
      name: 'checkout',
      region: 'eu-west-1',
      role: role.arn,
      tags: {},
      environment: { state: 'read', variables: [] },
    } as const;
    const listed = (await parsed(item, { ...item, arn: FUNCTION, type: known.type })).workloads ?? [];
    const snapshot = aSnapshot({
      credentials: [aRoleSession(role)],
      principals: [role],
      workloads: eachOnce([...listed, known]),
    });
    const [subject] = enrich(snapshot, DEFAULT_POLICY).subjects;
    expect(
      subject?.dependents.flatMap(({ role: as, name, evidence }) =>
        as === 'holder' ? [[name, evidence]] : [],
      ),
    ).toEqual([
      [FUNCTION, 'execution role'],
      [MACHINE, 'execution role'],
    ]);
  });

  it('has the role that its instance profile gives it, and its tags', async () => {
    const tags = [{ Key: 'owner', Value: 'payments', Note: CANARY }];
    const { workloads: found, gaps } = await parsed(
      { arn: INSTANCE, type: 'AWS::EC2::Instance', instanceProfileArn: PROFILE, tags },
      { arn: `${INSTANCE}1`, type: 'AWS::EC2::Instance', instanceProfileArn: `${PROFILE}-of-no-role` },
    );
    expect(gaps).toEqual([]);
    expect(found).toMatchObject([
      { arn: INSTANCE, name: 'i-0123456789abcdef0', role: ROLE, tags: { owner: 'payments' } },
    ]);
  });
});

describe('a workload that is told twice', () => {
  const listed = { ...read('read'), role: ROLE, environment: { state: 'not-asked' } } as const;

  function read(state: 'read'): Workload {
    return {
      arn: INSTANCE,
      type: 'AWS::EC2::Instance',
      name: 'i-0123456789abcdef0',
      region: 'eu-west-1',
      tags: { owner: 'payments' },
      environment: { state, variables: [] },
    };
  }

  it.each`
    why                                  | given                                                 | once
    ${'gets its role from the list'}     | ${[listed, read('read')]}                             | ${[{ ...read('read'), role: ROLE }]}
    ${'is one when both tell the role'}  | ${[{ ...read('read'), role: ROLE }, listed]}          | ${[{ ...read('read'), role: ROLE }]}
    ${'stays two when it has two roles'} | ${[{ ...read('read'), role: `${ROLE}2` }, listed]}    | ${[{ ...read('read'), role: `${ROLE}2` }, listed]}
    ${'is not mixed up with another'}    | ${[{ ...read('read'), arn: `${INSTANCE}1` }, listed]} | ${[{ ...read('read'), arn: `${INSTANCE}1` }, listed]}
  `('$why', ({ given, once }) => expect(eachOnce(given)).toEqual(once));
});

describe('instances with a profile, read live', () => {
  const ec2 = mockClient(EC2Client);
  const listing = (...ids: readonly string[]) => ({
    Reservations: [
      {
        Instances: ids.map((InstanceId) => ({ InstanceId, IamInstanceProfile: { Arn: PROFILE } })),
      },
      { Instances: [{ InstanceId: 'i-0b' }] },
    ],
  });
  beforeEach(() => ec2.reset());

  it('are workloads of every Region and page', async () => {
    ec2.on(DescribeInstancesCommand).resolves(listing('i-0c'));
    ec2
      .on(DescribeInstancesCommand, { NextToken: undefined })
      .resolvesOnce({ ...listing('i-0123456789abcdef0'), NextToken: 'more' });
    const { items, status } = await workloads.read(liveContext());
    expect(status).toBe('complete');
    expect(items).toEqual([
      { arn: INSTANCE, type: 'AWS::EC2::Instance', instanceProfileArn: PROFILE },
      { arn: INSTANCE.replace(/i-.*/, 'i-0c'), type: 'AWS::EC2::Instance', instanceProfileArn: PROFILE },
    ]);
  });

  it('are listed once for their user data too', async () => {
    ec2.on(DescribeInstancesCommand).resolves({});
    const live = liveContext();
    await Promise.all([workloads.read(live), userData.read(live)]);
    expect(ec2.commandCalls(DescribeInstancesCommand)).toHaveLength(1);
  });

  it('are not read, and nothing counts as read, where AWS denies it', async () => {
    ec2.on(DescribeInstancesCommand).rejects(sdkError('UnauthorizedOperation'));
    expect(await workloads.read(liveContext())).toMatchObject({
      items: [],
      status: 'unread',
      gaps: [{ missing: 'ec2:DescribeInstances', scope: { region: 'eu-west-1' }, facts: ['workload-roles'] }],
    });
  });
});
