import { PROTOCOL, type Row } from '../../lib/core/rotation/ledger.ts';
import type { Plan } from '../../lib/core/rotation/plan.ts';
import { NEVER, OLD, type World } from './world.ts';

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

export function rowOf(plan: Plan): Row {
  return {
    rotation: 'r',
    protocol: PROTOCOL,
    plan,
    fence: 1,
    seq: 1,
    state: 'going',
    place: { table: plan.kind, step: plan.kind === 'rotate' ? 'issue' : 'deactivate', copy: 0 },
    noReturn: false,
    back: null,
    fault: null,
    intent: null,
    leaseUntil: null,
    opened: [],
    unresolved: [],
    newKey: null,
    newVersion: null,
    creations: 0,
    exposed: [],
    approved: [],
    abort: false,
    illSince: null,
    orphan: null,
    times: { entered: 0, watchFrom: 0, vouched: null, published: null, deactivated: null },
    contain: null,
  };
}

export function worldOf(plan: Plan, faults: number): World {
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
    gates: { owner: true, window: true, soleRotation: true, storeWritable: true, wayBack: true },
    row: rowOf(plan),
    flights: [],
    faults,
    excuse: false,
  };
}
