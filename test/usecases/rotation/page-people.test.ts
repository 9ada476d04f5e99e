import { beforeEach, describe, expect, it } from 'vitest';
import type { StepAnswer } from '../../../lib/core/rotation/answer.ts';
import type { OpenExposure } from '../../../lib/core/rotation/exposure/open.ts';
import type { Row } from '../../../lib/core/rotation/ledger.ts';
import { contain } from '../../../lib/core/rotation/start.ts';
import type { SwitchTold } from '../../../lib/core/rotation/switch-change.ts';
import { PROTOCOL_TABLES } from '../../../lib/core/rotation/tables.ts';
import type { SwitchId } from '../../../lib/ports/rotation.ts';
import { pagePeople } from '../../../lib/usecases/rotation/page-people.ts';
import { pagesTable } from '../../../lib/usecases/rotation/pages-table.ts';
import { anOpenExposure } from '../../core/rotation/exposure/facts.ts';
import { DATABASE } from '../../core/rotation/turn-facts.ts';
import { memoryTable } from '../../fixtures/nights/memory-table.ts';
import { CONTAIN } from '../../prove/scenarios.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const AT = Date.parse('2026-11-26T10:00:00Z');
const RUN: SwitchTold = { position: 'run', by: [], at: null, asked: null };
const FROZEN: SwitchTold = { position: 'freeze', by: ['arn:ana', 'arn:ben'], at: AT, asked: null };

let told: string[];
let table: ReturnType<typeof memoryTable>;
beforeEach(() => {
  told = [];
  table = memoryTable();
});

interface Case {
  readonly switches?: Partial<Record<SwitchId, SwitchTold | 'unread'>>;
  readonly rows?: readonly Row[];
  readonly rested?: readonly StepAnswer[];
  readonly exposures?: readonly OpenExposure[] | 'unread';
  readonly unreadable?: readonly string[];
  readonly now?: number;
}

/** What people were paged for by one run of the reconciler. */
async function page({
  switches = {},
  rows = [],
  rested = [],
  exposures = [],
  unreadable = [],
  now = AT,
}: Case): Promise<readonly string[]> {
  told = [];
  await pagePeople(
    { rows, rested },
    {
      pages: pagesTable(table),
      switches: async (which) => {
        const found = switches[which];
        if (found === 'unread') throw new Error('throttled');
        return found ?? RUN;
      },
      exposures: async () => {
        if (exposures === 'unread') throw new Error('throttled');
        return { open: exposures, unreadable };
      },
      clock: { now: () => now },
      tell: async (subject, text) => {
        told.push(`${subject}\n${text}`);
      },
    },
  );
  return told;
}

describe('a freeze', () => {
  it('pages whoever subscribed once, and again each day that it lasts', async () => {
    const switches = { rotate: FROZEN };
    expect(await page({ switches })).toEqual([
      expect.stringMatching(/^Nightwarden: the rotate switch is on freeze\n.*set by arn:ana and arn:ben/),
    ]);
    expect(await page({ switches, now: AT + DAY - 1 })).toEqual([]);
    expect(await page({ switches, now: AT + DAY })).toHaveLength(1);
    expect(await page({ switches, now: AT + DAY + MINUTE })).toEqual([]);
  });

  it('that is another one pages anew, and each switch by itself', async () => {
    await page({ switches: { rotate: FROZEN } });
    const again = { ...FROZEN, at: AT + 5 * MINUTE };
    expect(await page({ switches: { rotate: again }, now: AT + 6 * MINUTE })).toHaveLength(1);
    expect(await page({ switches: { rotate: again, contain: FROZEN }, now: AT + 7 * MINUTE })).toEqual([
      expect.stringContaining('the contain switch is on freeze'),
    ]);
  });

  it.each(['run', 'pause'] as const)('is none on %s', async (position) => {
    expect(await page({ switches: { rotate: { ...FROZEN, position } } })).toEqual([]);
  });
});

describe('a switch of which nobody knows how it stands', () => {
  it.each(['unread', { ...FROZEN, position: 'unreadable' }] as const)(
    'pages people, and keeps nobody from being paged for the other',
    async (rotate) => {
      const pages = await page({ switches: { rotate, contain: FROZEN } });
      expect(pages).toEqual([
        expect.stringContaining('nobody knows how the rotate switch stands'),
        expect.stringContaining('the contain switch is on freeze'),
      ]);
      expect(await page({ switches: { rotate }, now: AT + DAY - 1 })).toEqual([]);
    },
  );
});

describe('a leak that was contained', () => {
  // Looked into in time, by whoever does that.
  const open = anOpenExposure(AT, { due: AT + 365 * DAY });

  it('pages people when it is open a week later, and each week after', async () => {
    const exposures = [open];
    expect(await page({ exposures, now: AT + 7 * DAY - 1 })).toEqual([]);
    expect(await page({ exposures, now: AT + 7 * DAY })).toEqual([
      expect.stringMatching(
        /^Nightwarden: a leak that was contained is not over\nAKIA1 of arn:p was contained on 2026-11-26/,
      ),
    ]);
    expect(await page({ exposures, now: AT + 14 * DAY - 1 })).toEqual([]);
    expect(await page({ exposures, now: AT + 14 * DAY })).toHaveLength(1);
  });

  it('is told with what the last look at it came to', async () => {
    const looked = { at: AT + DAY, missing: 3, checks: ['sessions', 'third-parties'] } as const;
    const [text] = await page({ exposures: [{ ...open, looked }], now: AT + 7 * DAY });
    expect(text).toContain(
      '3 things were missing at 2026-11-27 10:00 UTC, before it can be said that sessions that it made are over; whoever',
    );
  });

  it.each`
    why                                             | due         | now                          | times
    ${'it was never looked into, for eleven hours'} | ${null}     | ${AT + 12 * 60 * MINUTE - 1} | ${0}
    ${'it was never looked into, for twelve'}       | ${null}     | ${AT + 12 * 60 * MINUTE}     | ${1}
    ${'the next look is late by less than twelve'}  | ${AT + DAY} | ${AT + 36 * 60 * MINUTE - 1} | ${0}
    ${'the next look is late by twelve'}            | ${AT + DAY} | ${AT + 36 * 60 * MINUTE}     | ${1}
  `('that nobody looks into pages people each day: $why', async ({ due, now, times }) => {
    const exposures = [{ ...open, due }];
    const pages = await page({ exposures, now });
    expect(pages).toHaveLength(times);
    for (const text of pages) {
      expect(text).toContain('nobody looks into a leak that is open');
      expect(text).toContain('nightwarden exposure r-1');
    }
    expect(await page({ exposures, now: now + MINUTE })).toHaveLength(1 - times);
  });

  it('pages people each day that nobody knows which are open', async () => {
    const [text, ...more] = await page({ exposures: 'unread' });
    expect(text).toContain('nobody knows which leaks are open');
    expect(more).toEqual([]);
    expect(await page({ exposures: 'unread', now: AT + DAY - 1 })).toEqual([]);
    expect(await page({ exposures: 'unread', now: AT + DAY })).toHaveLength(1);
  });

  it('pages people where its row can’t be read, and hides none of the others', async () => {
    const pages = await page({ exposures: [open], unreadable: ['r-2'], now: AT + 7 * DAY });
    expect(pages).toEqual([
      expect.stringContaining('nightwarden exposure r-2'),
      expect.stringContaining('nightwarden exposure r-1'),
    ]);
  });
});

describe('a contain that does not get on', () => {
  const row = contain(PROTOCOL_TABLES, 'c-1', CONTAIN, null, 1, AT);
  const rests = (change: Partial<StepAnswer> = {}): StepAnswer => ({
    rotation: 'c-1',
    state: 'going',
    at: 'contain.quellAll',
    copy: 0,
    waves: [],
    needs: null,
    because: 'allQuelled',
    waitSeconds: 1,
    approval: null,
    halted: false,
    ...change,
  });

  it('pages people ten minutes after it began, and again each day', async () => {
    const given = { rows: [row], rested: [rests()] };
    expect(await page({ ...given, now: AT + 10 * MINUTE - 1 })).toEqual([]);
    const [text] = await page({ ...given, now: AT + 10 * MINUTE });
    expect(text).toContain('what leaked may still work');
    expect(text).toContain('a key of its user is Active');
    expect(text).toMatch(/aws iam update-access-key .* --status Inactive/);
    expect(await page({ ...given, now: AT + DAY })).toEqual([]);
    expect(await page({ ...given, now: AT + DAY + 10 * MINUTE })).toHaveLength(1);
  });

  it('tells how a database user is locked, where that is what leaked', async () => {
    const where = { ...CONTAIN.where, database: DATABASE };
    const plan = { ...CONTAIN, credentialKind: 'database-user', key: 'app', where } as const;
    const [text] = await page({ rows: [{ ...row, plan }], rested: [rests()], now: AT + DAY });
    expect(text).toContain('ALTER ROLE "app" NOLOGIN');
    expect(text).toContain('pg_terminate_backend');
    expect(text).not.toContain('aws iam');
  });

  it('pages people where its worker fails, too', async () => {
    const [text] = await page({ rows: [row], now: AT + DAY });
    expect(text).toContain('its worker fails');
  });

  it.each<[string, Partial<StepAnswer>]>([
    ['has gone on to what follows', { at: 'contain.sessions' }],
    ['has ended', { state: 'done', at: 'contain.tidy' }],
    ['is blocked, of which the machine tells', { state: 'blocked' }],
  ])('is none that %s', async (_why, change) => {
    expect(await page({ rows: [row], rested: [rests(change)], now: AT + DAY })).toEqual([]);
  });

  it('is none of another kind of plan', async () => {
    const rotating = { ...row, plan: { ...row.plan, kind: 'rotate' } } as Row;
    expect(await page({ rows: [rotating], rested: [rests()], now: AT + DAY })).toEqual([]);
  });
});

it('what was paged is beside the open rows, and of them none', async () => {
  await page({ switches: { rotate: FROZEN } });
  expect(table.rows()).toMatchObject([
    { pk: 'ROTATIONS#OPEN', sk: `PAGED#freeze:rotate:${AT}`, toldAt: AT, expiresAt: expect.any(Number) },
  ]);
});
