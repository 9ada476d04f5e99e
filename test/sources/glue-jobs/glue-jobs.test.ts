import { GetJobsCommand, GetTagsCommand, GlueClient } from '@aws-sdk/client-glue';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { glueJobs } from '../../../lib/sources/glue-jobs/index.ts';
import { sdkError } from '../../aws/sdk-errors.ts';
import { ACCOUNT, part } from '../files/export-builder.ts';
import { liveContext, MANIFEST } from '../live-context.ts';

const ARN = `arn:aws:glue:eu-west-1:${ACCOUNT}:job/lake`;
const CANARY = 'NIGHTWARDENCANARY-hunter2-x9';
const job = (fields: object = {}) => ({
  Name: 'lake',
  Region: 'eu-west-1',
  Role: `arn:aws:iam::${ACCOUNT}:role/glue`,
  Command: { Name: 'glueetl', ScriptLocation: `s3://jobs/${CANARY}.py` },
  DefaultArguments: { '--TempDir': 's3://lake/tmp/', '--db_password': CANARY },
  ...fields,
});
const parse = (...items: readonly unknown[]) => glueJobs.parse(part('glue-jobs.json', items), MANIFEST);
const found = { redacted: true, length: CANARY.length, rules: ['secret-named-value'] };

describe('what is kept of a job', () => {
  it('are its name, its role, and its arguments, redacted', async () => {
    expect(await glueJobs.keep(job({ NonOverridableArguments: { '--token': CANARY } }))).toEqual({
      Name: 'lake',
      Region: 'eu-west-1',
      Role: `arn:aws:iam::${ACCOUNT}:role/glue`,
      Command: {},
      DefaultArguments: { '--TempDir': { redacted: true, length: 14, rules: [] }, '--db_password': found },
      NonOverridableArguments: { '--token': found },
    });
  });

  it('are the places of a visual job that show a secret', async () => {
    const CodeGenConfigurationNodes = {
      'node-1': {
        JDBCConnectorSource: { Name: 'src', AdditionalOptions: { user: 'etl', password: CANARY } },
      },
    };
    const kept = await glueJobs.keep(job({ CodeGenConfigurationNodes }));
    const path = "$['node-1'].JDBCConnectorSource.AdditionalOptions.password";
    expect(kept).toMatchObject({ CodeGenConfigurationNodes: { found: [{ path, value: found }] } });
    expect(parse(kept).workloads?.[0]?.environment).toMatchObject({
      variables: [{}, {}, { name: `nodes ${path}` }],
    });
  });

  it.each`
    why                               | fields
    ${'in fields that nothing reads'} | ${{ Description: CANARY, Connections: { Connections: [CANARY] } }}
    ${'in place of the arguments'}    | ${{ DefaultArguments: CANARY, NonOverridableArguments: [CANARY] }}
    ${'in an argument of no text'}    | ${{ DefaultArguments: { a: { b: CANARY }, c: [CANARY] } }}
    ${'in place of the nodes'}        | ${{ CodeGenConfigurationNodes: [CANARY] }}
    ${'in names that are no text'}    | ${{ Name: { a: CANARY }, Role: [CANARY], Tags: { a: { b: CANARY } } }}
  `('is nothing that lies $why', async ({ fields }) => {
    expect(JSON.stringify(await glueJobs.keep(job(fields)))).not.toContain('CANARY');
  });

  it('stays as it is when it is kept again', async () => {
    const nodes = { a: { password: CANARY } };
    const once = await glueJobs.keep(job({ Tags: { owner: 'lake' }, CodeGenConfigurationNodes: nodes }));
    expect(await glueJobs.keep(once as Record<string, unknown>)).toEqual(once);
  });

  it('of many arguments takes no time to speak of', async () => {
    const DefaultArguments = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, at) => [`--a${at}`, 'x'.repeat(500)]),
    );
    expect(await glueJobs.keep(job({ DefaultArguments }))).toMatchObject({ Name: 'lake' });
  });
});

describe('a job', () => {
  it('is a workload, its ARN put together from its Region and the account', async () => {
    const kept = await glueJobs.keep(job({ Tags: { owner: 'lake' } }));
    expect(parse(kept)).toEqual({
      gaps: [],
      workloads: [
        {
          arn: ARN,
          type: 'AWS::Glue::Job',
          name: 'lake',
          region: 'eu-west-1',
          role: `arn:aws:iam::${ACCOUNT}:role/glue`,
          tags: { owner: 'lake' },
          environment: {
            state: 'read',
            variables: [
              { name: '--TempDir', length: 14, rules: [] },
              { name: '--db_password', length: CANARY.length, rules: ['secret-named-value'] },
            ],
          },
        },
      ],
    });
  });

  it.each`
    why                           | fields                                | reason
    ${'without a name'}           | ${{ Name: undefined }}                | ${'[0].Name: expected text, got nothing'}
    ${'without a Region'}         | ${{ Region: undefined }}              | ${'[0]: expected an Arn or a Region beside job lake, got neither'}
    ${'with text for arguments'}  | ${{ DefaultArguments: 'a' }}          | ${'[0].DefaultArguments: expected object, got string'}
    ${'with an argument as list'} | ${{ DefaultArguments: { a: ['b'] } }} | ${'[0].DefaultArguments.a: expected object, got array'}
  `('$why is a gap, and never clean', async ({ fields, reason }) => {
    const { workloads, gaps } = parse(await glueJobs.keep(job(fields)));
    expect(workloads).toEqual([]);
    expect(gaps).toMatchObject([{ reason: `glue-jobs.json: ${reason}`, facts: ['glue-jobs'] }]);
  });

  it('whose nodes are nested too deeply is told', async () => {
    let deep: object = { password: CANARY };
    for (let level = 0; level < 100; level += 1) deep = { deep };
    const kept = await glueJobs.keep(job({ CodeGenConfigurationNodes: deep }));
    expect(parse(kept).gaps).toMatchObject([{ scope: { subject: ARN }, facts: ['glue-jobs'] }]);
  });
});

describe('live', () => {
  const glue = mockClient(GlueClient);
  beforeEach(() => {
    glue.reset();
    glue
      .on(GetJobsCommand)
      .resolves({ Jobs: [job(), job({ Name: 'plain', DefaultArguments: {} })] as never });
    glue.on(GetTagsCommand).resolves({ Tags: { owner: 'lake' } });
  });

  it('reads each, redacted, and tags only where something was found', async () => {
    const read = await glueJobs.read(liveContext());
    expect(read).toMatchObject({
      status: 'complete',
      gaps: [],
      items: [{ Arn: ARN, Tags: { owner: 'lake' } }, {}],
    });
    expect(glue.commandCalls(GetTagsCommand).map(({ args }) => args[0].input)).toEqual([
      { ResourceArn: ARN },
    ]);
    expect(JSON.stringify(read)).not.toContain('CANARY');
  });

  it('tells tags that were denied, and leaves out those of a job that is gone', async () => {
    glue.on(GetTagsCommand).rejects(sdkError('AccessDeniedException'));
    expect(await glueJobs.read(liveContext())).toMatchObject({
      gaps: [{ scope: { subject: ARN }, missing: 'glue:GetTags' }],
      items: [{ Name: 'lake' }, { Name: 'plain' }],
    });
    glue.on(GetTagsCommand).rejects(sdkError('EntityNotFoundException'));
    expect(await glueJobs.read(liveContext())).toMatchObject({ gaps: [] });
  });

  it.each(['AccessDeniedException', 'UnrecognizedClientException'])(
    'tells a Region that answers %s, and reads the others',
    async (code) => {
      glue.on(GetJobsCommand).rejectsOnce(sdkError(code)).resolves({ Jobs: [] });
      const read = await glueJobs.read(liveContext(['eu-west-1', 'us-east-1']));
      expect(read).toMatchObject({ status: 'partial', items: [], gaps: [{ missing: 'glue:GetJobs' }] });
      glue.on(GetJobsCommand).rejects(sdkError(code));
      expect(await glueJobs.read(liveContext())).toMatchObject({ status: 'unread' });
    },
  );
});
