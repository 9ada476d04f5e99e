import type { Plan } from '../../lib/core/rotation/plan.ts';
import { begin, contain } from '../../lib/core/rotation/start.ts';
import { PROTOCOL_TABLES, type Tables } from '../../lib/core/rotation/tables.ts';
import { FOREIGN, NEVER, OLD, type World } from './world.ts';

/** Durations in ticks: everything is longer than a tick of lag, and short enough to search. */
const DURATIONS = {
  lease: 1,
  refresh: 1,
  watch: 2,
  quarantine: 2,
  drain: 2,
  settle: 1,
  patience: 3,
  parkAfter: 6,
} as const;

export const ROTATE: Plan = {
  kind: 'rotate',
  credentialKind: 'iam-access-key',
  principal: 'arn:aws:iam::111122223333:user/app',
  key: OLD,
  slots: [{ id: OLD, status: 'Active' }],
  secret: { arn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:app', version: 'v0' },
  copies: [
    { id: 'env', kind: 'copy' },
    { id: 'secret', kind: 'secret' },
  ],
  dependents: [
    { id: 'd1', copy: 'env' },
    { id: 'd2', copy: 'secret' },
  ],
  approvals: [],
  durations: DURATIONS,
  policyVersion: '1',
};

export function worldOf(plan: Plan, faults: number, tables: Tables = PROTOCOL_TABLES): World {
  return {
    now: 0,
    plan,
    keys: [{ id: OLD, status: 'Active', maker: 'other', recorded: true, since: NEVER, proved: true }],
    made: 0,
    stale: null,
    used: {},
    current: 'v0',
    pending: null,
    versions: { v0: OLD, px: 'X' },
    env: OLD,
    dependents: plan.dependents.map(({ id }) => ({ id, held: OLD, ill: 'no', stuck: false })),
    hidden: 'asleep',
    switch: 'run',
    containSwitch: 'run',
    denied: { full: false, sessionsBefore: null },
    refuses: 'nothing',
    successor: null,
    gates: { owner: true, window: true, soleRotation: true, storeWritable: true, wayBack: true },
    row: begin(tables, 'r', plan, 1, 0),
    flights: [],
    faults,
    budget: faults,
    excuse: false,
    leaky: false,
  };
}

export const CONTAIN: Plan = { ...ROTATE, kind: 'contain' };
export const RETIRE: Plan = { ...ROTATE, kind: 'retire', secret: null, copies: [], dependents: [] };

/** Contain from the start: both of the user's slots may be in use. */
export function containOf(faults: number, tables: Tables = PROTOCOL_TABLES): World {
  const world = worldOf(ROTATE, faults, tables);
  return { ...world, plan: CONTAIN, excuse: false, row: contain(tables, 'c', CONTAIN, null, 2, 0) };
}

/** A key that nobody is known to hold, and somebody may. */
export function retireOf(faults: number, tables: Tables = PROTOCOL_TABLES): World {
  return { ...worldOf(RETIRE, faults, tables), current: 'px', env: FOREIGN };
}
