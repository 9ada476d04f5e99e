import { describe, expect, it } from 'vitest';
import type { Row } from '../../../../lib/core/rotation/ledger.ts';
import { begin } from '../../../../lib/core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../../../lib/core/rotation/tables.ts';
import type { UseEvent } from '../../../../lib/core/rotation/uses.ts';
import type { Probe } from '../../../../lib/core/rotation/where.ts';
import { readingOf } from '../../../../lib/usecases/rotation/hands/reading.ts';
import { healthSeen, withSeen } from '../../../../lib/usecases/rotation/hands/seen.ts';
import type { KindHands } from '../../../../lib/usecases/rotation/kinds/kind.ts';
import { ROTATE } from '../../../prove/scenarios.ts';

const SEEN: Probe = { by: 'seen' };
const HTTP: Probe = { by: 'http', url: 'https://d2.example.com', status: 200 };
const row: Row = {
  ...begin(
    PROTOCOL_TABLES,
    'r',
    {
      ...ROTATE,
      where: {
        ...ROTATE.where,
        probes: { d1: [SEEN], d2: [HTTP, SEEN] },
        seenAs: { d1: { sources: ['10.1.0.0/16'] }, d2: { sources: ['10.2.0.0/16'] } },
      },
    },
    1,
    0,
  ),
  newKey: 'N1',
  opened: ['publish:env'],
  place: { table: 'rotate', step: 'confirm', copy: 0 },
};

const read: string[] = [];
/** Both call, each with the key that its copy is meant to hold. */
const seeing = (events: (key: string) => readonly UseEvent[]): KindHands =>
  ({
    async sightings(key: string) {
      read.push(key);
      return events(key);
    },
  }) as unknown as KindHands;
const looking = (kind: KindHands, asked = ['d1', 'd2']) =>
  healthSeen({ kind, row, asked, now: 100, reading: readingOf({}) });

describe('who is seen', () => {
  it('is asked for once a key, and told by the key that its copy is meant to hold', async () => {
    read.length = 0;
    const kind = seeing((key) => (key === 'N1' ? [{ at: 99, source: '10.1.2.3' }] : []));
    expect(await looking(kind)).toEqual({ d1: 'well', d2: 'unknown' });
    expect(read.toSorted()).toEqual(['N1', 'O']);
  });

  it('is not told by the key of before, nor from the addresses of another', async () => {
    const kind = seeing((key) => [{ at: 99, source: key === 'O' ? '10.1.2.3' : '10.2.2.3' }]);
    expect(await looking(kind)).toEqual({ d1: 'unknown', d2: 'unknown' });
  });

  it.each([
    ['nothing could be read', seeing(() => Promise.reject(new Error('denied')) as never)],
    ['the kind tells of no addresses', {} as KindHands],
  ])('is unknown where %s', async (_, kind) => {
    expect(await looking(kind)).toEqual({ d1: 'unknown', d2: 'unknown' });
  });

  it('is nobody where nobody is asked for', async () => {
    read.length = 0;
    expect([
      await looking(
        seeing(() => []),
        [],
      ),
      read,
    ]).toEqual([{}, []]);
  });

  it.each`
    why                                            | probed       | seen         | together
    ${'alone it is all there is'}                  | ${undefined} | ${'well'}    | ${'well'}
    ${'beside another that is well'}               | ${'well'}    | ${'well'}    | ${'well'}
    ${'beside another that is ill'}                | ${'ill'}     | ${'well'}    | ${'ill'}
    ${'not seen yet, beside another that is well'} | ${'well'}    | ${'unknown'} | ${'unknown'}
    ${'beside another that could not be asked'}    | ${'unknown'} | ${'well'}    | ${'unknown'}
  `('$together: $why', ({ probed, seen, together }) => {
    const id = probed === undefined ? 'd1' : 'd2';
    const before = probed === undefined ? { d1: 'unknown' as const } : { d2: probed };
    expect(withSeen(row, before, { [id]: seen })).toEqual({ [id]: together });
  });
});
