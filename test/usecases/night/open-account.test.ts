import { beforeEach, describe, expect, it } from 'vitest';
import type { SourceGap } from '../../../lib/core/model/gap.ts';
import type { Part } from '../../../lib/ports/account-export.ts';
import { readJson } from '../../../lib/usecases/night/json.ts';
import { ACCOUNT_PART, GLOBAL_PLACE, partKey } from '../../../lib/usecases/night/layout.ts';
import { type Asked, openAccount } from '../../../lib/usecases/night/open-account.ts';
import { sdkError } from '../../aws/sdk-errors.ts';
import { type MemoryStore, memoryStore } from './memory.ts';

const ACCOUNT = '111122223333';
const REGIONS = [
  { name: 'us-east-1', enabled: true, status: 'ENABLED_BY_DEFAULT' },
  { name: 'eu-west-1', enabled: true, status: 'ENABLED' },
  { name: 'me-south-1', enabled: false, status: 'DISABLED' },
];

let store: MemoryStore;
beforeEach(() => {
  store = memoryStore();
});

function asking(facts: { readonly caller?: string | Error; readonly regions?: Error } = {}): Asked {
  const { caller = ACCOUNT, regions } = facts;
  return {
    sts: {
      async caller() {
        if (caller instanceof Error) throw caller;
        return { account: caller, partition: 'aws-us-gov', arn: 'arn:aws-us-gov:iam::1:role/x' };
      },
    },
    account: {
      async regions() {
        if (regions !== undefined) throw regions;
        return REGIONS;
      },
    },
  };
}

const open = (aws: Asked, regions?: readonly string[]) =>
  openAccount(
    {
      run: 'r',
      account: ACCOUNT,
      reach: 'all',
      partition: 'aws',
      home: 'us-east-1',
      ...(regions === undefined ? {} : { regions }),
    },
    { store, aws },
  );

async function kept(): Promise<Part> {
  return (await readJson(store, partKey('r', ACCOUNT, GLOBAL_PLACE, ACCOUNT_PART))) as Part;
}

const gapsKept = async (): Promise<readonly SourceGap[]> => (await kept()).gaps;

describe('an account that answers', () => {
  it('is open, in the partition that it says, with every Region that is enabled', async () => {
    expect(await open(asking())).toEqual({
      run: 'r',
      account: ACCOUNT,
      reach: 'all',
      partition: 'aws-us-gov',
      home: 'us-east-1',
      regions: ['us-east-1', 'eu-west-1'],
      readable: ['us-east-1', 'eu-west-1'],
      state: 'open',
    });
    expect(await gapsKept()).toEqual([]);
  });

  it('a Region that is off is a gap, and the others are read', async () => {
    const opened = await open(asking(), ['eu-west-1', 'me-south-1']);
    expect(opened).toMatchObject({ readable: ['eu-west-1'], regions: ['eu-west-1', 'me-south-1'] });
    expect(await gapsKept()).toMatchObject([
      { scope: { account: ACCOUNT, region: 'me-south-1' }, reason: expect.stringContaining('not enabled') },
    ]);
  });

  it('Regions that may not be listed are a gap, and those that are known are read', async () => {
    const opened = await open(asking({ regions: sdkError('AccessDeniedException') }));
    expect(opened).toMatchObject({ state: 'open', readable: ['us-east-1'] });
    expect(await gapsKept()).toMatchObject([{ missing: 'account:ListRegions' }]);
  });
});

describe('an account that does not answer', () => {
  it.each`
    why                         | error                       | reason
    ${'its role is not there'}  | ${sdkError('AccessDenied')} | ${/could not be reached: access denied/}
    ${'it answers for another'} | ${'999988887777'}           | ${/expected account 111122223333, got 999988887777/}
    ${'there is no way to it'}  | ${sdkError('TimeoutError')} | ${/no connection/}
  `('$why: one gap of it all, and no failure', async ({ error, reason }) => {
    const opened = await open(asking({ caller: error }));
    expect(opened).toMatchObject({ state: 'closed', readable: [], partition: 'aws' });
    const part = await kept();
    expect(part.status).toBe('unread');
    expect(part.gaps).toHaveLength(1);
    expect(part.gaps[0]).toMatchObject({
      scope: { account: ACCOUNT },
      missing: 'sts:AssumeRole',
      reason: expect.stringMatching(reason),
      remedy: expect.stringContaining('spoke'),
    });
    expect(part.gaps[0]?.facts.length).toBeGreaterThan(20);
  });

  it('for a Region that AWS does not have says so, and speaks of no spoke', async () => {
    const opened = await open(asking(), ['eu-wst-1']);
    expect(opened.state).toBe('closed');
    const [gap] = await gapsKept();
    expect(gap?.reason).toContain('eu-wst-1 is no Region of this partition');
    expect(gap?.remedy).toBe("mend regions in the deployment's options");
  });

  it('says nothing of what AWS said beside', async () => {
    await open(asking({ caller: sdkError('AccessDenied', 'NIGHTWARDENCANARY session token') }));
    expect(JSON.stringify(await kept())).not.toContain('NIGHTWARDENCANARY');
  });
});
