import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Owner } from '../../../lib/core/model/owner.ts';
import { isEnded, type Row } from '../../../lib/core/rotation/ledger.ts';
import { type Caps, DEFAULT_ROTATION } from '../../../lib/core/rotation/policy.ts';
import { apply } from '../../../lib/usecases/rotation/apply.ts';
import { ledgerTable } from '../../../lib/usecases/rotation/ledger-table.ts';
import { plansUnderWay } from '../../../lib/usecases/rotation/under-way.ts';
import { ago, aKey, NEVER, NOW, userArn } from '../../core/detectors/build.ts';
import { factsOf } from '../../core/rotation/facts.ts';
import { memoryTable } from '../../fixtures/nights/memory-table.ts';

const HOUR = 3_600_000;
const ACCOUNTS = ['111122223333', '444455556666'];
const OWNERS = ['ana@example.com', 'ben@example.com', null];

type Doing =
  | {
      readonly do: 'retire' | 'contain';
      readonly account: number;
      readonly owner: number;
      readonly at: 'once' | 'thrice';
    }
  | { readonly do: 'end' | 'deactivate'; readonly which: number }
  | { readonly do: 'wait'; readonly minutes: number };

const doing: fc.Arbitrary<Doing> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('retire', 'contain'),
      account: fc.nat(1),
      owner: fc.nat(2),
      at: fc.constantFrom('once', 'thrice'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('end', 'deactivate'), which: fc.nat(50) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait'), minutes: fc.nat(90) }) },
);

const capped = fc.record({
  night: fc.integer({ min: 1, max: 6 }),
  account: fc.integer({ min: 1, max: 4 }),
  owner: fc.integer({ min: 1, max: 3 }),
  containAnHour: fc.nat(3),
});

/** What began, as the ledger has it now. */
interface Begun {
  readonly rotation: string;
  readonly kind: Row['plan']['kind'];
  readonly account: string;
  readonly at: number;
}

/** A ledger, and whoever asks for plans again and again, each of a user of its own. */
function bench(caps: Caps) {
  let now = Date.parse(NOW);
  let made = 0;
  const clock = { now: () => now };
  const ledger = ledgerTable(memoryTable(), { clock, keptMs: 1e9, landsWithinMs: 1e6 });
  const begun: Begun[] = [];

  async function ask({
    do: kind,
    account: at,
    owner: whose,
  }: Extract<Doing, { owner: number }>): Promise<void> {
    made += 1;
    const id = String(made).padStart(4, '0');
    const account = ACCOUNTS[at]!;
    const email = OWNERS[whose] ?? null;
    const owner = email === null ? null : ({ name: email, confidence: 'high', evidence: 'tag' } as Owner);
    const key = { id: `AKIAEXAMPLE00000${id}`, userName: `u${id}`, principal: userArn(`u${id}`) };
    const of = factsOf({
      credential: aKey({ ...key, createdAt: ago(400), lastUsed: NEVER }),
      declared: null,
      subject: {
        ownership: { owner, leads: [], leaver: null },
        exposures: kind === 'contain' ? [{ credential: key.id, at: ago(1), source: 'AWS Health X' }] : [],
      },
      facts: {
        ...(await plansUnderWay(ledger)),
        kind,
        account,
        at: now,
        slots: [{ id: key.id, status: 'Active', lastUsed: NEVER }],
        policy: { ...DEFAULT_ROTATION, caps, unattended: ['retire'] },
      },
    });
    const applied = await apply(
      of,
      { hash: null, by: 'night', shown: undefined },
      {
        ledger,
        clock,
        newId: () => `00000000-0000-4000-8000-00000000${id}`,
        starter: { start: async () => {} },
      },
    );
    if (applied.state === 'begun') begun.push({ rotation: applied.rotation, kind, account, at: now });
  }

  return {
    async take(what: Doing): Promise<void> {
      if (what.do === 'wait') now += what.minutes * 60_000;
      else if ('owner' in what)
        // Caps hold for those who ask at the same moment, too.
        await Promise.all(Array.from({ length: what.at === 'thrice' ? 3 : 1 }, () => ask(what)));
      else {
        const { rotation } = begun[what.which % Math.max(1, begun.length)] ?? {};
        const row = rotation === undefined ? undefined : await ledger.read(rotation);
        if (row === undefined || isEnded(row)) return;
        const change =
          what.do === 'end' ? { state: 'done' as const } : { times: { ...row.times, deactivated: now } };
        await ledger.write(row, { ...row, ...change, seq: row.seq + 1 });
      }
    },
    /** The most of each that the caps are on. */
    async most() {
      const { rows } = await ledger.open();
      const live = rows.filter((row) => row.plan.kind !== 'contain' && !isEnded(row));
      const early = live.filter(({ times }) => times.deactivated === null);
      const largest = (of: readonly (string | null)[]) =>
        Math.max(
          0,
          ...[
            ...Map.groupBy(
              of.filter((name) => name !== null),
              (name) => name,
            ).values(),
          ].map(({ length }) => length),
        );
      const contained = begun.filter(({ kind }) => kind === 'contain');
      return {
        night: live.filter(({ people }) => (people?.at ?? 0) >= now - 24 * HOUR).length,
        account: largest(early.map(({ plan }) => plan.where.account)),
        owner: largest(early.map(({ plan }) => plan.where.owner)),
        containAnHour: largest(contained.filter(({ at }) => at > now - HOUR).map(({ account }) => account)),
      };
    },
    begun,
  };
}

it('however many ask, in whichever order, no cap is passed: a night, an account, an owner, and what is contained in an hour', async () => {
  let all = 0;
  await fc.assert(
    fc.asyncProperty(capped, fc.array(doing, { minLength: 5, maxLength: 40 }), async (caps, steps) => {
      const world = bench(caps);
      for (const step of steps) {
        await world.take(step);
        const found = await world.most();
        for (const name of Object.keys(found) as (keyof Caps)[]) {
          expect([name, found[name]]).toEqual([name, Math.min(found[name], caps[name])]);
        }
      }
      all += world.begun.length;
    }),
    { numRuns: 150 },
  );
  // Where nothing begins, no cap is passed either.
  expect(all).toBeGreaterThan(500);
});
