import { BEGIN, called, type Invocation, looked, wrote } from '../../core/rotation/invocation.ts';
import type { Row } from '../../core/rotation/ledger.ts';
import { type Role, roleOf } from '../../core/rotation/roles.ts';
import { PROTOCOL_TABLES, type Tables } from '../../core/rotation/tables.ts';
import { wakeAt } from '../../core/rotation/waiting.ts';
import type { RotationClock, RotationHands, RotationLedger } from '../../ports/rotation.ts';

/** Never so many in one invocation: a plan that finds no rest is left to the next one. */
const MOST_TURNS = 200;

export interface StepPorts {
  readonly ledger: Pick<RotationLedger, 'read' | 'write'>;
  /** Made for this invocation alone: the value that it may hold dies with it. */
  readonly hands: RotationHands;
  readonly clock: RotationClock;
  /** Whose calls this invocation may make; absent: all. What only the ledger is told, any role tells it. */
  readonly role?: Role;
}

export interface StepResult {
  readonly row: Row;
  /** Why there is nothing more to do now: a guard's name, or who has the row. */
  readonly because: string;
  /** The role whose call comes next; null: there is none now. */
  readonly needs: Role | null;
  /** Milliseconds since the epoch at which what is waited for may have come. */
  readonly wakeAt: number;
}

/**
 * Takes a plan as far as it goes now: reads the ledger and the world, decides, writes its intent, reads both again,
 * calls, and writes what came of it. Executions, duplicates of them and the reconciler all run this.
 * @throws {RangeError} when the ledger has no such rotation
 */
export async function runStep(
  ports: StepPorts,
  rotation: string,
  tables: Tables = PROTOCOL_TABLES,
): Promise<StepResult> {
  let invocation: Invocation = BEGIN;
  let needs: Role | null = null;
  for (let turn = 0; turn < MOST_TURNS && invocation.at !== 'over'; turn += 1) {
    needs = callFor(invocation, ports.role);
    invocation =
      needs === null
        ? await turnOf(ports, rotation, tables, invocation)
        : { at: 'over', because: `the next call is the ${needs}'s` };
  }
  const because = invocation.at === 'over' ? invocation.because : 'the invocation has taken its turns';
  const row = await read(ports.ledger, rotation);
  return { row, because, needs, wakeAt: wakeAt(row, because, ports.clock.now()) };
}

/** Somebody else's call is about to be intended: its intent is not written, so its lease does not begin. */
function callFor(invocation: Invocation, mine: Role | undefined): Role | null {
  if (mine === undefined || invocation.at !== 'writing' || invocation.after.at !== 'rechecking') return null;
  const { intent } = invocation.row;
  const role = intent === null ? mine : roleOf(intent.call);
  return role === mine ? null : role;
}

async function turnOf(
  { ledger, hands, clock }: StepPorts,
  rotation: string,
  tables: Tables,
  invocation: Exclude<Invocation, { at: 'over' }>,
): Promise<Invocation> {
  switch (invocation.at) {
    case 'looking': {
      const row = await read(ledger, rotation);
      return looked(tables, invocation, row, await hands.look(row));
    }
    case 'rechecking': {
      // The row last: it says whether this invocation may still act at all.
      const live = await hands.look(invocation.row);
      return looked(tables, invocation, await read(ledger, rotation), live);
    }
    case 'writing':
      return wrote(invocation, await ledger.write(invocation.expected, invocation.row));
    case 'calling': {
      const answer = await hands
        .call(invocation.row, invocation.call)
        .catch(() => ({ outcome: 'lost' }) as const);
      return called(tables, invocation, answer, clock.now());
    }
  }
}

async function read(ledger: StepPorts['ledger'], rotation: string): Promise<Row> {
  const row = await ledger.read(rotation);
  if (row === undefined) throw new RangeError(`expected a rotation in the ledger, got ${rotation}`);
  return row;
}
