import { describe, expect, it } from 'vitest';
import { checkRegionNames, chooseRegions } from '../../lib/aws/regions.ts';
import { REGIONAL_FACTS } from '../../lib/core/model/facts.ts';
import { ACCOUNT, smallAccount } from './fake-gateways.ts';
import { sdkError } from './sdk-errors.ts';

const { account: gateway } = smallAccount();
const denied = { regions: () => Promise.reject(sdkError('AccessDeniedException')) };
const choose = (asked: readonly string[] | undefined, from = gateway, home = 'eu-west-1') =>
  chooseRegions({ account: ACCOUNT, gateway: from, asked, home });

describe('the Regions to read', () => {
  it('are those that are enabled when none is asked for', async () => {
    const both = ['us-east-1', 'eu-west-1'];
    expect(await choose(undefined)).toEqual({ meant: both, readable: both, gaps: [] });
    expect(await choose([])).toEqual({ meant: both, readable: both, gaps: [] });
  });

  it('are those asked for, each once', async () => {
    expect(await choose(['eu-west-1', 'eu-west-1'])).toEqual({
      meant: ['eu-west-1'],
      readable: ['eu-west-1'],
      gaps: [],
    });
  });

  it('leave a gap where one that is asked for is not enabled', async () => {
    const { meant, readable, gaps } = await choose(['us-east-1', 'me-south-1']);
    expect(meant).toEqual(['us-east-1', 'me-south-1']);
    expect(readable).toEqual(['us-east-1']);
    expect(gaps).toMatchObject([
      {
        scope: { account: ACCOUNT, region: 'me-south-1' },
        reason: 'the Region is not enabled for this account (DISABLED)',
        facts: REGIONAL_FACTS,
      },
    ]);
  });

  it('refuse a Region that does not exist', async () => {
    await expect(choose(['eu-west-9'])).rejects.toThrow(
      '--region: eu-west-9 is no Region of this partition; expected one of eu-west-1, me-south-1, us-east-1',
    );
  });

  it('fall back on what is known, with a gap, when they may not be listed', async () => {
    const { readable, gaps } = await choose(undefined, denied);
    expect(readable).toEqual(['eu-west-1', 'us-east-1']);
    expect(gaps).toMatchObject([
      {
        scope: { account: ACCOUNT },
        missing: 'account:ListRegions',
        remedy: 'grant account:ListRegions to the reading role',
      },
    ]);
  });

  it('need no list when they are named', async () => {
    expect(await choose(['eu-west-1'], denied)).toEqual({
      meant: ['eu-west-1'],
      readable: ['eu-west-1'],
      gaps: [],
    });
  });

  it('are not none because AWS named none', async () => {
    const empty = { regions: () => Promise.resolve([]) };
    expect((await choose(undefined, empty)).gaps).toHaveLength(1);
  });
});

it.each(['eu-west-1', 'us-gov-west-1', 'us-isob-east-1', 'eusc-de-east-1', 'ap-southeast-10'])(
  '%s may be a Region',
  (name) => {
    expect(() => checkRegionNames([name])).not.toThrow();
  },
);

it.each(['Frankfurt', 'eu-west', 'eu-west-1\nx', '', '../eu-west-1', 'x'.repeat(500)])(
  '%j is no Region, and is quoted in one short line',
  (name) => {
    expect(() => checkRegionNames([name])).toThrow(
      /^--region: expected a Region name such as eu-west-1, got "[^\n]{0,60}"$/,
    );
  },
);
