import type { Gates } from '../../lib/core/rotation/live.ts';
import type { Plan } from '../../lib/core/rotation/plan.ts';
import { begin, contain } from '../../lib/core/rotation/start.ts';
import { PROTOCOL_TABLES, type Tables } from '../../lib/core/rotation/tables.ts';
import { rolloutOf } from './redeploys.ts';
import { FOREIGN, type Key, NEVER, OLD, SPARED, type World } from './world.ts';

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
  poll: 1,
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
  where: {
    partition: 'aws',
    account: '111122223333',
    region: 'eu-west-1',
    regions: ['eu-west-1'],
    owner: 'payments',
    window: null,
    shape: { as: 'json', accessKeyId: 'accessKeyId', secretAccessKey: 'secretAccessKey' },
    targets: {},
    probes: {},
    seenAs: {},
    noWayBack: [],
  },
};

export function worldOf(plan: Plan, faults: number, tables: Tables = PROTOCOL_TABLES): World {
  return {
    name: '',
    now: 0,
    plan,
    keys: [{ id: OLD, status: 'Active', maker: 'other', recorded: true, since: NEVER, proved: true }],
    made: 0,
    stale: null,
    lingering: null,
    used: {},
    current: 'v0',
    pending: null,
    versions: { v0: OLD, px: 'X' },
    env: OLD,
    envSign: 0,
    dependents: plan.dependents.map(({ id }) => ({
      id,
      held: OLD,
      ill: 'no',
      stuck: false,
      ...rolloutOf({ plan }, id),
    })),
    hidden: 'asleep',
    reader: 'none',
    switch: 'run',
    containSwitch: 'run',
    denied: { full: false, sessionsBefore: null },
    refuses: 'nothing',
    successor: null,
    successorSince: NEVER,
    fails: null,
    hangs: false,
    secretGone: false,
    fn: null,
    gates: { owner: true, window: true, soleRotation: true, storeWritable: true, wayBack: true },
    row: begin(tables, 'r', plan, 1, 0),
    flights: [],
    faults,
    budget: faults,
    excuse: '',
    late: 0,
    leaky: false,
  };
}

export const CONTAIN: Plan = { ...ROTATE, kind: 'contain' };

/** The same with a copy that can be written and not read back. */
export function writeOnly(plan: Plan): Plan {
  return {
    ...plan,
    copies: plan.copies.map((copy) => (copy.id === 'env' ? { ...copy, writeOnly: true } : copy)),
  };
}
export const RETIRE: Plan = { ...ROTATE, kind: 'retire', secret: null, copies: [], dependents: [] };

/** Contain from the start: nothing else is live. */
export function containStarts(faults: number, tables: Tables = PROTOCOL_TABLES): World[] {
  const asked: Plan = { ...CONTAIN, approvals: ['delete'] };
  const ownerless: Plan = { ...CONTAIN, where: { ...CONTAIN.where, owner: null } };
  const alone: Plan = { ...CONTAIN, secret: null, copies: [], dependents: [] };
  const unstored: Plan = { ...CONTAIN, secret: null, copies: [] };
  const partly: Plan = { ...CONTAIN, copies: CONTAIN.copies.filter(({ kind }) => kind === 'secret') };
  const all = [CONTAIN, asked, ownerless, alone, unstored, partly].map((plan, index) => ({
    ...worldOf(ROTATE, index === 0 ? faults : Math.min(faults, 1), tables),
    name: `contain${index}`,
    plan,
    row: contain(tables, 'c', plan, null, 2, 0),
  }));
  return [...all, sparingStart(faults, tables)];
}

/** The same of what a third party issued: there is no user to deny anything to, and its last use is kept. */
function undeniable(plan: Plan): Plan {
  return { ...plan, credentialKind: 'third-party-token', where: { ...plan.where, issuer: ISSUER } };
}

/** A rotation of it. */
export function undeniableRotation(faults: number, tables: Tables = PROTOCOL_TABLES): World {
  return { ...worldOf(undeniable(ROTATE), faults, tables), name: 'undeniable' };
}

/** A contain of it: of one, of two that are Active, and of one that nobody owns. */
export function undeniableStarts(faults: number, tables: Tables = PROTOCOL_TABLES): World[] {
  const other: Key = { ...MADE_BY_OTHERS, id: 'P' };
  const two = [...CONTAIN.slots, { id: 'P', status: 'Active' }] as const;
  const ownerless = { ...CONTAIN, where: { ...CONTAIN.where, owner: null } };
  return [CONTAIN, { ...CONTAIN, slots: two }, ownerless].map(undeniable).map((plan, at) => {
    const world = worldOf(undeniable(ROTATE), at === 0 ? faults : Math.min(faults, 1), tables);
    return {
      ...world,
      name: `undeniable${at}`,
      plan,
      keys: plan.slots.length > 1 ? [...world.keys, other] : world.keys,
      row: contain(tables, 'c', plan, null, 2, 0),
    };
  });
}

const MADE_BY_OTHERS = {
  status: 'Active',
  maker: 'other',
  recorded: true,
  since: NEVER,
  proved: true,
} as const;

const ISSUER: NonNullable<Plan['where']['issuer']> = {
  api: 'https://bridge.example.com',
  principal: 'app',
  access: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:bridge',
  secret: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:app',
  abilities: {
    slots: 2,
    revertible: true,
    retrySafe: false,
    oldUsableAfter: true,
    lastUsedSignal: 'kept',
  },
};

/** What leaked is Inactive, and the other key of the user, which did not leak, is what everybody holds. */
export function sparingStart(faults: number, tables: Tables = PROTOCOL_TABLES): World {
  const slots = [
    { id: OLD, status: 'Inactive' },
    { id: SPARED, status: 'Active' },
  ] as const;
  const plan: Plan = { ...CONTAIN, secret: null, copies: [], dependents: [], slots, spares: [SPARED] };
  const world = worldOf(ROTATE, faults, tables);
  return {
    ...world,
    name: 'sparing',
    plan,
    row: contain(tables, 'c', plan, null, 2, 0),
    keys: slots.map((slot) => ({ ...slot, maker: 'other', recorded: true, since: NEVER, proved: true })),
    versions: { ...world.versions, v0: SPARED },
    env: SPARED,
    dependents: world.dependents.map((one) => ({ ...one, held: SPARED })),
  };
}

/** The same with readers that take a value only when their tasks start. */
export function redeployed(plan: Plan): Plan {
  const dependents = plan.dependents.map((one) => ({ ...one, redeployed: true as const }));
  // Their last use of what they held shows a tick later than that of others.
  return { ...plan, dependents, durations: { ...plan.durations, parkAfter: 7 } };
}

/** A rotation, and a contain from the start, of readers that take a value only when their tasks start. */
export function redeployStarts(faults: number, tables: Tables = PROTOCOL_TABLES): World[] {
  return bothOf('redeployed', redeployed, faults, tables);
}

/** A contain of one such reader, of the secret alone: small enough for pairs of faults. */
export function serviceContained(faults: number, tables: Tables = PROTOCOL_TABLES): World {
  const copies = CONTAIN.copies.filter(({ kind }) => kind === 'secret');
  const dependents = CONTAIN.dependents.filter(({ copy }) => copy === 'secret');
  const plan = redeployed({ ...CONTAIN, copies, dependents });
  return {
    ...worldOf(redeployed({ ...ROTATE, dependents }), faults, tables),
    name: 'a service, contain',
    plan,
    row: contain(tables, 'c', plan, null, 2, 0),
  };
}

/** The same with a copy that a person writes. */
function byHand(plan: Plan): Plan {
  const copies = writeOnly(plan).copies.map((copy) =>
    copy.writeOnly ? { ...copy, byHand: true as const } : copy,
  );
  return { ...plan, copies };
}

/** A rotation, and a contain from the start, with a copy that a person writes. */
export function byHandStarts(faults: number, tables: Tables = PROTOCOL_TABLES): World[] {
  return bothOf('by hand', byHand, faults, tables);
}

/** A rotation, and a contain from the start, of a copy that can be written and not read back. */
export function writeOnlyStarts(faults: number, tables: Tables = PROTOCOL_TABLES): World[] {
  return bothOf('unread', writeOnly, faults, tables);
}

function bothOf(name: string, change: (plan: Plan) => Plan, faults: number, tables: Tables): World[] {
  const plan = change(CONTAIN);
  const world = worldOf(change(ROTATE), faults, tables);
  return [
    { ...world, name },
    { ...world, name: `${name}, contain`, plan, row: contain(tables, 'c', plan, null, 2, 0) },
  ];
}

/** A key that nobody is known to hold, and somebody may. */
export function retireStarts(faults: number, tables: Tables = PROTOCOL_TABLES): World[] {
  const world = { ...worldOf(RETIRE, faults, tables), current: 'px', env: FOREIGN };
  const asked: Plan = { ...RETIRE, approvals: ['deactivate', 'delete'] };
  const ownerless: Plan = { ...RETIRE, approvals: ['deactivate'], where: { ...RETIRE.where, owner: null } };
  const held: Plan = { ...ROTATE, kind: 'retire' };
  const all: World[] = [
    world,
    { ...world, plan: asked, row: begin(tables, 'r', asked, 1, 0) },
    { ...world, plan: ownerless, row: begin(tables, 'r', ownerless, 1, 0) },
    { ...worldOf(held, 0, tables), excuse: 'o' },
    { ...world, faults: 0, excuse: 'o', gates: { ...world.gates, window: false } },
    { ...world, faults: 0, excuse: 'o', gates: { ...world.gates, window: 'unknown' } },
  ];
  return all.map((one, index) => ({ ...one, name: `retire${index}` }));
}

/** A kind of credential of whose use nothing tells: its deactivation is always asked for, its deletion never. */
function unseen(plan: Plan): Plan {
  return { ...plan, credentialKind: 'service-specific-credential', approvals: ['deactivate'] };
}

/** A rotation, one that nobody is asked to approve, and one with a reader whom nobody knows. */
export function unseenRotateStarts(faults: number, tables: Tables = PROTOCOL_TABLES): World[] {
  const world = worldOf(unseen(ROTATE), faults, tables);
  return [
    { ...world, name: 'unseen' },
    {
      ...worldOf({ ...world.plan, approvals: [] }, Math.min(faults, 1), tables),
      name: 'unseen, unasked',
      excuse: 'o',
    },
    { ...world, faults: Math.min(faults, 1), name: 'unseen, read', reader: 'asleep' },
  ];
}

export function unseenRetireStarts(faults: number, tables: Tables = PROTOCOL_TABLES): World[] {
  const world = worldOf(unseen(RETIRE), faults, tables);
  return [{ ...world, name: 'unseen, retire', current: 'px', env: FOREIGN }];
}

/** Every way a rotation can find the world when it begins: as planned, or with one thing that should stop it. */
export function rotateStarts(faults: number, tables: Tables = PROTOCOL_TABLES): World[] {
  const world = worldOf(ROTATE, faults, tables);
  const bad = (change: Partial<World>): World => ({ ...world, ...change, excuse: 'o', faults: 0 });
  const planned = (plan: Plan): World => worldOf(plan, Math.min(faults, 1), tables);
  const [first] = world.dependents;
  const person: Key = {
    id: 'P',
    status: 'Active',
    maker: 'other',
    recorded: true,
    since: NEVER,
    proved: false,
  };
  const gates = (Object.keys(world.gates) as (keyof Gates)[]).flatMap((gate) =>
    ([false, 'unknown'] as const).map((answer) => bad({ gates: { ...world.gates, [gate]: answer } })),
  );
  const withSlot: Plan = { ...ROTATE, slots: [...ROTATE.slots, { id: 'P', status: 'Active' }] };
  const all = [
    world,
    planned({ ...ROTATE, copies: ROTATE.copies.toReversed() }),
    planned({ ...ROTATE, approvals: ['deactivate', 'delete'] }),
    ...gates,
    bad({ keys: [...world.keys, person] }),
    { ...planned(withSlot), keys: [...world.keys, person], excuse: 'o', faults: 0 },
    bad({ keys: world.keys.map((key) => ({ ...key, status: 'Inactive' as const })) }),
    bad({ pending: 'px' }),
    bad({ current: 'px' }),
    bad({ env: FOREIGN }),
    bad({ switch: 'pause' }),
    bad({
      dependents: world.dependents.map((one) => (one === first ? { ...one, ill: 'always' as const } : one)),
    }),
  ];
  return all.map((one, index) => ({ ...one, name: `${index}` }));
}
