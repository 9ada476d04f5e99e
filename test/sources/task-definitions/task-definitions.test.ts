import {
  DescribeTaskDefinitionCommand,
  ECSClient,
  ListTaskDefinitionFamiliesCommand,
} from '@aws-sdk/client-ecs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { taskDefinitions } from '../../../lib/sources/task-definitions/index.ts';
import { sdkError } from '../../aws/sdk-errors.ts';
import { ACCOUNT, part } from '../files/export-builder.ts';
import { liveContext, MANIFEST } from '../live-context.ts';

const ARN = `arn:aws:ecs:eu-west-1:${ACCOUNT}:task-definition/web:7`;
const CANARY = 'canary-hunter2-x9';
/** Made of no words, as tokens are. */
const TOKEN = 'canary9f2Kq7Lm4Xz8Tn3';

const redacted = (length: number, rules: readonly string[] = [], more: object = {}) => ({
  redacted: true,
  length,
  rules,
  ...more,
});
const PASSWORD = redacted(CANARY.length, ['secret-named-value']);

function definition(fields: object = {}) {
  return {
    taskDefinition: {
      taskDefinitionArn: ARN,
      family: 'web',
      taskRoleArn: `arn:aws:iam::${ACCOUNT}:role/web`,
      containerDefinitions: [
        {
          name: 'app',
          environment: [
            { name: 'DB_PASSWORD', value: CANARY },
            { name: 'LEVEL', value: 'info' },
          ],
        },
      ],
      ...fields,
    },
    tags: [{ key: 'owner', value: 'payments' }],
  };
}

const parse = (...items: readonly unknown[]) =>
  taskDefinitions.parse(part('task-definitions.json', items), MANIFEST);

describe('what is kept of a task definition', () => {
  it('are names, roles, tags and redacted values', async () => {
    expect(await taskDefinitions.keep(definition())).toEqual({
      taskDefinition: {
        taskDefinitionArn: ARN,
        family: 'web',
        taskRoleArn: `arn:aws:iam::${ACCOUNT}:role/web`,
        containerDefinitions: [
          {
            name: 'app',
            environment: [
              { name: 'DB_PASSWORD', value: PASSWORD },
              { name: 'LEVEL', value: redacted(4) },
            ],
          },
        ],
      },
      tags: [{ key: 'owner', value: 'payments' }],
    });
  });

  it.each`
    why                                   | item
    ${'in fields that nothing reads'}     | ${{ ...definition({ volumes: [{ name: CANARY }], containerDefinitions: [{ name: 'a', command: [CANARY], dockerLabels: { a: CANARY }, secrets: [{ name: 'A', valueFrom: CANARY }], logConfiguration: { options: { token: CANARY } } }] }), a: CANARY }}
    ${'beside a value'}                   | ${definition({ containerDefinitions: [{ name: 'a', environment: [{ name: 'A', value: 'b', more: CANARY }] }] })}
    ${'in place of the containers'}       | ${definition({ containerDefinitions: CANARY })}
    ${'in place of a container'}          | ${definition({ containerDefinitions: [CANARY, [CANARY]] })}
    ${'in place of an environment'}       | ${definition({ containerDefinitions: [{ name: 'a', environment: { A: CANARY } }] })}
    ${'in place of a variable'}           | ${definition({ containerDefinitions: [{ name: 'a', environment: [CANARY] }] })}
    ${'in a value that is no text'}       | ${definition({ containerDefinitions: [{ name: 'a', environment: [{ name: 'A', value: { b: CANARY } }] }] })}
    ${'in names that are no text'}        | ${definition({ family: { a: CANARY }, taskDefinitionArn: [CANARY], containerDefinitions: [{ name: { a: CANARY } }] })}
    ${'in the rules of a redacted value'} | ${definition({ containerDefinitions: [{ name: 'a', environment: [{ name: 'A', value: { ...PASSWORD, rules: [CANARY], a: CANARY } }] }] })}
    ${'beside the tags'}                  | ${{ ...definition(), tags: [{ key: 'a', value: { b: CANARY }, more: CANARY }, [CANARY]] }}
  `('is nothing that lies $why', async ({ item }) => {
    expect(JSON.stringify(await taskDefinitions.keep(item))).not.toContain('canary');
  });

  it('stays as it is when it is kept again', async () => {
    const once = await taskDefinitions.keep(definition());
    expect(await taskDefinitions.keep(once as Record<string, unknown>)).toEqual(once);
  });

  it('is the same of a definition without its wrapping', async () => {
    const { taskDefinition, tags } = definition();
    expect(await taskDefinitions.keep({ ...taskDefinition, tags })).toEqual(
      await taskDefinitions.keep(definition()),
    );
    expect(taskDefinitions.arn(definition())).toBe(ARN);
    expect(taskDefinitions.arn({ ...taskDefinition })).toBe(ARN);
  });

  it('judges each container by itself and a name that stands twice each time', async () => {
    const kept = await taskDefinitions.keep(
      definition({
        containerDefinitions: [
          {
            name: 'a',
            environment: [
              { name: 'PASSWORD', value: CANARY },
              { name: 'PASSWORD', value: '' },
            ],
          },
        ],
      }),
    );
    expect(kept).toMatchObject({
      taskDefinition: {
        containerDefinitions: [{ environment: [{ value: PASSWORD }, { value: redacted(0) }] }],
      },
    });
  });
});

describe('a task definition', () => {
  it('is a workload with its role, its tags and what its environment shows', async () => {
    const { workloads, gaps } = parse(await taskDefinitions.keep(definition()));
    expect(gaps).toEqual([]);
    expect(workloads).toEqual([
      {
        arn: ARN,
        type: 'AWS::ECS::TaskDefinition',
        name: 'web',
        region: 'eu-west-1',
        role: `arn:aws:iam::${ACCOUNT}:role/web`,
        tags: { owner: 'payments' },
        environment: {
          state: 'read',
          variables: [
            { name: 'DB_PASSWORD', length: CANARY.length, rules: ['secret-named-value'] },
            { name: 'LEVEL', length: 4, rules: [] },
          ],
        },
      },
    ]);
  });

  it('shows what lies in its commands, labels and log options, by path', async () => {
    const kept = await taskDefinitions.keep(
      definition({
        containerDefinitions: [
          {
            name: 'app',
            command: ['serve', '--db-password', CANARY],
            dockerLabels: { 'com.example.apiKey': TOKEN, team: 'payments' },
            healthCheck: { command: ['CMD-SHELL', `curl -u probe:${CANARY} http://localhost/`] },
            logConfiguration: {
              logDriver: 'splunk',
              options: { 'splunk-token': TOKEN, 'splunk-url': 'https://splunk.example' },
              secretOptions: [
                { name: 'splunk-token', valueFrom: `arn:aws:ssm:eu-west-1:${ACCOUNT}:parameter/t` },
              ],
            },
          },
        ],
      }),
    );
    expect(JSON.stringify(kept)).not.toContain('canary');
    expect(await taskDefinitions.keep(kept as Record<string, unknown>)).toEqual(kept);
    expect(parse(kept)).toMatchObject({
      gaps: [],
      workloads: [
        {
          environment: {
            variables: [
              { name: '$.command[2]' },
              { name: "$.dockerLabels['com.example.apiKey']" },
              { name: '$.healthCheck.command[1]', rules: ['command-line-password'] },
              { name: "$.logConfiguration.options['splunk-token']" },
            ],
          },
        },
      ],
    });
  });

  it('names the container where there are several', async () => {
    const environment = [{ name: 'A', value: 'b' }];
    const kept = await taskDefinitions.keep(
      definition({
        containerDefinitions: [
          { name: 'app', environment },
          { name: 'proxy', environment },
        ],
      }),
    );
    expect(parse(kept).workloads).toMatchObject([
      { environment: { variables: [{ name: 'app/A' }, { name: 'proxy/A' }] } },
    ]);
  });

  it.each`
    why                             | fields                                                                                       | reason
    ${'without containers'}         | ${{ containerDefinitions: undefined }}                                                       | ${'[0].taskDefinition.containerDefinitions: expected array, got nothing'}
    ${'with another thing as ARN'}  | ${{ taskDefinitionArn: 'arn:aws:s3:::x' }}                                                   | ${'[0].taskDefinition.taskDefinitionArn: expected an ARN of ecs, got string'}
    ${'with a value of no text'}    | ${{ containerDefinitions: [{ name: 'a', environment: [{ name: 'PASSWORD', value: 17 }] }] }} | ${'[0].taskDefinition.containerDefinitions[0].environment[0].value: expected object, got number'}
    ${'with a variable of no kind'} | ${{ containerDefinitions: [{ name: 'a', environment: ['A=b'] }] }}                           | ${'[0].taskDefinition.containerDefinitions[0].environment[0]: expected object, got string'}
  `('$why is a gap, and never clean', async ({ fields, reason }) => {
    const { workloads, gaps } = parse(await taskDefinitions.keep(definition(fields)));
    expect(workloads).toEqual([]);
    expect(gaps).toMatchObject([
      { reason: `task-definitions.json: ${reason}`, facts: ['task-definitions'], badInput: true },
    ]);
    expect(JSON.stringify(gaps)).not.toContain('canary');
  });

  it('whose values were not redacted is refused', () => {
    const { workloads, gaps } = parse(definition());
    expect(workloads).toEqual([]);
    expect(gaps).toMatchObject([{ scope: { account: ACCOUNT, subject: ARN } }]);
    expect(JSON.stringify(gaps)).not.toContain('canary');
  });

  it('that stands twice and differs is told', async () => {
    const first = await taskDefinitions.keep(definition());
    const second = await taskDefinitions.keep(definition({ containerDefinitions: [] }));
    const { workloads, gaps } = parse(first, first, second);
    expect(workloads).toHaveLength(1);
    expect(gaps).toMatchObject([{ scope: { subject: ARN } }]);
  });
});

describe('live', () => {
  const ecs = mockClient(ECSClient);
  beforeEach(() => {
    ecs.reset();
    ecs.on(ListTaskDefinitionFamiliesCommand).resolves({ families: ['web', 'job'] });
  });

  it('reads each family of each Region, redacted', async () => {
    ecs.on(DescribeTaskDefinitionCommand).resolves(definition());
    const read = await taskDefinitions.read(liveContext(['eu-west-1', 'us-east-1']));
    expect(read).toMatchObject({ status: 'complete', gaps: [], origin: 'ecs:ListTaskDefinitionFamilies' });
    expect(read.items).toHaveLength(4);
    expect(read.items[0]).toEqual(await taskDefinitions.keep(definition()));
    expect(JSON.stringify(read)).not.toContain('canary');
  });

  it('tells a family that was denied by what any of its revisions is called', async () => {
    ecs
      .on(DescribeTaskDefinitionCommand)
      .resolves(definition())
      .on(DescribeTaskDefinitionCommand, { taskDefinition: 'job', include: ['TAGS'] })
      .rejects(sdkError('AccessDeniedException'));
    const read = await taskDefinitions.read(liveContext());
    expect(read).toMatchObject({ status: 'partial', items: [{ taskDefinition: { family: 'web' } }] });
    expect(read.gaps).toMatchObject([
      {
        scope: { region: 'eu-west-1', subject: `arn:aws:ecs:eu-west-1:${ACCOUNT}:task-definition/job` },
        missing: 'ecs:DescribeTaskDefinition',
        facts: ['task-definitions'],
      },
    ]);
  });

  it('tells a Region that refuses, and reads the others', async () => {
    ecs
      .on(ListTaskDefinitionFamiliesCommand)
      .rejectsOnce(sdkError('AccessDeniedException'))
      .resolves({ families: [] });
    const read = await taskDefinitions.read(liveContext(['eu-west-1', 'us-east-1']));
    expect(read).toMatchObject({ status: 'partial', items: [] });
    expect(read.gaps).toMatchObject([{ missing: 'ecs:ListTaskDefinitionFamilies' }]);
  });

  it('that was denied everywhere is unread', async () => {
    ecs.on(ListTaskDefinitionFamiliesCommand).rejects(sdkError('AccessDeniedException'));
    expect(await taskDefinitions.read(liveContext())).toMatchObject({ status: 'unread', items: [] });
  });
});
