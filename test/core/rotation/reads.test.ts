import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BUILDERS } from '../../../lib/core/rotation/calls.ts';
import type { Row } from '../../../lib/core/rotation/ledger.ts';
import type { Live } from '../../../lib/core/rotation/live.ts';
import type { Plan } from '../../../lib/core/rotation/plan.ts';
import { readsOf } from '../../../lib/core/rotation/reads.ts';
import { begin, contain } from '../../../lib/core/rotation/start.ts';
import type { Step, TableId } from '../../../lib/core/rotation/step.ts';
import { needsOf, PROTOCOL_TABLES } from '../../../lib/core/rotation/tables.ts';
import { CONTAIN, RETIRE, ROTATE, worldOf } from '../../prove/scenarios.ts';
import { look } from '../../prove/world.ts';

const COPIES = ['a', 'b', 'c', 'd'];
const copies: Plan['copies'] = [
  ...COPIES.slice(0, 2).map((id) => ({ id, kind: 'copy' as const })),
  { id: 'secret', kind: 'secret' },
  ...COPIES.slice(2).map((id) => ({ id, kind: 'copy' as const })),
];
const own: Plan = { ...ROTATE, credentialKind: 'rotated-secret' };

/** Of which plan a table is a way. */
const PLANS: Readonly<Record<TableId, Plan>> = {
  rotate: ROTATE,
  rollback: ROTATE,
  reap: ROTATE,
  revive: ROTATE,
  repair: ROTATE,
  own,
  undo: own,
  retire: RETIRE,
  restore: RETIRE,
  contain: CONTAIN,
};

const places = Object.entries(PROTOCOL_TABLES.steps).flatMap(([table, steps]) =>
  steps.flatMap((step) => copies.map((_, copy) => ({ table: table as TableId, step, copy }))),
);

const scene = fc.record({
  place: fc.constantFrom(...places),
  held: fc.array(fc.constantFrom('O', 'N1', 'ours', 'X', null), { minLength: 4, maxLength: 4 }),
  published: fc.subarray(copies.map(({ id }) => id)),
  byHand: fc.boolean(),
  noReturn: fc.boolean(),
});

it('a step asks for every copy that its guards and its call go by, and for what stands against the principal', () => {
  let left = 0;
  fc.assert(
    fc.property(scene, ({ place: { table, step, copy }, held, published, byHand, noReturn }) => {
      const plan = planOf(table, byHand);
      const empty =
        plan.kind === 'contain'
          ? contain(PROTOCOL_TABLES, 'r', plan, null, 2, 0)
          : begin(PROTOCOL_TABLES, 'r', plan, 1, 0);
      const row = {
        ...empty,
        place: { table, step: step.id, copy },
        noReturn,
        newKey: 'N1',
        creations: 1,
        opened: published.map((id) => `publish:${id}`),
      } as Row;
      const asked = readsOf(PROTOCOL_TABLES, row);
      const seen = seenBy(row, step, held);
      expect(seen.copies.filter((id) => id !== 'secret' && !asked.copies.includes(id))).toEqual([]);
      expect(seen.denied && !asked.denied).toBe(false);
      if (asked.copies.length < COPIES.length) left += 1;
    }),
    { numRuns: 5_000 },
  );
  // That everything is asked for is no news.
  expect(left).toBeGreaterThan(500);
});

function planOf(table: TableId, byHand: boolean): Plan {
  const plan = PLANS[table];
  if (plan.kind === 'retire') return plan;
  return { ...plan, copies: copies.map((one) => (one.kind === 'copy' && byHand ? { ...one, byHand } : one)) };
}

/** Which copies, and whether the denials, a step looks at before it is taken and when its call is made up. */
function seenBy(
  row: Row,
  step: Step,
  held: readonly (string | null)[],
): { copies: readonly string[]; denied: boolean } {
  const seen = new Set<string>();
  let denied = false;
  const whole = look({ ...worldOf(ROTATE, 0), row, plan: row.plan }, null);
  const live: Live = {
    ...whole,
    copies: new Proxy(Object.fromEntries(COPIES.map((id, at) => [id, held[at] ?? null])), {
      get(all, id) {
        seen.add(String(id));
        return all[String(id)];
      },
    }),
    get denied() {
      denied = true;
      return whole.denied;
    },
  };
  const asked = { row, live, memory: null, intended: null };
  for (const { guard } of needsOf(PROTOCOL_TABLES, step)) PROTOCOL_TABLES.guards[guard](asked);
  if (step.effect !== null) BUILDERS[step.effect](row, live);
  return { copies: [...seen], denied };
}
