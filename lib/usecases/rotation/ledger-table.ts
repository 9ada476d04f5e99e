import type { Table, Row as TableRow } from '../../aws/dynamodb.ts';
import type { TableWrite } from '../../aws/dynamodb-transact.ts';
import { isEnded, type Row } from '../../core/rotation/ledger.ts';
import { superseded } from '../../core/rotation/start.ts';
import type {
  AccountPlans,
  OpenRows,
  RotationClock,
  RotationHistory,
  RotationLedger,
} from '../../ports/rotation.ts';
import {
  asRead,
  BEGUN,
  CONTAINED,
  containedOf,
  exposureRow,
  fenceKey,
  giveBack,
  holds,
  momentRow,
  NEW,
  newRow,
  nextAfter,
  OPEN,
  openIn,
  openRow,
  rotationKey,
  rowFields,
  rowKey,
  seconds,
  take,
  takePlace,
} from './ledger-rows.ts';
import { parseRow } from './row-schema.ts';
import { knownOf, namedIn } from './spokes-table.ts';

export interface LedgerSettings {
  readonly clock: RotationClock;
  /** Milliseconds that a row and its history are kept after its end. Before its end nothing of it ever expires. */
  readonly keptMs: number;
  /** Milliseconds after an end for which an effect that nobody heard of again is still looked for. */
  readonly landsWithinMs: number;
}

export type Ledger = RotationLedger & RotationHistory & AccountPlans;

/** At once; more would meet the table's own limits on one partition. */
const AT_ONCE = 25;

/**
 * The ledger in the deployment's table: `ROTATION#… / ROW` how it stands, `MOMENT#…` each row that was written ·
 * `EXPOSURES / ROTATION#…` each leak that was contained · `CLAIM#… / CLAIM` who has it · `FENCE#… / FENCE` a principal's count, and who holds or last held it ·
 * `ROTATIONS#OPEN / ROTATION#…` the open ones, and beside them `ROTATION-CONTAINED#ACCOUNT#PLACE` the contains of the
 * last hour, so that one query tells both, and `BEGUN` how many began; in an organisation each account has these in `ROTATIONS#OPEN#ACCOUNT`, and
 * `ROTATIONS#OPEN` names the accounts. Each write is one transaction over all that it changes.
 */
export function ledgerTable(table: Table, settings: LedgerSettings): Ledger {
  const { clock } = settings;

  async function stored(rotation: string): Promise<StoredRow | undefined> {
    const found = await table.get(rowKey(rotation));
    if (found === undefined) return undefined;
    return { row: parseRow(rotation, found.row), claims: (found.claims ?? []) as readonly string[] };
  }

  async function read(rotation: string): Promise<Row | undefined> {
    return (await stored(rotation))?.row;
  }

  /** What every written row brings with it: its moment, and its place among the open ones. */
  function beside(row: Row): readonly TableWrite[] {
    const at = clock.now();
    return [{ put: momentRow(row, at), when: NEW }, openRow(row, at, settings.landsWithinMs)];
  }

  async function write(expected: Row, row: Row): Promise<boolean> {
    const ends = isEnded(row) !== isEnded(expected);
    const held = ends ? ((await stored(row.rotation))?.claims ?? []) : [];
    const claims = held.map((claim) => (isEnded(row) ? giveBack(claim, row) : take(claim, row)));
    const isWritten = await table.transact([
      { set: rowKey(row.rotation), to: rowFields(row, clock.now(), settings.keptMs), when: asRead(expected) },
      ...beside(row),
      ...claims,
    ]);
    if (isWritten && isEnded(row)) await expire(row.rotation);
    return isWritten;
  }

  /** The history goes with its row. What is left without a date by a failure is kept for longer, not lost. */
  async function expire(rotation: string): Promise<void> {
    const expiresAt = seconds(clock.now() + settings.keptMs);
    const moments = await table.query(rotationKey(rotation), 'MOMENT#').catch(() => []);
    for (let at = 0; at < moments.length; at += AT_ONCE) {
      const some = moments.slice(at, at + AT_ONCE);
      await Promise.allSettled(some.map(({ pk, sk }) => table.set({ pk, sk }, { expiresAt })));
    }
  }

  /** @param all what lies in the partitions of the open ones */
  async function opened(all: readonly TableRow[]): Promise<Omit<OpenRows, 'spokes' | 'begun'>> {
    const now = clock.now();
    const entries = all.filter(({ sk }) => sk.startsWith('ROTATION#'));
    const contained = all.filter(({ sk }) => sk.startsWith(CONTAINED)).map(containedOf);
    const due = entries.filter(({ until }) => until === null || until === undefined || Number(until) > now);
    const rows: Row[] = [];
    const unreadable: { rotation: string; cause: unknown }[] = [];
    for (let at = 0; at < due.length; at += AT_ONCE) {
      const some = due.slice(at, at + AT_ONCE).map(({ rotation }) => String(rotation));
      const read = await Promise.allSettled(some.map((rotation) => stored(rotation)));
      for (const [index, found] of read.entries()) {
        const rotation = some[index] ?? '';
        if (found.status === 'rejected') unreadable.push({ rotation, cause: found.reason });
        else if (found.value !== undefined) rows.push(found.value.row);
      }
    }
    return { rows, unreadable, contained };
  }

  return {
    read,
    write,
    fence: (principal) => table.count(fenceKey(principal), 'fence'),
    async latest(principal) {
      const rotation = (await table.get(fenceKey(principal)))?.rotation;
      return typeof rotation === 'string' ? read(rotation) : undefined;
    },
    begin: (row, claims, begun) =>
      table.transact([
        { put: newRow(row, claims), when: NEW },
        ...beside(row),
        ...claims.map((claim) => take(claim, row)),
        holds(row),
        ...(begun === undefined ? [] : [nextAfter(begun)]),
      ]),
    async supersede(row, claims, expected, contained) {
      const former = expected === null ? undefined : await stored(expected.rotation);
      const holder = former === undefined || expected === null || isEnded(expected) ? null : expected;
      const over = expected === null ? null : superseded(expected, row.fence);
      const others = holder === null ? [] : (former?.claims ?? []).filter((name) => !claims.includes(name));
      return table.transact([
        { put: newRow(row, claims), when: NEW },
        ...beside(row),
        ...claims.map((claim) => take(claim, row, holder?.rotation)),
        holds(row),
        takePlace(row, contained),
        { put: exposureRow(row, contained.at) },
        ...(expected === null || over === null
          ? []
          : [
              {
                set: rowKey(over.rotation),
                to: rowFields(over, clock.now(), settings.keptMs),
                when: asRead(expected),
              },
              ...beside(over),
              ...others.map((claim) => giveBack(claim, over)),
            ]),
      ]);
    },
    async contained(account) {
      const places = await Promise.all(
        [OPEN, openIn(account)].map((partition) => table.query(partition, `${CONTAINED}${account}#`)),
      );
      return places.flat().map(containedOf);
    },
    async open(): Promise<OpenRows> {
      // Before the rows: whoever begins between the two is then seen to be later.
      const begun = Number((await table.get(BEGUN))?.begun ?? 0);
      const own = await table.query(OPEN, 'ROTATION');
      const accounts = namedIn(own);
      const theirs = await Promise.all(accounts.map((account) => table.query(openIn(account), 'ROTATION')));
      const spokes = accounts.map((account, at) => ({ account, knows: knownOf(theirs[at] ?? []) }));
      return { ...(await opened([...own, ...theirs.flat()])), spokes, begun };
    },
    openOf: async (account) => opened(await table.query(openIn(account), 'ROTATION')),
    async of(rotation) {
      const moments = await table.query(rotationKey(rotation), 'MOMENT#');
      return moments.map(({ at, row }) => ({ at: Number(at), row: parseRow(rotation, row) }));
    },
  };
}

interface StoredRow {
  readonly row: Row;
  readonly claims: readonly string[];
}
