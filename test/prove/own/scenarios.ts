import type { Gates } from '../../../lib/core/rotation/live.ts';
import type { Plan } from '../../../lib/core/rotation/plan.ts';
import { PROTOCOL_TABLES, type Tables } from '../../../lib/core/rotation/tables.ts';
import { ROTATE, worldOf } from '../scenarios.ts';
import { FOREIGN, OLD, type World } from '../world.ts';
import { IDLE, type RotationFunction } from './function.ts';

/** A secret that a function of its own rotates: its versions are its credentials, by their ids. */
export const OWN: Plan = {
  ...ROTATE,
  credentialKind: 'rotated-secret',
  principal: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:app',
  key: OLD,
  slots: [],
  secret: { arn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:app', version: OLD },
  copies: [{ id: 'secret', kind: 'secret' }],
  dependents: [{ id: 'd', copy: 'secret' }],
  where: { ...ROTATE.where, rotatedBy: 'arn:aws:lambda:eu-west-1:111122223333:function:rotates' },
};

const ONE_WAY: Plan = {
  ...OWN,
  approvals: ['deactivate'],
  where: { ...OWN.where, noWayBack: ['secret'] },
};

const OPAQUE: Plan = { ...ONE_WAY, approvals: [], where: { ...ONE_WAY.where, shape: { as: 'opaque' } } };

function ownWorld(
  plan: Plan,
  faults: number,
  tables: Tables,
  fn: Partial<RotationFunction> = {},
  change: Partial<World> = {},
): World {
  return {
    ...worldOf(plan, faults, tables),
    current: OLD,
    versions: { [OLD]: OLD, px: FOREIGN },
    env: FOREIGN,
    hidden: 'done',
    fn: { ...IDLE, ...fn },
    ...change,
  };
}

/** Every way such a rotation can find the world: as planned, otherwise than declared, or with what should stop it. */
export function ownStarts(faults: number, tables: Tables = PROTOCOL_TABLES): World[] {
  const fewer = Math.min(faults, 1);
  const good = [
    ownWorld(OWN, faults, tables),
    ownWorld(OWN, fewer, tables, { keepsLabel: true }),
    ownWorld(ONE_WAY, faults, tables, { kills: true }),
    // Declared to keep the old value, and it does not.
    ownWorld(OWN, fewer, tables, { kills: true }),
    ownWorld(OPAQUE, fewer, tables),
    ownWorld(OPAQUE, fewer, tables, { kills: true }),
    // What the rotation before has left.
    ownWorld(OWN, 0, tables, {}, { pending: OLD }),
  ];
  const gates = ownWorld(OWN, 0, tables).gates;
  const bad: Partial<World>[] = [
    ...(Object.keys(gates) as (keyof Gates)[]).flatMap((gate) =>
      ([false, 'unknown'] as const).map((answer) => ({ gates: { ...gates, [gate]: answer } })),
    ),
    { pending: 'px' },
    { current: 'px' },
    { current: 'px', pending: 'px' },
    { switch: 'pause' },
    { keys: ownWorld(OWN, 0, tables).keys.map((key) => ({ ...key, status: 'Inactive' as const })) },
    { dependents: [{ id: 'd', held: OLD, ill: 'always', stuck: false }] },
    { hangs: true },
  ];
  const all = [...good, ...bad.map((change) => ownWorld(OWN, 0, tables, {}, { ...change, excuse: 'o' }))];
  return all.map((world, index) => ({ ...world, name: `own${index}` }));
}
