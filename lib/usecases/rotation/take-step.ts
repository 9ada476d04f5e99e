import { answerOf, type StepAnswer } from '../../core/rotation/answer.ts';
import { PROTOCOL_TABLES, type Tables } from '../../core/rotation/tables.ts';
import { runStep, type StepPorts } from './run-step.ts';

/**
 * What a worker does: takes a plan as far as it goes in its role, and tells where it stands.
 * @throws {RangeError} when the ledger has no such rotation
 */
export async function takeStep(
  ports: StepPorts,
  rotation: string,
  tables: Tables = PROTOCOL_TABLES,
): Promise<StepAnswer> {
  return answerOf(await runStep(ports, rotation, tables), ports.clock.now());
}
