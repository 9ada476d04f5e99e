import { describe, expect, it } from 'vitest';
import type { TrailPage } from '../../../lib/aws/cloudtrail.ts';
import { usageBook } from '../../../lib/core/trust/usage.ts';
import { silent } from '../../../lib/ports/progress.ts';
import { readTrail } from '../../../lib/sources/trail/live.ts';
import { ACCOUNT, KEY_1, KEY_2 } from '../../aws/fake-gateways.ts';
import { sdkError } from '../../aws/sdk-errors.ts';

type Events = (id: string, token?: string) => Promise<TrailPage>;

async function read(
  events: Events,
  { keys = [KEY_1, KEY_2], regions = ['us-east-1'], pagesPerRegion = 240 } = {},
) {
  const asked: string[] = [];
  const reading = await readTrail({
    account: ACCOUNT,
    regions,
    gateway: (region) => ({
      events: (id, token) => {
        asked.push([region, id, ...(token === undefined ? [] : [token])].join(' '));
        return events(id, token);
      },
    }),
    accessKeyIds: keys,
    pagesPerRegion,
    sink: usageBook(),
    progress: silent,
  });
  return { ...reading, asked };
}

let serial = 0;
function record(id: string, more: object = {}): string {
  serial += 1;
  return JSON.stringify({
    eventID: `event-${serial}`,
    eventTime: '2026-11-20T10:00:00Z',
    eventName: 'GetCallerIdentity',
    awsRegion: 'us-east-1',
    userIdentity: { accessKeyId: id },
    responseElements: { credentials: { sessionToken: 'CANARY' } },
    ...more,
  });
}
const page = (records: TrailPage['records'], next?: string): TrailPage => ({ records, next });

describe('the trail', () => {
  it('adds up what each key did, in every Region', async () => {
    const { usage, status, gaps, asked } = await read((id) => Promise.resolve(page([record(id)])), {
      regions: ['us-east-1', 'eu-west-1'],
    });
    expect(usage.map(({ accessKeyId, calls }) => [accessKeyId, calls])).toEqual([
      [KEY_1, 2],
      [KEY_2, 2],
    ]);
    expect({ status, gaps }).toEqual({ status: 'complete', gaps: [] });
    expect(asked).toHaveLength(4);
  });

  it('counts an event once that two Regions tell of', async () => {
    const same = record(KEY_1);
    const { usage } = await read(() => Promise.resolve(page([same])), { keys: [KEY_1], regions: ['a', 'b'] });
    expect(usage[0]?.calls).toBe(1);
  });

  it('reads the newest page of every key before the second page of any', async () => {
    const { asked } = await read((id, token) =>
      Promise.resolve(page([], id === KEY_1 && token === undefined ? 'more' : undefined)),
    );
    expect(asked).toEqual([`us-east-1 ${KEY_1}`, `us-east-1 ${KEY_2}`, `us-east-1 ${KEY_1} more`]);
  });

  it('asks nothing when there is no key', async () => {
    const { status, asked } = await read(() => Promise.reject(new Error('asked')), { keys: [] });
    expect({ status, asked }).toEqual({ status: 'complete', asked: [] });
  });

  it.each`
    why                                     | pagesPerRegion | left
    ${'one page short'}                     | ${3}           | ${1}
    ${'enough for the newest page of each'} | ${2}           | ${2}
    ${'enough for one key only'}            | ${1}           | ${2}
  `(
    'stops at its budget of pages and says how many keys are left: $why',
    async ({ pagesPerRegion, left }) => {
      const { asked, gaps, status } = await read(
        (_, token) => Promise.resolve(page([], token === undefined ? 'more' : undefined)),
        { pagesPerRegion: pagesPerRegion as number },
      );
      expect(asked).toHaveLength(pagesPerRegion as number);
      expect(status).toBe('partial');
      expect(gaps).toHaveLength(1);
      expect(gaps[0]).toMatchObject({ scope: { account: ACCOUNT, region: 'us-east-1' }, facts: ['usage'] });
      expect(gaps[0]?.reason).toContain(`${left} of 2 keys were not read to the end`);
      expect(gaps[0]?.remedy).toContain('trail files');
    },
  );

  it('is whole when the budget is just enough', async () => {
    expect((await read(() => Promise.resolve(page([])), { pagesPerRegion: 2 })).gaps).toEqual([]);
  });

  it.each`
    why               | text
    ${'is no JSON'}   | ${'{"eventID": CANARY'}
    ${'is no object'} | ${'[]'}
    ${'is absent'}    | ${undefined}
    ${'has no time'}  | ${'{"eventID":"x","userIdentity":{"accessKeyId":"CANARY"}}'}
  `('tells of an event that $why, and counts the others', async ({ text }: { text: string | undefined }) => {
    const { usage, gaps, status } = await read((id) => Promise.resolve(page([text, record(id)])), {
      keys: [KEY_1],
    });
    expect(usage[0]?.calls).toBe(1);
    expect(status).toBe('partial');
    expect(gaps).toMatchObject([
      {
        scope: { account: ACCOUNT, region: 'us-east-1', subject: KEY_1 },
        missing: 'cloudtrail:LookupEvents',
        reason: 'expected a CloudTrail record in each event, got 1 that were none',
      },
    ]);
    expect(JSON.stringify(gaps)).not.toContain('CANARY');
  });

  it('that fails half-way in a Region leaves a gap there, keeps what was read, and goes on elsewhere', async () => {
    let calls = 0;
    const { usage, gaps, status } = await read(
      (id) => {
        calls += 1;
        return calls === 3
          ? Promise.reject(sdkError('ThrottlingException'))
          : Promise.resolve(page([record(id)]));
      },
      { regions: ['us-east-1', 'eu-west-1'] },
    );
    expect(status).toBe('partial');
    expect(usage.reduce((sum, each) => sum + each.calls, 0)).toBe(3);
    expect(gaps).toHaveLength(1);
    expect(gaps[0]?.reason).toMatch(/^AWS kept throttling .*: 1 of 2 keys were not read to the end$/);
  });

  it.each`
    why                              | error                      | asked
    ${'each time in its own way'}    | ${'InternalFailure'}       | ${10}
    ${'by throttling, three times'}  | ${'ThrottlingException'}   | ${3}
    ${'because the session ended'}   | ${'ExpiredTokenException'} | ${1}
    ${'because it may not be asked'} | ${'AccessDeniedException'} | ${5}
  `('stops asking a Region that fails $why after $asked calls', async ({ error, asked }) => {
    const keys = Array.from({ length: 10 }, (_, i) => `AKIAAAAAAAAAAAAAAA0${i}`);
    const reading = await read(() => Promise.reject(sdkError(error as string)), { keys });
    expect(reading.asked).toHaveLength(asked as number);
    expect(reading.gaps).toHaveLength(1);
    expect(reading.gaps[0]?.reason).toContain('10 of 10 keys were not read to the end');
  });

  it('that refuses everywhere is unread', async () => {
    const { status, gaps, usage } = await read(() => Promise.reject(sdkError('AccessDeniedException')));
    expect({ status, usage }).toEqual({ status: 'unread', usage: [] });
    expect(gaps).toMatchObject([{ missing: 'cloudtrail:LookupEvents' }]);
  });

  it('that names the same page for ever is a gap', async () => {
    const { gaps } = await read(() => Promise.resolve(page([], 'again')), { keys: [KEY_1] });
    expect(gaps[0]?.reason).toContain('LookupEvents named the same page twice');
  });
});
