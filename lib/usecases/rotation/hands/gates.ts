import { startActions } from '../../../aws/rotation/own-rotation.ts';
import type { SecretTold } from '../../../aws/rotation/secret-versions.ts';
import type { Row } from '../../../core/rotation/ledger.ts';
import type { Gates, Known } from '../../../core/rotation/live.ts';
import type { Plan } from '../../../core/rotation/plan.ts';
import { isOpen } from '../../../core/rotation/windows.ts';
import type { Probed } from '../../../ports/rotation.ts';
import type { KindHands } from '../kinds/kind.ts';
import type { Asks } from './asks.ts';
import type { Gateways } from './gateways.ts';
import type { HandsPorts } from './ports.ts';
import type { Reading } from './reading.ts';

interface Around {
  readonly ports: HandsPorts;
  readonly gateways: Gateways;
  readonly kind: KindHands;
  readonly row: Row;
  readonly asks: Asks;
  readonly secret: Known<SecretTold> | null;
  readonly copies: Probed['copies'];
  readonly reading: Reading;
}

/** What preflight asks of the world around the credential; each is a reason to refuse. */
export async function gatesOf(around: Around): Promise<Gates> {
  const { ports, row, secret, reading } = around;
  const { where, copies } = row.plan;
  return {
    owner: where.owner !== null,
    window: await reading('the window', async () => isOpen(where.window, ports.clock.now())),
    soleRotation: soleRotation(secret, row.plan),
    storeWritable: await storeWritable(around),
    // Whoever applies a plan that names such a copy accepts it: it was shown to them, and nobody else may begin one.
    wayBack: !copies.some(({ id }) => where.noWayBack.includes(id)) || row.people !== undefined,
  };
}

/** The rotation that is configured on the secret may be the very one that asked for the plan. */
function soleRotation(
  secret: Known<SecretTold> | null,
  { where, served }: Pick<Plan, 'where' | 'served'>,
): Known<boolean> {
  if (secret === null) return false;
  if (secret === 'unknown') return 'unknown';
  const isReplica = secret.primaryRegion !== undefined && secret.primaryRegion !== where.region;
  if (where.rotatedBy !== undefined) return isReviewed(secret, where.rotatedBy) && !isReplica;
  const isOurs = served !== undefined && secret.rotationFunction === served.by;
  return (!secret.rotationEnabled || isOurs) && secret.owningService === undefined && !isReplica;
}

/** Its rotation is on, and calls the function that was reviewed: no other is started. */
function isReviewed({ rotationEnabled, rotationFunction, owningService }: SecretTold, by: string): boolean {
  return rotationEnabled && rotationFunction === by && owningService === undefined;
}

/** Whoever reads why a plan was refused finds each reason told. */
async function isReady({ ports, kind, reading }: Around): Promise<Known<boolean>> {
  const against = await reading('what a new one needs', () => kind.ready());
  if (against === 'unknown') return 'unknown';
  for (const why of against) ports.onTrouble?.('no new one can be made', why);
  return against.length === 0;
}

/**
 * Proved without writing: the issuer's policies allow it, the key that encrypts it is enabled, and what is stored has
 * the shape that a new value is put into, with the plan's own key in it; and nothing stands against a new one.
 */
async function storeWritable(around: Around): Promise<Known<boolean>> {
  const { ports, gateways, row, asks, secret, copies, reading } = around;
  const { plan } = row;
  if (!asks.store) return 'unknown';
  if (plan.secret === null || secret === null) return false;
  if (secret === 'unknown') return 'unknown';
  const { arn } = plan.secret;
  const { rotatedBy } = plan.where;
  const { kmsKey, isDeleted } = secret;
  const held = plan.copies
    .filter(({ kind }) => kind === 'secret' && rotatedBy === undefined)
    .map(({ id }) => {
      // null is something known: no key of that shape.
      const key = copies[id];
      return key === undefined || key === 'unknown' ? ('unknown' as const) : key === plan.key;
    });
  const [allowed, enabled, ready] = await Promise.all([
    reading('what the issuer may', () =>
      gateways.access.allows(ports.issuerRole, rotatedBy === undefined ? STORES : startActions.secret, arn),
    ),
    kmsKey === undefined || kmsKey === 'alias/aws/secretsmanager'
      ? true
      : reading('the key of the secret', () => gateways.access.isKeyEnabled(plan.where.region, kmsKey)),
    isReady(around),
  ]);
  return allOf([!isDeleted, allowed, enabled, ready, ...held]);
}

/** What the issuer does to store a value. */
const STORES = ['secretsmanager:PutSecretValue', 'secretsmanager:GetSecretValue'];

function allOf(answers: readonly Known<boolean>[]): Known<boolean> {
  if (answers.includes(false)) return false;
  return answers.includes('unknown') ? 'unknown' : true;
}
