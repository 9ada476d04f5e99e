import { PROTOCOL, type Row } from '../../core/rotation/ledger.ts';
import { PROTOCOL_TABLES, type Tables } from '../../core/rotation/tables.ts';
import type { RotationClock, RotationHands, RotationLedger } from '../../ports/rotation.ts';
import { runStep, type StepResult } from './run-step.ts';

export interface ReconcilePorts {
  readonly ledger: RotationLedger;
  readonly clock: RotationClock;
  /** Hands of their own for each row. */
  hands(row: Row): RotationHands;
}

export interface Reconciled {
  readonly converged: readonly StepResult[];
  /** Rotations whose rows are of a protocol that this code does not read, or whose step failed. */
  readonly failed: readonly { readonly rotation: string; readonly cause: unknown }[];
}

/** Takes every open row as far as it goes, whatever its execution left. One row's failure stops no other. */
export async function reconcile(
  ports: ReconcilePorts,
  tables: Tables = PROTOCOL_TABLES,
): Promise<Reconciled> {
  const { ledger, clock } = ports;
  const converged: StepResult[] = [];
  const { rows, unreadable } = await ledger.open();
  const failed = [...unreadable];
  for (const row of rows) {
    try {
      if (row.protocol > PROTOCOL || row.protocol < PROTOCOL - 1) {
        throw new RangeError(
          `expected a row of protocol ${PROTOCOL - 1} or ${PROTOCOL}, got ${row.protocol}`,
        );
      }
      converged.push(await runStep({ ledger, clock, hands: ports.hands(row) }, row.rotation, tables));
    } catch (cause) {
      failed.push({ rotation: row.rotation, cause });
    }
  }
  return { converged, failed };
}
