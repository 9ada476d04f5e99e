import type { Table, Row as TableRow } from '../../../aws/dynamodb.ts';
import { type Attestation, CHECKS } from '../../../core/rotation/exposure/judge.ts';
import type { OpenExposure } from '../../../core/rotation/exposure/open.ts';
import type { Row } from '../../../core/rotation/ledger.ts';
import { EXPOSURES, exposureKey, seconds } from '../ledger-rows.ts';

export interface Exposures {
  /** Those that nobody has seen closed. */
  open(): Promise<readonly OpenExposure[]>;
  attestations(rotation: string): Promise<readonly Attestation[]>;
  attest(rotation: string, said: Attestation): Promise<void>;
  /** @param at milliseconds since the epoch; null: it is open again */
  closed(row: Row, at: number | null): Promise<void>;
}

const DAY = 86_400_000;
const KEPT_MS = 400 * DAY;

/**
 * `EXPOSURES / ROTATION#…` each leak that was contained, written with its plan · `EXPOSURE#… / SAID#…` what people have
 * said of it. Nothing of it expires before it is closed.
 */
export function exposuresTable(table: Table): Exposures {
  const saidIn = (rotation: string) => `EXPOSURE#${rotation}`;
  return {
    async open() {
      const rows = await table.query(EXPOSURES, 'ROTATION#');
      return rows.filter(({ closedAt }) => closedAt === null).map(openOf);
    },
    async attestations(rotation) {
      const rows = await table.query(saidIn(rotation), 'SAID#');
      return rows.map((row) => attestationOf(rotation, row));
    },
    async attest(rotation, { check, by, at, because, covers }) {
      const sk = `SAID#${String(at).padStart(15, '0')}#${check}`;
      await table.put({ pk: saidIn(rotation), sk, check, by, at, because, covers: [...covers] });
    },
    async closed({ rotation }, at) {
      const expiresAt = at === null ? null : seconds(at + KEPT_MS);
      await table.set(exposureKey(rotation), { closedAt: at, expiresAt });
    },
  };
}

function openOf({ rotation, credential, principal, account, at }: TableRow): OpenExposure {
  return {
    rotation: String(rotation),
    credential: String(credential),
    principal: String(principal),
    account: String(account),
    at: Number(at),
  };
}

/** @throws {RangeError} for what is none: then nobody knows what was said */
function attestationOf(rotation: string, { check, by, at, because, covers }: TableRow): Attestation {
  const known = CHECKS.find((each) => each === check);
  const isList = Array.isArray(covers) && covers.every((id): id is string => typeof id === 'string');
  if (known === undefined || typeof by !== 'string' || typeof because !== 'string' || !isList)
    throw new RangeError(`expected what a person said of the exposure of plan ${rotation}, got another row`);
  return { check: known, by, at: Number(at), because, covers };
}
