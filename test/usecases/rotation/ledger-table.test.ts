import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsClients } from '../../../lib/aws/clients.ts';
import { dynamoTable, type Table } from '../../../lib/aws/dynamodb.ts';
import type { Contained } from '../../../lib/core/rotation/contain-cap.ts';
import { claimsOf } from '../../../lib/core/rotation/fences.ts';
import type { Row } from '../../../lib/core/rotation/ledger.ts';
import { next, pastReturn, stop } from '../../../lib/core/rotation/moves.ts';
import type { Plan } from '../../../lib/core/rotation/plan.ts';
import { begin, contain } from '../../../lib/core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../../lib/core/rotation/tables.ts';
import { type Ledger, ledgerTable } from '../../../lib/usecases/rotation/ledger-table.ts';
import { memoryTable } from '../../fixtures/nights/memory-table.ts';
import { type Lab, labClient, startLab } from '../../lab/lab.ts';
import { makeStateTable } from '../../lab/state-table.ts';
import { CONTAIN, ROTATE } from '../../prove/scenarios.ts';

const AT = Date.parse('2026-11-26T10:00:00Z');
const KEPT = 400 * 86_400_000;
const LANDS = 3_600_000;
const TABLE = 'nightwarden-state';

let lab: Lab;
let now = AT;
let plans = 0;
let accounts = 0;
beforeAll(async () => {
  lab = await startLab();
  await makeStateTable(lab, TABLE);
});
afterAll(() => lab?.stop());

const labTable = (): Table => {
  const { credentials, endpoint } = labClient(lab);
  process.env.AWS_ENDPOINT_URL = endpoint;
  const clients = awsClients({ budgets: { dynamodb: 1000 }, credentials: async () => credentials });
  return dynamoTable(clients, 'us-east-1', TABLE);
};

/** Of a principal and a secret of its own. */
function planned(kind: Plan['kind'] = 'rotate', change: Partial<Plan> = {}): Plan {
  plans += 1;
  const principal = `arn:aws:iam::111122223333:user/app-${plans}`;
  const secret = {
    arn: `arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-${plans}`,
    version: 'v0',
  };
  return { ...(kind === 'contain' ? CONTAIN : ROTATE), kind, principal, secret, ...change };
}

const rowOf = (plan: Plan, fence = 1, name = `r${plans}`): Row =>
  begin(PROTOCOL_TABLES, `${name}-${crypto.randomUUID()}`, plan, fence, now);
/** Of an account of its own: one place of each is taken. */
function aPlace(): Contained {
  accounts += 1;
  return { account: String(accounts).padStart(12, '0'), place: 0, at: now };
}
const done = (row: Row) => stop(row, 'done', null);

describe.each([
  ['in memory', () => memoryTable()],
  ['in DynamoDB', labTable],
] as const)('the ledger %s', (_where, make) => {
  let ledger: Ledger;
  let table: Table;
  beforeAll(() => {
    table = make();
    ledger = ledgerTable(table, {
      clock: { now: () => now },
      keptMs: KEPT,
      landsWithinMs: LANDS,
    });
  });
  const stored = (row: Row) => table.get({ pk: `ROTATION#${row.rotation}`, sk: 'ROW' });
  const started = async (plan = planned(), fence = 1): Promise<Row> => {
    const row = rowOf(plan, fence);
    expect(await ledger.begin(row, claimsOf(plan))).toBe(true);
    return row;
  };
  const isOpen = async (row: Row) =>
    (await ledger.open()).rows.some(({ rotation }) => rotation === row.rotation);

  it('gives back what was begun, as it was', async () => {
    const row = await started();
    expect(await ledger.read(row.rotation)).toEqual(row);
    expect(await ledger.read('nobody')).toBeUndefined();
  });

  it('counts fences up for each principal alone', async () => {
    const { principal } = planned();
    expect([await ledger.fence(principal), await ledger.fence(principal)]).toEqual([1, 2]);
    expect(await ledger.fence(`${principal}-other`)).toBe(1);
    const together = await Promise.all([1, 2, 3, 4, 5].map(() => ledger.fence(principal)));
    expect(new Set(together).size).toBe(5);
  });

  it('lets one of two writers win, and the other change nothing', async () => {
    const row = await started();
    const mine = next(row, { creations: 1 });
    const theirs = next(row, { creations: 2 });
    const written = await Promise.all([ledger.write(row, mine), ledger.write(row, theirs)]);
    expect(written.filter(Boolean)).toHaveLength(1);
    expect((await ledger.read(row.rotation))?.creations).toBe(written[0] ? 1 : 2);
    expect(await ledger.of(row.rotation)).toHaveLength(2);
  });

  it.each`
    why                      | change
    ${'of another seq'}      | ${{ seq: 7 }}
    ${'of another fence'}    | ${{ fence: 7 }}
    ${'of another rotation'} | ${{ rotation: 'another' }}
  `('writes nothing over a row $why', async ({ change }) => {
    const row = await started();
    const expected = { ...row, ...change } as Row;
    expect(await ledger.write(expected, next(expected, { creations: 1 }))).toBe(false);
    expect(await ledger.read(row.rotation)).toEqual(row);
  });

  it.each`
    what               | other
    ${'the principal'} | ${(plan: Plan) => planned('rotate', { principal: plan.principal })}
    ${'the secret'}    | ${(plan: Plan) => planned('rotate', { secret: plan.secret })}
  `('begins no second plan on $what, until the first has ended', async ({ other }) => {
    const first = await started();
    const plan = other(first.plan) as Plan;
    const second = rowOf(plan, 2);
    expect(await ledger.begin(second, claimsOf(plan))).toBe(false);
    expect(await ledger.read(second.rotation)).toBeUndefined();
    expect(await ledger.of(second.rotation)).toEqual([]);
    expect(await ledger.write(first, done(first))).toBe(true);
    expect(await ledger.begin(second, claimsOf(plan))).toBe(true);
  });

  it('begins nothing beside a plan that began since the open ones were read', async () => {
    const { begun } = await ledger.open();
    const rows = [planned(), planned(), planned()].map((plan) => rowOf(plan));
    const written = await Promise.all(rows.map((row) => ledger.begin(row, claimsOf(row.plan), begun)));
    expect(written.filter(Boolean)).toHaveLength(1);
    const again = await ledger.open();
    expect(again.begun).toBeGreaterThan(begun);
    const late = rows[written.indexOf(false)]!;
    expect(await ledger.begin(late, claimsOf(late.plan), again.begun)).toBe(true);
  });

  it('begins nothing with a fence that another plan has gone past', async () => {
    const first = await started(planned(), 5);
    await ledger.write(first, done(first));
    const late = rowOf(first.plan, 4);
    expect(await ledger.begin(late, claimsOf(first.plan))).toBe(false);
    expect(await ledger.begin(rowOf(first.plan, 6), claimsOf(first.plan))).toBe(true);
  });

  it('begins one of two at the same moment', async () => {
    const plan = planned();
    const rows = [rowOf(plan, 1, 'a'), rowOf(plan, 2, 'b')];
    const begun = await Promise.all(rows.map((row) => ledger.begin(row, claimsOf(plan))));
    expect(begun.filter(Boolean)).toHaveLength(1);
  });

  it('expires nothing before its end, and row and history after it', async () => {
    const row = await started();
    const later = next(row, { creations: 1 });
    await ledger.write(row, later);
    const moments = () => table.query(`ROTATION#${row.rotation}`, 'MOMENT#');
    const dates = async () => [await stored(row), ...(await moments())].map((one) => one?.expiresAt ?? null);
    expect(await dates()).toEqual([null, null, null]);
    await ledger.write(later, done(later));
    const due = Math.floor((now + KEPT) / 1000);
    expect(await dates()).toEqual([due, due, due, due]);
  });

  it('tells every row that was written, the oldest first, with its moment', async () => {
    const row = await started();
    let last = row;
    for (let at = 1; at <= 12; at += 1) {
      now = AT + at;
      const following = next(last, { creations: at });
      await ledger.write(last, following);
      last = following;
    }
    const moments = await ledger.of(row.rotation);
    expect(moments.map((moment) => moment.row.creations)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(moments.map(({ at }) => at - AT).slice(1)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(moments.at(-1)?.row).toEqual(last);
    now = AT;
  });

  it('lists those that go on or are parked, and those that ended only while something may still land', async () => {
    const row = await started();
    expect(await isOpen(row)).toBe(true);
    const parked = stop(row, 'parked', { code: 'Parked', because: 'watched' });
    await ledger.write(row, parked);
    expect(await isOpen(parked)).toBe(true);
    await ledger.write(parked, done(parked));
    expect(await isOpen(parked)).toBe(false);

    const other = await started();
    await ledger.write(other, { ...done(other), unresolved: ['publish'] });
    expect(await isOpen(other)).toBe(true);
    now = AT + LANDS;
    expect(await isOpen(other)).toBe(false);
    now = AT;
  });

  it('takes its claims again for an end that is taken up again, or leaves it when they are somebody else’s', async () => {
    const row = await started();
    const ended: Row = { ...done(row), unresolved: ['publish'] };
    await ledger.write(row, ended);
    const again: Row = { ...next(ended, { state: 'going' }) };
    const rival = rowOf(row.plan, 2);
    expect(await ledger.begin(rival, claimsOf(row.plan))).toBe(true);
    expect(await ledger.write(ended, again)).toBe(false);
    await ledger.write(rival, done(rival));
    expect(await ledger.write(ended, again)).toBe(true);
    expect(await stored(again)).toMatchObject({ expiresAt: null });
    expect(await ledger.begin(rowOf(row.plan, 3), claimsOf(row.plan))).toBe(false);
  });

  it('supersedes the plan that holds the fences: its end, the claims and the new row at once', async () => {
    const held = await started();
    const plan: Plan = { ...held.plan, kind: 'contain', secret: null };
    expect(await ledger.latest(plan.principal)).toEqual(held);
    const row = contain(PROTOCOL_TABLES, `c-${crypto.randomUUID()}`, plan, held, 2, now);
    expect(await ledger.supersede(row, claimsOf(plan), held, aPlace())).toBe(true);
    expect(await ledger.read(held.rotation)).toMatchObject({ state: 'superseded', fence: 2, seq: 2 });
    expect(await ledger.read(row.rotation)).toEqual(row);
    expect(await ledger.latest(plan.principal)).toEqual(row);
    expect(await ledger.write(held, next(held, { creations: 1 }))).toBe(false);
    expect([await isOpen(held), await isOpen(row)]).toEqual([false, true]);
    expect((await ledger.of(held.rotation)).at(-1)?.row.state).toBe('superseded');
    // The secret that only the former plan had is free again; the principal is not.
    const onSecret = planned('rotate', { secret: held.plan.secret });
    expect(await ledger.begin(rowOf(onSecret), claimsOf(onSecret))).toBe(true);
    expect(await ledger.begin(rowOf(held.plan, 3), claimsOf(held.plan))).toBe(false);
  });

  it('supersedes nothing when that plan has moved since it was read', async () => {
    const held = await started();
    const moved = next(held, { creations: 1 });
    await ledger.write(held, moved);
    const plan: Plan = { ...held.plan, kind: 'contain' };
    const row = contain(PROTOCOL_TABLES, `c-${crypto.randomUUID()}`, plan, held, 2, now);
    expect(await ledger.supersede(row, claimsOf(plan), held, aPlace())).toBe(false);
    expect(await ledger.read(row.rotation)).toBeUndefined();
    expect(await ledger.read(held.rotation)).toEqual(moved);
    expect(await ledger.supersede(row, claimsOf(plan), moved, aPlace())).toBe(true);
  });

  it('supersedes nobody where nothing is live, and leaves the end of the last plan as it is', async () => {
    const plan = planned('contain');
    const row = contain(PROTOCOL_TABLES, `c-${crypto.randomUUID()}`, plan, null, 1, now);
    expect(await ledger.supersede(row, claimsOf(plan), null, aPlace())).toBe(true);
    const last = await started();
    const ended = done(last);
    await ledger.write(last, ended);
    const second: Plan = { ...last.plan, kind: 'contain' };
    const contained = contain(PROTOCOL_TABLES, `c-${crypto.randomUUID()}`, second, ended, 2, now);
    expect(await ledger.supersede(contained, claimsOf(second), ended, aPlace())).toBe(true);
    expect(await ledger.read(last.rotation)).toMatchObject({ state: 'done', fence: 2 });
  });

  it('counts a contain under its cap for an hour, whether or not it has ended, and gives one place once', async () => {
    const at = now;
    const place = aPlace();
    const begins = (given: Partial<Contained> = {}) => {
      const plan = planned('contain');
      const row = contain(PROTOCOL_TABLES, `c-${crypto.randomUUID()}`, plan, null, 1, now);
      return ledger
        .supersede(row, claimsOf(plan), null, { ...place, ...given })
        .then((is) => [is, row] as const);
    };
    const [first, row] = await begins();
    await ledger.write(row, done(row));
    expect([first, await isOpen(row)]).toEqual([true, false]);
    expect(await ledger.contained(place.account)).toEqual([place]);
    expect((await ledger.open()).contained).toContainEqual(place);
    expect(await ledger.contained('999999999999')).toEqual([]);
    const [taken, late] = await begins({ at: at + 3_599_999 });
    expect([taken, await ledger.read(late.rotation)]).toEqual([false, undefined]);
    expect((await begins({ at, place: 1 }))[0]).toBe(true);
    expect((await begins({ at: at + 3_600_000 }))[0]).toBe(true);
    expect(await ledger.contained(place.account)).toEqual([
      { ...place, at: at + 3_600_000 },
      { ...place, place: 1 },
    ]);
  });

  it('keeps a row past the point of no return as one', async () => {
    const row = await started();
    const final = pastReturn(
      next(row, { intent: { effect: 'deleteOld', call: { do: 'deleteKey', key: 'O' } } }),
    );
    expect(await ledger.write(row, final)).toBe(true);
    expect(await ledger.read(row.rotation)).toEqual(final);
  });

  it.each`
    what                              | damage                                                                                                   | says
    ${'a field is missing'}           | ${({ times: _, ...row }: Row) => row}                                                                    | ${'times'}
    ${'a field is of another kind'}   | ${(row: Row) => ({ ...row, newKey: 7 })}                                                                 | ${'newKey'}
    ${'a field is unknown'}           | ${(row: Row) => ({ ...row, more: 1 })}                                                                   | ${'unrecognized_keys'}
    ${'a place is in no table'}       | ${(row: Row) => ({ ...row, place: { table: 'retire', step: 'issue', copy: 0 } })}                        | ${'place'}
    ${'a rollback follows no return'} | ${(row: Row) => ({ ...row, noReturn: true, place: { table: 'rollback', step: 'reactivate', copy: 0 } })} | ${'place.table'}
    ${'the protocol is a later one'}  | ${(row: Row) => ({ ...row, protocol: 9 })}                                                               | ${'protocol 9'}
    ${'it is no row at all'}          | ${() => 'x'}                                                                                             | ${'no protocol'}
  `('does not guess when $what: the rotation is named, and the others are told', async ({ damage, says }) => {
    const [row, other] = [await started(), await started()];
    await table.set({ pk: `ROTATION#${row.rotation}`, sk: 'ROW' }, { row: damage(row) });
    await expect(ledger.read(row.rotation)).rejects.toThrow(row.rotation);
    await expect(ledger.read(row.rotation)).rejects.toThrow(says);
    const { rows, unreadable } = await ledger.open();
    expect(rows.map(({ rotation }) => rotation)).toContain(other.rotation);
    expect(unreadable.map(({ rotation }) => rotation)).toContain(row.rotation);
    await table.set({ pk: `ROTATION#${row.rotation}`, sk: 'ROW' }, { row });
  });
});
