import {
  AWSOrganizationsNotInUseException,
  DescribeOrganizationCommand,
  ListAccountsCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import {
  ExecutionAlreadyExists,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { awsClients } from '../../lib/aws/clients.ts';
import { activeIds, organizationsGateway } from '../../lib/aws/organizations.ts';
import { topic } from '../../lib/aws/sns.ts';
import { executionsGateway, namedStarts, wakeTask } from '../../lib/aws/stepfunctions.ts';
import { sdkError } from './sdk-errors.ts';

const sns = mockClient(SNSClient);
const sfn = mockClient(SFNClient);
const organizations = mockClient(OrganizationsClient);
const clients = awsClients({ budgets: {} });
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:told';
const MACHINE = 'arn:aws:states:eu-west-1:111122223333:stateMachine:Sweep';

beforeEach(() => {
  sns.reset();
  sfn.reset();
  organizations.reset();
});

describe('a message to a topic', () => {
  it('has a subject of at most a hundred characters', async () => {
    sns.on(PublishCommand).resolves({});
    await topic(clients, 'eu-west-1', TOPIC).send('s'.repeat(140), 'text');
    expect(sns.commandCalls(PublishCommand)[0]?.args[0].input).toEqual({
      TopicArn: TOPIC,
      Subject: 's'.repeat(100),
      Message: 'text',
    });
  });

  it.each(['AuthorizationError', 'KMSAccessDenied', 'NotFound'])(
    'that was not taken (%s) is an error',
    async (name) => {
      sns.on(PublishCommand).rejects(sdkError(name));
      await expect(topic(clients, 'eu-west-1', TOPIC).send('s', 't')).rejects.toMatchObject({ name });
    },
  );
});

describe('an execution', () => {
  const sweep = executionsGateway(clients, 'eu-west-1', MACHINE);

  it('is started under its name, by which the same start is not made twice', async () => {
    sfn.on(StartExecutionCommand).resolves({});
    await sweep.start('n'.repeat(90), { reason: 'event' });
    expect(sfn.commandCalls(StartExecutionCommand)[0]?.args[0].input).toEqual({
      stateMachineArn: MACHINE,
      name: 'n'.repeat(80),
      input: '{"reason":"event"}',
    });
  });

  it('of a name that there was is as good as started', async () => {
    sfn.on(StartExecutionCommand).rejects(new ExecutionAlreadyExists({ $metadata: {}, message: 'exists' }));
    await expect(sweep.start('n', {})).resolves.toBeUndefined();
  });

  it.each(['AccessDeniedException', 'StateMachineDoesNotExist', 'ExecutionLimitExceeded'])(
    'that was not started (%s) is an error',
    async (name) => {
      sfn.on(StartExecutionCommand).rejects(sdkError(name));
      await expect(sweep.start('n', {})).rejects.toMatchObject({ name });
    },
  );
});

describe('the accounts of an organisation', () => {
  const gateway = organizationsGateway(clients, 'eu-west-1');

  async function ids() {
    const found: unknown[] = [];
    for await (const page of gateway.accounts()) found.push(page.map(({ Id }) => Id));
    return found;
  }

  it('are listed to the last page, pages without any between', async () => {
    organizations
      .on(ListAccountsCommand, { MaxResults: 20 })
      .resolves({ Accounts: [{ Id: '1' }], NextToken: 'a' })
      .on(ListAccountsCommand, { MaxResults: 20, NextToken: 'a' })
      .resolves({ NextToken: 'b' })
      .on(ListAccountsCommand, { MaxResults: 20, NextToken: 'b' })
      .resolves({ Accounts: [{ Id: '2' }, { Id: '3' }] });
    expect(await ids()).toEqual([['1'], [], ['2', '3']]);
  });

  it('that could not all be listed are an error, never fewer accounts', async () => {
    organizations
      .on(ListAccountsCommand)
      .resolvesOnce({ Accounts: [{ Id: '1' }], NextToken: 'a' })
      .rejectsOnce(sdkError('AccessDeniedException'));
    await expect(ids()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it.each`
    why                                   | account                                                    | ids
    ${'is active by its state'}           | ${{ Id: '1', State: 'ACTIVE' }}                            | ${['1']}
    ${'is active by the retired status'}  | ${{ Id: '1', Status: 'ACTIVE' }}                           | ${['1']}
    ${'is being closed, whatever it was'} | ${{ Id: '1', State: 'PENDING_CLOSURE', Status: 'ACTIVE' }} | ${[]}
    ${'is suspended'}                     | ${{ Id: '1', State: 'SUSPENDED' }}                         | ${[]}
    ${'tells neither'}                    | ${{ Id: '1' }}                                             | ${[]}
    ${'has no id'}                        | ${{ State: 'ACTIVE' }}                                     | ${[]}
  `('an account that $why', ({ account, ids: expected }) => {
    expect(activeIds([account])).toEqual(expected);
  });

  it('an account that is in none has none, and an answer without one is an error', async () => {
    organizations
      .on(DescribeOrganizationCommand)
      .rejectsOnce(new AWSOrganizationsNotInUseException({ $metadata: {}, message: 'not in use' }))
      .resolvesOnce({ Organization: { Id: 'o-1' } })
      .resolvesOnce({})
      .rejectsOnce(sdkError('AccessDeniedException'));
    expect(await gateway.organization()).toBeNull();
    expect(await gateway.organization()).toEqual({ Id: 'o-1' });
    await expect(gateway.organization()).rejects.toThrow('holds no Organization');
    await expect(gateway.organization()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('an execution that is started by its name', () => {
  const starts = namedStarts(clients, 'eu-west-1');

  it('is running when AWS takes the name, also when it was running already', async () => {
    sfn.on(StartExecutionCommand).resolves({});
    expect(await starts.startNamed(MACHINE, 'r-2', { rotation: 'r' })).toBe('running');
    expect(sfn.commandCalls(StartExecutionCommand)[0]?.args[0].input).toEqual({
      stateMachineArn: MACHINE,
      name: 'r-2',
      input: '{"rotation":"r"}',
    });
  });

  it('is closed when the name was used', async () => {
    sfn.on(StartExecutionCommand).rejects(new ExecutionAlreadyExists({ message: 'closed', $metadata: {} }));
    expect(await starts.startNamed(MACHINE, 'r', { rotation: 'r' })).toBe('closed');
  });

  it('is refused under a name that would be cut off: it would be the name of another', async () => {
    await expect(starts.startNamed(MACHINE, 'r'.repeat(81), {})).rejects.toThrow('80 characters at most');
    expect(sfn.commandCalls(StartExecutionCommand)).toHaveLength(0);
  });

  it('is a failure when AWS refuses', async () => {
    sfn.on(StartExecutionCommand).rejects(new Error('AccessDenied'));
    await expect(starts.startNamed(MACHINE, 'r', {})).rejects.toThrow('AccessDenied');
  });
});

describe('an execution that waits with a token', () => {
  it('is woken with nothing: what was approved stands in the ledger', async () => {
    sfn.on(SendTaskSuccessCommand).resolves({});
    await wakeTask(clients, 'eu-west-1', 'token');
    expect(sfn.commandCalls(SendTaskSuccessCommand)[0]?.args[0].input).toEqual({
      taskToken: 'token',
      output: '{}',
    });
  });

  it.each([TaskTimedOut, TaskDoesNotExist])('that waits no longer is no failure: %o', async (fault) => {
    sfn.on(SendTaskSuccessCommand).rejects(new fault({ message: 'over', $metadata: {} }));
    await expect(wakeTask(clients, 'eu-west-1', 'token')).resolves.toBeUndefined();
  });

  it('is a failure when AWS refuses', async () => {
    sfn.on(SendTaskSuccessCommand).rejects(new Error('AccessDenied'));
    await expect(wakeTask(clients, 'eu-west-1', 'token')).rejects.toThrow('AccessDenied');
  });
});
