import { beforeAll, describe, expect, it } from 'vitest';
import { type Ended, runSweep, sweepOf, type Workers } from './night/run.ts';
import { ACCOUNTS, calledFor, lightWorkers, READERS, REGIONS } from './night/workers.ts';

beforeAll(() => {
  // A task without a worker would call AWS: here it could not.
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  sweepOf('single');
  sweepOf('organisation');
});

const TASKS = [
  'Begin the night',
  'Open the account',
  'Read IAM',
  'Use of the keys in each Region: read',
  'Secrets of each Region: read',
  'Judge the account',
  'Publish what was found',
  'Add up the night',
] as const;

/** What Lambda, Step Functions and Node say of a call that failed. */
const FAULTS = [
  'Error',
  'States.Timeout',
  'Sandbox.Timedout',
  'TimeoutError',
  'Lambda.TooManyRequestsException',
  'Lambda.ServiceException',
  'Runtime.HandlerError',
  'ThrottlingException',
] as const;

const COMPLETE = {
  state: 'succeeded',
  output: { run: '2026-11-26', state: 'complete', assessed: 3, unread: 0, failedPercent: 0 },
};

function fault(name: string): Error {
  return Object.assign(new Error('a fault that was made'), { name });
}

/** Workers of which one fails: on the calls that `when` picks, by the number of its call for that account and Region. */
function failing(
  { workers }: ReturnType<typeof lightWorkers>,
  state: string,
  name: string,
  when: (call: number, account: string | undefined) => boolean,
): Workers {
  const counted = new Map<string, number>();
  return {
    ...workers,
    [state]: (input) => {
      const { account, region = '' } = input as { account?: string; region?: string };
      const key = `${account} ${region}`;
      const call = (counted.get(key) ?? 0) + 1;
      counted.set(key, call);
      if (when(call, account)) throw fault(name);
      return workers[state]?.(input);
    },
  };
}

const schedule = { reason: 'schedule' };

describe('the state machine of the template', () => {
  it('has the tasks that are tested here, and no other', () => {
    expect(sweepOf('single').tasks.toSorted()).toEqual([...TASKS, 'Read IAM only'].toSorted());
    expect(sweepOf('organisation').tasks.toSorted()).toEqual([...TASKS, 'Read IAM only'].toSorted());
  });

  it('runs with no task left to AWS', async () => {
    const { 'Judge the account': _, ...workers } = lightWorkers().workers;
    await expect(runSweep('single', schedule, workers)).rejects.toThrow('a worker for Judge the account');
  });

  it.each(['single', 'organisation'] as const)(
    '%s: reads, judges and publishes each account',
    async (deployment) => {
      const { workers, calls } = lightWorkers();
      expect(await runSweep(deployment, schedule, workers)).toEqual(COMPLETE);
      const inRegions = ACCOUNTS.flatMap((account) =>
        REGIONS.map((region) => `${account} ${region}`),
      ).toSorted();
      expect(calledFor(calls, 'Read IAM')).toEqual(ACCOUNTS);
      expect(calledFor(calls, 'Use of the keys in each Region: read')).toEqual(inRegions);
      expect(calledFor(calls, 'Secrets of each Region: read')).toEqual(inRegions);
      expect(calledFor(calls, 'Judge the account')).toEqual(ACCOUNTS);
      expect(calledFor(calls, 'Publish what was found')).toEqual(ACCOUNTS);
      expect(calledFor(calls, 'Read IAM only')).toEqual([]);
    },
  );

  it('asks for use of keys only when IAM has told which there are', async () => {
    const { workers, calls } = lightWorkers(['111111111111']);
    await runSweep('single', schedule, workers);
    const order = calls.map(({ state }) => state);
    expect(order.indexOf('Read IAM')).toBeLessThan(order.indexOf('Use of the keys in each Region: read'));
    expect(order.at(-1)).toBe('Add up the night');
  });
});

describe.each(TASKS)('%s', (task) => {
  it.each(FAULTS)('that fails once by %s is tried again, and the night is whole', async (name) => {
    const light = lightWorkers();
    expect(
      await runSweep(
        'single',
        schedule,
        failing(light, task, name, (call) => call === 1),
      ),
    ).toEqual(COMPLETE);
  });

  it('is not tried again when it is what people handed over that can not be used', async () => {
    let tried = 0;
    const light = lightWorkers(['111111111111']);
    const workers = failing(light, task, 'InputError', (call) => {
      tried = Math.max(tried, call);
      return true;
    });
    await runSweep('single', schedule, workers);
    expect(tried).toBe(1);
  });
});

const [BAD = '', ...GOOD] = ACCOUNTS;

describe('an account of which one worker fails for good', () => {
  const run = async (task: string): Promise<{ ended: Ended; light: ReturnType<typeof lightWorkers> }> => {
    const light = lightWorkers();
    const workers = failing(light, task, 'Runtime.HandlerError', (_, account) => account === BAD);
    return { ended: await runSweep('organisation', schedule, workers), light };
  };

  it.each(READERS)('%s: is judged by what was read, and published; so are all others', async (task) => {
    const { ended, light } = await run(task);
    expect(ended).toEqual(COMPLETE);
    expect(calledFor(light.calls, 'Judge the account')).toEqual(ACCOUNTS);
    expect(calledFor(light.calls, 'Publish what was found')).toEqual(ACCOUNTS);
  });

  it('Open the account: is judged all the same, by nothing, so that its gaps are told', async () => {
    const { ended, light } = await run('Open the account');
    expect(ended).toEqual(COMPLETE);
    expect(calledFor(light.calls, 'Read IAM')).toEqual(GOOD);
    expect(calledFor(light.calls, 'Judge the account')).toEqual(ACCOUNTS);
  });

  it('Judge the account: is unread, and nothing of it is published; all others are', async () => {
    const { ended, light } = await run('Judge the account');
    // A third of the accounts is more than the fifth that is tolerated: the night counts as failed when all is done.
    expect(ended).toEqual({ state: 'failed', error: 'TooManyAccountsFailed' });
    expect(calledFor(light.calls, 'Publish what was found')).toEqual(GOOD);
    expect(calledFor(light.calls, 'Add up the night')).toHaveLength(1);
    expect(await light.state.run('2026-11-26')).toMatchObject({ state: 'incomplete' });
  });

  it('Publish what was found: keeps its findings for the next night; all others are published', async () => {
    const { ended, light } = await run('Publish what was found');
    expect(ended).toMatchObject({
      state: 'succeeded',
      output: { state: 'incomplete', assessed: 3, unread: 0 },
    });
    expect(calledFor(light.calls, 'Publish what was found')).toEqual(GOOD);
  });

  it('of few enough accounts does not fail the night', async () => {
    const accounts = Array.from({ length: 10 }, (_, at) => String(at).padStart(12, '1'));
    const light = lightWorkers(accounts);
    const workers = failing(light, 'Judge the account', 'Error', (_, account) => account === accounts[4]);
    expect(await runSweep('organisation', schedule, workers)).toMatchObject({
      state: 'succeeded',
      output: { state: 'incomplete', assessed: 9, unread: 1, failedPercent: 10 },
    });
  });
});

describe('a night that can not go on', () => {
  it.each(['Begin the night', 'Add up the night'])('%s: fails, by its own error', async (task) => {
    const light = lightWorkers();
    expect(
      await runSweep(
        'single',
        schedule,
        failing(light, task, 'Runtime.HandlerError', () => true),
      ),
    ).toEqual({
      state: 'failed',
      error: 'Runtime.HandlerError',
    });
  });

  it('run again does what is left, as the same night', async () => {
    const light = lightWorkers();
    await runSweep(
      'single',
      schedule,
      failing(light, 'Add up the night', 'Error', () => true),
    );
    expect(await runSweep('single', schedule, light.workers)).toEqual(COMPLETE);
    expect(await light.state.recent(10)).toHaveLength(1);
  });
});

describe('an account that can not be reached', () => {
  it('is judged without being read, and nothing of it is published when nothing was read', async () => {
    const light = lightWorkers();
    const closed: Workers = {
      ...light.workers,
      'Open the account': async (input) => {
        const opened = (await light.workers['Open the account']?.(input)) as { account: string };
        return opened.account === BAD ? { ...opened, readable: [], state: 'closed' } : opened;
      },
      'Judge the account': async (input) => {
        const told = (await light.workers['Judge the account']?.(input)) as { account: string };
        return told.account === BAD ? { ...told, state: 'unread' } : told;
      },
    };
    await runSweep('organisation', schedule, closed);
    expect(calledFor(light.calls, 'Read IAM')).toEqual(GOOD);
    expect(calledFor(light.calls, 'Judge the account')).toEqual(ACCOUNTS);
    expect(calledFor(light.calls, 'Publish what was found')).toEqual(GOOD);
  });
});

describe('a run that an event asked for', () => {
  const event = { reason: 'event', reach: 'iam', run: '2026-11-26T04-00-00Z-e', accounts: [BAD] };

  it('reads IAM of that account, and nothing else', async () => {
    const { workers, calls } = lightWorkers();
    expect(await runSweep('single', event, workers)).toMatchObject({ state: 'succeeded' });
    expect(calledFor(calls, 'Read IAM only')).toEqual([BAD]);
    for (const reader of READERS) expect(calledFor(calls, reader)).toEqual([]);
    expect(calledFor(calls, 'Publish what was found')).toEqual([BAD]);
  });

  it('judges it even when IAM could not be read', async () => {
    const light = lightWorkers();
    await runSweep(
      'single',
      event,
      failing(light, 'Read IAM only', 'Error', () => true),
    );
    expect(calledFor(light.calls, 'Judge the account')).toEqual([BAD]);
  });
});

describe('the errors that a state machine waits for', () => {
  it('are the ones that test/meta knows to be thrown', () => {
    const named = [...sweepOf('single').states.values()].flatMap(({ Retry = [], Catch = [] }) =>
      [...Retry, ...Catch].flatMap(({ ErrorEquals }) => ErrorEquals),
    );
    expect([...new Set(named)].toSorted()).toEqual([
      'InputError',
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
      'Lambda.ServiceException',
      'Lambda.TooManyRequestsException',
      'Sandbox.Timedout',
      'States.ALL',
      'States.Timeout',
      'TimeoutError',
    ]);
  });
});
