import {
  CloudFormationClient,
  CreateStackCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { awsClients } from '../../../lib/aws/clients.ts';
import { dynamoTable } from '../../../lib/aws/dynamodb.ts';
import type { AccountOutcome, Run } from '../../../lib/core/nights/run.ts';
import { type Status, statusText } from '../../../lib/core/nights/status.ts';
import { openPlan } from '../../../lib/core/rotation/plan-status.ts';
import { begin } from '../../../lib/core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../../lib/core/rotation/tables.ts';
import type { NightState } from '../../../lib/ports/night-state.ts';
import { stateTable } from '../../../lib/usecases/night/state-table.ts';
import { statusOf } from '../../../lib/usecases/night/status.ts';
import { summarise } from '../../../lib/usecases/night/summarise.ts';
import { nightwarden, offline } from '../../bin/run.ts';
import { control } from '../../lab/gateway/support.ts';
import { type Lab, labClient, labEnvironment, startLab } from '../../lab/lab.ts';
import { LAB_SECRET } from '../../lab/ministack.ts';
import { ROTATE } from '../../prove/scenarios.ts';
import { memoryState, memoryStore } from './memory.ts';

const ACCOUNT = '111122223333';
const now = () => new Date('2026-11-26T03:20:00.000Z');
const begun: Run = {
  id: '2026-11-26',
  reason: 'schedule',
  startedAt: '2026-11-26T03:00:00.000Z',
  accounts: 1,
  state: 'running',
};

function outcome(facts: Partial<AccountOutcome> = {}): AccountOutcome {
  return {
    account: ACCOUNT,
    at: begun.startedAt,
    state: 'assessed',
    findings: { informational: 0, low: 0, medium: 0, high: 2, critical: 0 },
    gaps: 1,
    new: 2,
    gone: 0,
    worse: 0,
    hubOff: ['us-east-1'],
    problems: [],
    published: false,
    ...facts,
  };
}

/** A night that was begun, and added up when it is said so. */
async function night(state: NightState, isEnded = true) {
  await state.begin(begun);
  await state.told(begun.id, outcome());
  if (isEnded) await summarise(begun.id, [ACCOUNT], { store: memoryStore(), state, now });
}

describe('the status of a deployment', () => {
  let state: NightState;
  beforeEach(() => {
    state = memoryState();
  });

  it('is what its last night came to', async () => {
    await night(state);
    const status = await statusOf(state, now);
    expect(status).toMatchObject({
      last: { run: { id: begun.id, state: 'incomplete' }, assessed: 1, gaps: 1, new: 2 },
      nights: [{ id: begun.id }],
    });
    expect(status.last?.hubOff).toEqual([{ account: ACCOUNT, regions: ['us-east-1'] }]);
  });

  it('while a night runs is what its accounts told so far', async () => {
    await night(state, false);
    await state.told(begun.id, outcome({ account: '444455556666', state: 'unread' }));
    const { last, next } = await statusOf(state, now);
    expect(last).toMatchObject({ assessed: 1, unread: ['444455556666'], run: { state: 'running' } });
    expect(next).toEqual(['it is still running: ask again later']);
  });

  it('before the first run says how to start one', async () => {
    await expect(statusOf(state, now)).rejects.toThrow(
      /no run yet: start one with aws stepfunctions start-execution/,
    );
  });
});

describe('the status before the first night', () => {
  const plan = openPlan(begin(PROTOCOL_TABLES, 'r-1', ROTATE, 1, 0));
  it.each`
    why                         | plans     | unreadablePlans
    ${'a plan that is open'}    | ${[plan]} | ${[]}
    ${'a plan nobody can read'} | ${[]}     | ${['r-2']}
  `('tells of $why, and how to start one', async ({ plans, unreadablePlans }) => {
    const told = await statusOf(memoryState(), now, { plans, unreadablePlans });
    expect(told).toMatchObject({ last: null, nights: [] });
    const status = { schema: 'nightwarden.status/1', table: 'T', region: 'eu-west-1', ...told } as const;
    expect(statusText(status)).toBe(
      `Nightwarden · no run yet · table T in eu-west-1\n\nNext\n  ${told.next[0]}\n`,
    );
    expect(told.next[0]).toMatch(/^there was no run yet: start one with/);
  });
});

describe('nightwarden status', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab();
    const client = new CloudFormationClient(labClient(lab));
    const Table = {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'nights',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      },
    };
    const template = { Resources: { Table }, Outputs: { StateTable: { Value: { Ref: 'Table' } } } };
    await client.send(
      new CreateStackCommand({ StackName: 'Nightwarden', TemplateBody: JSON.stringify(template) }),
    );
    await waitUntilStackCreateComplete({ client, maxWaitTime: 60 }, { StackName: 'Nightwarden' });
    client.destroy();
  });
  afterAll(async () => lab?.stop());

  const status = (...words: string[]) => nightwarden(['status', ...words], labEnvironment(lab, offline()));

  it('before the first run is an exit of 3, and says what to do', async () => {
    const { code, stdout, stderr } = await status();
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('there was no run yet: start one with');
  });

  it('finds the table by the stack, and tells the last night', async () => {
    process.env.AWS_ENDPOINT_URL_DYNAMODB = lab.endpoint;
    const credentials = { accessKeyId: lab.account, secretAccessKey: LAB_SECRET };
    const clients = awsClients({ budgets: { dynamodb: 1000 }, credentials: async () => credentials });
    await night(stateTable(dynamoTable(clients, 'us-east-1', 'nights'), { runsUntil: () => 4_000_000_000 }));
    delete process.env.AWS_ENDPOINT_URL_DYNAMODB;
    const { code, stdout } = await status();
    expect(code).toBe(0);
    expect(stdout).toContain('Nightwarden · 2026-11-26 · INCOMPLETE · table nights in us-east-1');
    expect(stdout).toContain('1 account judged: 2 high');
    expect(stdout).toContain('Security Hub is not enabled in 1 account');
    const json = JSON.parse((await status('--table', 'nights', '--format', 'json')).stdout) as Status;
    expect(json).toMatchObject({ schema: 'nightwarden.status/1', last: { new: 2, gaps: 1 } });
  });

  it.each`
    why                      | words                       | code | told
    ${'no such stack'}       | ${['--stack', 'Elsewhere']} | ${2} | ${/no deployment found: expected a stack Elsewhere .* npx cdk deploy/}
    ${'no such table'}       | ${['--table', 'elsewhere']} | ${2} | ${/--table "elsewhere": no such table in us-east-1/}
    ${'the id of a plan'}    | ${['plan-1']}               | ${2} | ${/"plan-1": no such plan: nightwarden status lists/}
    ${'waiting for nothing'} | ${['--wait']}               | ${2} | ${/--wait and --runbook: expected the id of a plan/}
    ${'a format that is no'} | ${['--format', 'csv']}      | ${2} | ${/Allowed choices are table, json/}
  `('$why is an exit of $code, and says what to do', async ({ words, code, told }) => {
    const ended = await status(...(words as string[]));
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).toMatch(told as RegExp);
  });

  it('without the right to read is an exit of 3 that names the right', async () => {
    await control(lab.endpoint, 'POST', 'deny', { action: 'cloudformation:DescribeStacks' });
    const { code, stderr } = await status();
    expect(code).toBe(3);
    expect(stderr).toMatch(
      /stack Nightwarden could not be read: access denied.*grant cloudformation:DescribeStacks to whoever asks/,
    );
  });
});
