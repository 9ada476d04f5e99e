import { expect, it } from 'vitest';
import { proofsAsked } from '../../../lib/core/rotation/proofs.ts';
import { begin } from '../../../lib/core/rotation/start.ts';
import type { StepId, TableId } from '../../../lib/core/rotation/step.ts';
import { PROTOCOL_TABLES } from '../../../lib/core/rotation/tables.ts';
import { ROTATE } from '../../prove/scenarios.ts';

const row = { ...begin(PROTOCOL_TABLES, 'r', ROTATE, 1, 10), newKey: 'N1', creations: 1 };

it.each<[TableId, StepId, object[]]>([
  ['rotate', 'issue', []],
  ['rotate', 'prove', [{ key: 'N1', version: 'r.1' }]],
  ['rotate', 'deactivate', []],
  ['rotate', 'delete', []],
  ['rollback', 'proveOld', [{ key: 'O', version: 'v0' }]],
])('%s.%s proves %j', (table, step, asked) => {
  expect(proofsAsked(PROTOCOL_TABLES, { ...row, place: { table, step, copy: 0 } } as typeof row)).toEqual(
    asked,
  );
});
