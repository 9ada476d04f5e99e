import * as z from 'zod/mini';
import { accountIn } from '../../core/rotation/accounts.ts';
import { BUILDERS } from '../../core/rotation/calls.ts';
import { PROTOCOL, type Row } from '../../core/rotation/ledger.ts';
import type { EffectId, StepId, TableId } from '../../core/rotation/step.ts';
import { STEPS } from '../../core/rotation/steps/index.ts';
import { RowError } from '../../ports/rotation.ts';
import { planSchema } from './plan-schema.ts';

const tableIds = Object.keys(STEPS) as TableId[];
const stepIds = [...new Set(Object.values(STEPS).flatMap((steps) => steps.map(({ id }) => id)))];
const effectIds = Object.keys(BUILDERS) as EffectId[];
const FORWARD = ['rotate', 'retire', 'contain', 'reap', 'repair'] as const;

const moment = z.number();
const maybe = z.nullable(moment);
const key = z.string();
const copy = z.number().check(z.nonnegative());
const effect = z.enum(effectIds);

function place<Table extends TableId>(tables: readonly Table[]) {
  return z
    .strictObject({ table: z.enum(tables), step: z.enum<StepId[]>(stepIds), copy })
    .check(z.refine(({ table, step }) => STEPS[table].some(({ id }) => id === step)));
}

const call = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('createKey') }),
  z.strictObject({ do: z.literal('stageVersion'), version: z.string(), key }),
  z.strictObject({ do: z.literal('moveCurrent'), from: z.string(), to: z.string() }),
  z.strictObject({ do: z.literal('writeCopy'), copy: z.string(), version: z.string(), key }),
  z.strictObject({ do: z.literal('redeploy'), dependent: z.string() }),
  z.strictObject({ do: z.literal('setStatus'), key, status: z.enum(['Active', 'Inactive']) }),
  z.strictObject({ do: z.literal('deleteKey'), key }),
  z.strictObject({ do: z.literal('dropPending'), version: z.string() }),
  z.strictObject({ do: z.literal('denyAll') }),
  z.strictObject({ do: z.literal('denySessions'), before: moment }),
  z.strictObject({ do: z.literal('seal') }),
  z.strictObject({ do: z.literal('createSuccessor') }),
  z.strictObject({ do: z.literal('startRotation'), version: z.string() }),
]);

const containment = z.strictObject({
  deny: z.enum(['none', 'asked', 'refused']),
  seal: z.enum(['none', 'sealed', 'failed']),
  targets: z.array(key),
  versions: z.array(z.string()),
  formers: z.array(key),
  replaced: z.record(z.string(), z.nullable(key)),
});

const people = z.strictObject({
  requestedBy: z.string(),
  at: moment,
  authors: z.array(z.string()),
  approvalsWithin: z.number(),
  approvals: z.array(
    z.strictObject({ what: z.enum(['deactivate', 'delete', 'users']), by: z.string(), at: moment }),
  ),
});

const common = {
  rotation: z.string(),
  protocol: z.number(),
  plan: planSchema,
  fence: z.number(),
  seq: z.number(),
  state: z.enum(['going', 'parked', 'refused', 'done', 'restored', 'blocked', 'superseded']),
  fault: z.nullable(
    z.strictObject({ code: z.enum(['Refused', 'Parked', 'Blocked', 'RolledBack']), because: z.string() }),
  ),
  intent: z.nullable(z.strictObject({ effect, call })),
  leaseUntil: maybe,
  opened: z.array(z.string()),
  unresolved: z.array(effect),
  newKey: z.nullable(key),
  creations: z.number(),
  exposed: z.array(key),
  approved: z.array(z.enum(['deactivate', 'delete', 'users'])),
  abort: z.boolean(),
  illSince: maybe,
  stuckSince: z.exactOptional(maybe),
  failing: z.exactOptional(z.nullable(z.strictObject({ since: moment, last: moment }))),
  marks: z.exactOptional(
    z.record(
      z.string(),
      z.strictObject({
        key,
        sign: z.string(),
        lost: z.exactOptional(z.literal(true)),
        by: z.exactOptional(z.string()),
      }),
    ),
  ),
  redeployed: z.exactOptional(z.record(z.string(), moment)),
  orphan: z.nullable(key),
  times: z.strictObject({
    entered: moment,
    watchFrom: moment,
    vouched: maybe,
    published: maybe,
    deactivated: maybe,
  }),
  contain: z.nullable(containment),
  people: z.exactOptional(people),
};

/** Strict: a field that this code does not know would be lost by its next write. */
const row = z.discriminatedUnion('noReturn', [
  z.strictObject({
    ...common,
    noReturn: z.literal(false),
    place: place(tableIds),
    back: z.nullable(place(tableIds)),
  }),
  z.strictObject({
    ...common,
    noReturn: z.literal(true),
    place: place(FORWARD),
    back: z.nullable(place(FORWARD)),
  }),
]);

/**
 * A stored row, whole or not at all.
 * @throws {RowError} when it is none, or of a protocol that this code does not read
 */
export function parseRow(rotation: string, stored: unknown): Row {
  const protocol = (stored as { readonly protocol?: unknown } | null | undefined)?.protocol;
  if (protocol !== PROTOCOL && protocol !== PROTOCOL - 1) {
    const got = typeof protocol === 'number' ? `protocol ${protocol}` : 'no protocol';
    throw new RowError(rotation, `${got} where ${PROTOCOL - 1} and ${PROTOCOL} are read`);
  }
  const parsed = row.safeParse(stored);
  if (!parsed.success) {
    const fields = parsed.error.issues.map(({ path, code }) => `${path.join('.')} (${code})`);
    throw new RowError(rotation, `something else in ${fields.slice(0, 5).join(', ')}`);
  }
  if (parsed.data.rotation !== rotation) throw new RowError(rotation, 'the row of another rotation');
  const account = accountIn(rotation);
  if (account !== undefined && parsed.data.plan.where.account !== account)
    throw new RowError(rotation, 'a plan of another account than its id names');
  return parsed.data;
}
