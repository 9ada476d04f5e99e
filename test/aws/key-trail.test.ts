import { expect, it } from 'vitest';
import { keyTrailGateway } from '../../lib/aws/rotation/key-trail.ts';

/** A Region of CloudTrail that has one event a page, for ever. */
function endless() {
  let asked = 0;
  const send = async () => {
    asked += 1;
    const record = {
      eventID: `e-${asked}`,
      eventTime: '2026-11-26T12:00:00Z',
      eventName: 'ListUsers',
      eventSource: 'iam.amazonaws.com',
      awsRegion: 'us-east-1',
      userIdentity: {},
    };
    return { Events: [{ CloudTrailEvent: JSON.stringify(record) }], NextToken: `t-${asked}` };
  };
  const clients = { client: () => ({ send }) };
  return keyTrailGateway({ reads: clients, writes: clients } as never);
}

it.each([
  ['ten pages, which a look of a plan has time for', undefined, 10],
  ['as many as whoever asks has time for', 25, 25],
])(
  'of a key that is in use all the time %s are read, and it is told that there are more',
  async (_why, pages, read) => {
    const { events, complete } = await endless().uses('us-east-1', 'AKIA1', 0, pages);
    expect([events.length, complete]).toEqual([read, false]);
  },
);
