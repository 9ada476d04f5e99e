import { describe, expect, it } from 'vitest';
import type { Run } from '../../../lib/core/nights/run.ts';
import { nextSteps, nightsOf, type Status, statusText } from '../../../lib/core/nights/status.ts';
import type { Summary } from '../../../lib/core/nights/summary.ts';
import { aSummary } from './build.ts';

const NOW = '2026-11-26T08:00:00.000Z';

function run(id: string, facts: Partial<Run> = {}): Run {
  const startedAt = `${id.slice(0, 10)}T03:00:00.000Z`;
  const endedAt = `${id.slice(0, 10)}T03:20:00.000Z`;
  return { id, reason: 'schedule', startedAt, endedAt, accounts: 2, gaps: 0, state: 'complete', ...facts };
}

function summary(facts: Partial<Summary> = {}): Summary {
  const findings = { informational: 0, low: 0, medium: 0, high: 3, critical: 1 };
  return aSummary({ run: run('2026-11-26'), assessed: 2, findings, ...facts });
}

const event = (id: string) => run(id, { reason: 'event' });

describe('the newest night', () => {
  it.each`
    why                                    | runs                                                             | newest                      | nights                          | eventRuns
    ${'is no run that an event asked for'} | ${[event('2026-11-26T04-00-00Z-e'), run('2026-11-26')]}          | ${'2026-11-26'}             | ${['2026-11-26']}               | ${1}
    ${'is followed by earlier ones'}       | ${[run('2026-11-26'), event('2026-11-25T0'), run('2026-11-25')]} | ${'2026-11-26'}             | ${['2026-11-26', '2026-11-25']} | ${0}
    ${'may be an event, without a night'}  | ${[event('2026-11-26T04-00-00Z-e')]}                             | ${'2026-11-26T04-00-00Z-e'} | ${[]}                           | ${1}
    ${'is not there before the first'}     | ${[]}                                                            | ${undefined}                | ${[]}                           | ${0}
  `('$why', ({ runs, newest, nights, eventRuns }) => {
    const told = nightsOf(runs as Run[]);
    expect(told.newest?.id).toBe(newest);
    expect(told.nights.map(({ id }) => id)).toEqual(nights);
    expect(told.eventRuns).toBe(eventRuns);
  });
});

describe('the next step', () => {
  const change = { change: 'new', id: 'iam.x:AKIA', severity: 'high', title: 'Old', account: '1' } as const;
  const { endedAt: _, ...open } = run('2026-11-26');
  const { endedAt: __, ...died } = run('2026-11-25');
  it.each`
    why                                  | facts                                                     | step
    ${'waits for a run'}                 | ${{ run: { ...open, state: 'running' } }}                 | ${/^it is still running/}
    ${'takes up a run that died'}        | ${{ run: { ...died, state: 'running' } }}                 | ${/never came to its end.*"run": "2026-11-25"/}
    ${'asks why there was no night'}     | ${{ run: run('2026-11-24') }}                             | ${/^no night began since/}
    ${'is the worst of what is new'}     | ${{ changes: [change], new: 1 }}                          | ${/^start with iam\.x:AKIA: Old/}
    ${'is an account that was not read'} | ${{ unread: ['444455556666'] }}                           | ${/^444455556666 was not read/}
    ${'is Security Hub that is off'}     | ${{ hubOff: [{ account: '1', regions: ['eu-west-1'] }] }} | ${/^in 1: aws securityhub enable-security-hub .* eu-west-1$/}
    ${'is what was not taken'}           | ${{ problems: ['1: no'] }}                                | ${/next night sends it again/}
    ${'is a gap'}                        | ${{ gaps: 1 }}                                            | ${/runs\/2026-11-26\/ACCOUNT/}
    ${'is none when all is well'}        | ${{}}                                                     | ${/^nothing: everything was read/}
  `('$why', ({ facts, step }) => {
    expect(nextSteps(summary(facts as Partial<Summary>), NOW)[0]).toMatch(step as RegExp);
  });
});

describe('the status as people read it', () => {
  const status = (last: Summary): Status => ({
    schema: 'nightwarden.status/1',
    table: 'T',
    region: 'eu-west-1',
    last,
    nights: [last.run, run('2026-11-25', { state: 'incomplete', gaps: 2 })],
    eventRuns: 2,
    next: nextSteps(last, NOW),
  });

  it('tells the night, how it compares, the nights before it, and what to do', () => {
    expect(statusText(status(summary({ unread: ['444455556666'], new: 1 }))).split('\n')).toEqual([
      'Nightwarden · 2026-11-26 · complete · table T in eu-west-1',
      'began 2026-11-26 03:00 UTC, ended 2026-11-26 03:20 UTC (20 minutes)',
      '2 accounts judged: 1 critical, 3 high',
      'since the run before: 1 new, 0 worse, 0 gone',
      'not read: 444455556666',
      '2 runs since, asked for by events',
      '',
      'Last nights',
      '  2026-11-26  complete    2 accounts, 0 gaps',
      '  2026-11-25  INCOMPLETE  2 accounts, 2 gaps',
      '',
      'Next',
      "  444455556666 was not read: see its workers' logs, deploy its spoke, or name it in excludedAccounts",
      '',
    ]);
  });

  it('of a run that has not ended says so, and claims nothing', () => {
    const { endedAt: _, ...open } = run('2026-11-26', { state: 'running' });
    const text = statusText(status(summary({ run: open, assessed: 1 })));
    expect(text).toContain('began 2026-11-26 03:00 UTC, and has not ended');
    expect(text).toContain('1 account judged so far: 1 critical, 3 high');
    expect(text).not.toContain('since the run before');
  });
});
