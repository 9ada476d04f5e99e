import {
  DescribeStateMachineCommand,
  ListStateMachinesCommand,
  ListTagsForResourceCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { stateMachines } from '../../../lib/sources/state-machines/index.ts';
import { sdkError } from '../../aws/sdk-errors.ts';
import { ACCOUNT, part } from '../files/export-builder.ts';
import { liveContext, MANIFEST } from '../live-context.ts';

const ARN = `arn:aws:states:eu-west-1:${ACCOUNT}:stateMachine:orders`;
const CANARY = 'NIGHTWARDENCANARY-hunter2-x9';
const PATH = '$.States.Call.Parameters.Headers.Authorization';

const asl = (parameters: object) =>
  JSON.stringify({
    StartAt: 'Call',
    States: {
      Call: { Type: 'Task', Resource: 'arn:aws:states:::http:invoke', Parameters: parameters, End: true },
    },
  });
const machine = (fields: object = {}) => ({
  stateMachineArn: ARN,
  name: 'orders',
  status: 'ACTIVE',
  roleArn: `arn:aws:iam::${ACCOUNT}:role/orders`,
  definition: asl({ Headers: { Authorization: `Bearer ${CANARY}` } }),
  ...fields,
});
const parse = (...items: readonly unknown[]) =>
  stateMachines.parse(part('state-machines.json', items), MANIFEST);
const rules = ['authorization-header', 'secret-named-value'];
const value = { redacted: true, length: CANARY.length + 7, rules };

describe('what is kept of a state machine', () => {
  it('are its names, its role, and where its definition shows a secret', async () => {
    const { definition } = machine();
    expect(await stateMachines.keep(machine())).toEqual({
      stateMachineArn: ARN,
      name: 'orders',
      roleArn: `arn:aws:iam::${ACCOUNT}:role/orders`,
      definition: { length: definition.length, found: [{ path: PATH, value }] },
    });
  });

  it.each`
    why                               | fields
    ${'in fields that nothing reads'} | ${{ description: CANARY, loggingConfiguration: { a: CANARY } }}
    ${'in a definition of no JSON'}   | ${{ definition: `{"password": "${CANARY}"` }}
    ${'in a definition of no text'}   | ${{ definition: { States: { password: CANARY } } }}
    ${'in a list as definition'}      | ${{ definition: [CANARY] }}
    ${'in what was kept before'}      | ${{ definition: { length: 3, found: [{ path: '$', value: { redacted: true, length: 1, rules: [CANARY], a: CANARY } }, CANARY, { path: { a: CANARY } }], a: CANARY, undecoded: CANARY } }}
    ${'in names that are no text'}    | ${{ name: { a: CANARY }, roleArn: [CANARY], tags: [{ key: 'a', value: { b: CANARY } }] }}
  `('is nothing that lies $why', async ({ fields }) => {
    expect(JSON.stringify(await stateMachines.keep(machine(fields)))).not.toContain('CANARY');
  });

  it('stays as it is when it is kept again', async () => {
    const once = await stateMachines.keep({ ...machine(), tags: [{ key: 'owner', value: 'shop' }] });
    expect(await stateMachines.keep(once as Record<string, unknown>)).toEqual(once);
  });

  it('finds a secret in a definition of 1 MB, and judges none of 10 MB', async () => {
    const padding = Object.fromEntries(
      Array.from({ length: 9_000 }, (_, at) => [`step${at}`, { Type: 'Pass', Comment: 'x'.repeat(70) }]),
    );
    const large = asl({ padding, password: CANARY });
    expect(await stateMachines.keep(machine({ definition: large }))).toMatchObject({
      definition: { found: [{ path: '$.States.Call.Parameters.password' }] },
    });
    const huge = await stateMachines.keep(machine({ definition: ' '.repeat(10_000_000) }));
    expect(huge).toMatchObject({ definition: { length: 10_000_000, undecoded: 'too-large' } });
    expect(parse(huge)).toMatchObject({
      workloads: [{ environment: { state: 'unread', missing: 'state-machines.json' } }],
      gaps: [{ scope: { subject: ARN, region: 'eu-west-1' }, facts: ['state-machines'] }],
    });
  });
});

describe('a state machine', () => {
  it('is a workload with its role, its tags and what its definition shows', async () => {
    const kept = await stateMachines.keep({ ...machine(), tags: [{ key: 'owner', value: 'shop' }] });
    expect(parse(kept)).toEqual({
      gaps: [],
      workloads: [
        {
          arn: ARN,
          type: 'AWS::StepFunctions::StateMachine',
          name: 'orders',
          region: 'eu-west-1',
          role: `arn:aws:iam::${ACCOUNT}:role/orders`,
          tags: { owner: 'shop' },
          environment: { state: 'read', variables: [{ name: PATH, length: value.length, rules }] },
        },
      ],
    });
  });

  it.each`
    why                            | fields                                   | reason
    ${'without a definition'}      | ${{ definition: undefined }}             | ${'[0].definition: expected object, got nothing'}
    ${'with a number for one'}     | ${{ definition: 17 }}                    | ${'[0].definition: expected object, got number'}
    ${'with another thing as ARN'} | ${{ stateMachineArn: 'arn:aws:s3:::x' }} | ${'[0].stateMachineArn: expected an ARN of states, got string'}
  `('$why is a gap, and never clean', async ({ fields, reason }) => {
    const { workloads, gaps } = parse(await stateMachines.keep(machine(fields)));
    expect(workloads).toEqual([]);
    expect(gaps).toMatchObject([{ reason: `state-machines.json: ${reason}`, facts: ['state-machines'] }]);
  });
});

describe('live', () => {
  const sfn = mockClient(SFNClient);
  const list = [{ stateMachineArn: ARN }, { stateMachineArn: `${ARN}-2` }] as never;
  beforeEach(() => {
    sfn.reset();
    sfn.on(ListStateMachinesCommand).resolves({ stateMachines: list });
    sfn
      .on(DescribeStateMachineCommand)
      .resolves(machine({ stateMachineArn: `${ARN}-2`, definition: asl({}) }) as never);
    sfn.on(DescribeStateMachineCommand, { stateMachineArn: ARN }).resolves(machine() as never);
    sfn.on(ListTagsForResourceCommand).resolves({ tags: [{ key: 'owner', value: 'shop' }] });
  });

  it('reads each, redacted, and tags only where something was found', async () => {
    const read = await stateMachines.read(liveContext());
    expect(read).toMatchObject({ status: 'complete', gaps: [] });
    expect(read.items).toMatchObject([
      { tags: [{ key: 'owner', value: 'shop' }] },
      { definition: { found: [] } },
    ]);
    expect(sfn.commandCalls(ListTagsForResourceCommand)).toHaveLength(1);
    expect(JSON.stringify(read)).not.toContain('CANARY');
  });

  it('tells one that was denied, and leaves out one that is gone', async () => {
    sfn.on(DescribeStateMachineCommand, { stateMachineArn: ARN }).rejects(sdkError('AccessDeniedException'));
    const denied = await stateMachines.read(liveContext());
    expect(denied).toMatchObject({
      status: 'partial',
      gaps: [{ scope: { subject: ARN }, missing: 'states:DescribeStateMachine' }],
    });
    sfn
      .on(DescribeStateMachineCommand, { stateMachineArn: ARN })
      .rejects(sdkError('StateMachineDoesNotExist'));
    expect(await stateMachines.read(liveContext())).toMatchObject({ gaps: [], items: [{}] });
  });

  it.each(['AccessDeniedException', 'UnrecognizedClientException'])(
    'tells a Region that answers %s, and reads the others',
    async (code) => {
      sfn.on(ListStateMachinesCommand).rejectsOnce(sdkError(code)).resolves({ stateMachines: [] });
      const read = await stateMachines.read(liveContext(['eu-west-1', 'us-east-1']));
      expect(read).toMatchObject({
        status: 'partial',
        items: [],
        gaps: [{ missing: 'states:ListStateMachines' }],
      });
      sfn.on(ListStateMachinesCommand).rejects(sdkError(code));
      expect(await stateMachines.read(liveContext())).toMatchObject({ status: 'unread' });
    },
  );
});
