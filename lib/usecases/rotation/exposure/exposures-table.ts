import type { Table } from '../../../aws/dynamodb.ts';
import type { Attestation, Exposure } from '../../../core/rotation/exposure/judge.ts';
import { type LookedInto, lookedInto, missingOf } from '../../../core/rotation/exposure/looks.ts';
import type { OpenExposures } from '../../../core/rotation/exposure/open.ts';
import type { Row } from '../../../core/rotation/ledger.ts';
import { EXPOSURES, exposureKey, seconds } from '../ledger-rows.ts';
import { attestationOf, openOf, toldIn } from './exposure-rows.ts';

export interface Exposures {
  /** Those that nobody has seen closed. */
  open(): Promise<OpenExposures>;
  attestations(rotation: string): Promise<readonly Attestation[]>;
  attest(rotation: string, said: Attestation): Promise<void>;
  /** @param at milliseconds since the epoch; null: it is open again */
  closed(row: Pick<Row, 'rotation'>, at: number | null): Promise<void>;
  /** Whoever begins a look: others who ask meanwhile begin none. @returns false where somebody else has begun one */
  beginLook(rotation: string, at: number, before: number | null): Promise<boolean>;
  /** Marks of what people have been told is missing. */
  told(rotation: string): Promise<readonly string[]>;
  /** Keeps what a look came to, and ends it. */
  endLook(exposure: Exposure, look: EndedLook): Promise<void>;
  /** Ends a look that was too early. */
  putOff(rotation: string, due: number): Promise<void>;
}

export interface EndedLook {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Of the next one. */
  readonly due: number;
  readonly told: readonly string[];
}

const DAY = 86_400_000;
const KEPT_MS = 400 * DAY;
/** Of the missing things that are kept by name beside an exposure. */
const MOST_NAMED = 100;

/**
 * `EXPOSURES / ROTATION#…` each leak that was contained, written with its plan, and the last look at it in brief ·
 * `EXPOSURE#… / LOOK` that look · `EXPOSURE#… / SAID#…` what people have said of it. Nothing of it expires before it is closed.
 */
export function exposuresTable(table: Table): Exposures {
  const of = (rotation: string) => `EXPOSURE#${rotation}`;
  const lookKey = (rotation: string) => ({ pk: of(rotation), sk: 'LOOK' });
  return {
    async open() {
      const rows = await table.query(EXPOSURES, 'ROTATION#');
      const read = rows
        .filter(({ closedAt }) => typeof closedAt !== 'number')
        .map((row) => openOf(row) ?? row.sk.replace('ROTATION#', ''));
      return {
        open: read.flatMap((each) => (typeof each === 'string' ? [] : [each])),
        unreadable: read.flatMap((each) => (typeof each === 'string' ? [each] : [])),
      };
    },
    async attestations(rotation) {
      const rows = await table.query(of(rotation), 'SAID#');
      return rows.map((row) => attestationOf(rotation, row));
    },
    async attest(rotation, { check, by, at, because, covers }) {
      const sk = `SAID#${String(at).padStart(15, '0')}#${check}`;
      await table.put({ pk: of(rotation), sk, check, by, at, because, covers: [...covers] });
    },
    async closed({ rotation }, at) {
      const expiresAt = at === null ? null : seconds(at + KEPT_MS);
      await table.set(exposureKey(rotation), { closedAt: at, expiresAt });
    },
    beginLook: (rotation, at, before) =>
      table.set(exposureKey(rotation), { begun: at }, { expected: { begun: before } }),
    async told(rotation) {
      return toldIn(await table.get(lookKey(rotation)));
    },
    async endLook(exposure, { at, due, told }) {
      const { rotation } = exposure;
      const brief: LookedInto = lookedInto(exposure, at);
      const named = missingOf(exposure).slice(0, MOST_NAMED);
      const missing = named.map(({ check, id, what, state }) => ({ check, id, what, state }));
      // First what people were told: whoever dies in between looks again, and tells nobody twice.
      await table.put({ ...lookKey(rotation), at, state: exposure.state, missing, told: [...told] });
      const looked = { ...brief, checks: [...brief.checks] };
      await table.set(exposureKey(rotation), { looked, due, begun: 0 });
    },
    async putOff(rotation, due) {
      await table.set(exposureKey(rotation), { due, begun: 0 });
    },
  };
}
