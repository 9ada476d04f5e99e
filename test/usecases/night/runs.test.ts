import { beforeEach, describe, expect, it } from 'vitest';
import type { AccountOutcome, Run } from '../../../lib/core/nights/run.ts';
import { beginRun } from '../../../lib/usecases/night/begin.ts';
import { figures, summarise } from '../../../lib/usecases/night/summarise.ts';
import { type MemoryState, memoryState, memoryStore } from './memory.ts';

const now = () => new Date('2026-11-27T00:05:00.000Z');
const NONE = { informational: 0, low: 0, medium: 0, high: 0, critical: 0 };

let state: MemoryState;
beforeEach(() => {
  state = memoryState();
});

function outcome(account: string, gaps = 0): AccountOutcome {
  return {
    account,
    at: '2026-11-27T00:05:00.000Z',
    state: 'assessed',
    findings: NONE,
    gaps,
    new: 2,
    gone: 0,
    worse: 0,
    hubOff: [],
    problems: [],
    published: true,
  };
}

async function night(id: string, gaps: number, reason: Run['reason'] = 'schedule') {
  await state.begin({ id, reason, startedAt: `${id.slice(0, 10)}T03:00:00.000Z`, state: 'running' });
  await state.told(id, outcome('111111111111', gaps));
  return await summarise(id, ['111111111111'], { store: memoryStore(), state, now });
}

describe('the name of a night', () => {
  const begin = (start: { readonly at?: string; readonly run?: string }) =>
    beginRun(
      { reason: 'schedule', reach: 'all', ...start },
      { store: memoryStore(), state, now, allAccounts: async () => ['111111111111'] },
    );

  it.each`
    why                                                           | start                                       | run
    ${'a start that was put off beyond midnight keeps its night'} | ${{ at: '2026-11-26T23:50:00Z' }}           | ${'2026-11-26'}
    ${'without a moment it is today'}                             | ${{}}                                       | ${'2026-11-27'}
    ${'what is no moment is passed over'}                         | ${{ at: '<aws.scheduler.scheduled-time>' }} | ${'2026-11-27'}
    ${'a run that is named keeps its name'}                       | ${{ at: '2026-11-26T23:50:00Z', run: 'x' }} | ${'x'}
  `('$why', async ({ start, run }) => {
    expect((await begin(start)).run).toBe(run);
  });
});

describe('the gaps of a night', () => {
  it('are compared with the last night, whatever events asked for between', async () => {
    expect((await night('2026-11-24', 7)).moreGaps).toBe(0);
    await night('2026-11-25', 3);
    await night('2026-11-25T04-00-00Z-e', 90, 'event');
    expect((await night('2026-11-26', 5)).moreGaps).toBe(2);
    expect((await night('2026-11-27', 1)).moreGaps).toBe(0);
  });

  it('are not compared with those of the same night, when it is run again', async () => {
    await night('2026-11-25', 3);
    await night('2026-11-26', 5);
    expect((await night('2026-11-26', 5)).moreGaps).toBe(2);
  });

  it('of a run that an event asked for are compared with nothing', async () => {
    await night('2026-11-25', 3);
    expect((await night('2026-11-26T04-00-00Z-e', 90, 'event')).moreGaps).toBe(0);
  });
});

describe('accounts that told nothing', () => {
  it.each`
    accounts           | told               | percent
    ${['a', 'b', 'c']} | ${['a', 'b']}      | ${34}
    ${['a', 'b', 'c']} | ${[]}              | ${100}
    ${['a', 'b', 'c']} | ${['c', 'b', 'a']} | ${0}
    ${[]}              | ${[]}              | ${0}
  `('$told of $accounts: $percent in a hundred failed', async ({ accounts, told, percent }) => {
    for (const account of told) await state.told('n', outcome(account));
    expect((await summarise('n', accounts, { store: memoryStore(), state, now })).failedPercent).toBe(
      percent,
    );
  });

  it('one that says it could not be read has not failed, and is unread all the same', async () => {
    await state.told('n', { ...outcome('a'), state: 'unread' });
    expect(await summarise('n', ['a'], { store: memoryStore(), state, now })).toMatchObject({
      failedPercent: 0,
      unread: ['a'],
    });
  });
});

describe('the figures of a run', () => {
  it('a night leaves its gaps, and that it came to its end', async () => {
    await night('2026-11-25', 3);
    expect(figures(await night('2026-11-26', 5))).toEqual({
      AccountsUnread: 0,
      FindingsNew: 2,
      PublishProblems: 0,
      Gaps: 5,
      GapsMore: 2,
      NightsEnded: 1,
    });
  });

  it('a run that an event asked for hides no missing night, and no gaps', async () => {
    expect(Object.keys(figures(await night('2026-11-26T04-00-00Z-e', 5, 'event')))).toEqual([
      'AccountsUnread',
      'FindingsNew',
      'PublishProblems',
    ]);
  });
});
