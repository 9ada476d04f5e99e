import type { SecretTold } from '../../../aws/rotation/secret-versions.ts';
import type { Row } from '../../../core/rotation/ledger.ts';
import type { Deployment, Health, KeyFact, Known, Live, Proof, Use } from '../../../core/rotation/live.ts';
import { withMarks } from '../../../core/rotation/marks.ts';
import type { KeyId } from '../../../core/rotation/plan.ts';
import { PROTOCOL_TABLES } from '../../../core/rotation/tables.ts';
import type { Probed } from '../../../ports/rotation.ts';
import { kindOf } from '../kinds/index.ts';
import type { KindHands } from '../kinds/kind.ts';
import { type Asks, asksOf } from './asks.ts';
import { gatesOf } from './gates.ts';
import { type Gateways, gatewaysOf } from './gateways.ts';
import { keyFacts } from './key-facts.ts';
import type { HandsPorts } from './ports.ts';
import { proofByState } from './proof-by-state.ts';
import { type Reading, readingOf } from './reading.ts';
import { healthSeen, withSeen } from './seen.ts';

/** Above every single limit in it, so that one look ends. */
const LOOK_MS = 60_000;

type Deployments = Readonly<Record<string, Known<Deployment>>>;

const NOTHING_PROBED: Probed = { proofs: {}, dependents: {}, copies: {} };

/** Everything that the row's step asks of the world. Never throws for what AWS, a probe or the table does. */
export async function look(ports: HandsPorts, row: Row): Promise<Live> {
  const { plan } = row;
  const reading = readingOf(ports);
  const own = plan.kind === 'contain' ? 'contain' : 'rotate';
  const asks = asksOf(ports.tables ?? PROTOCOL_TABLES, row);
  const gateways = gatewaysOf(ports.clients, plan.where);
  const kind = kindOf(plan).hands({ gateways, row, issuerRole: ports.issuerRole, clock: ports.clock });
  const [keys, uses, secret, denied, successor, probed, seen, deployments, position] = await Promise.all([
    reading('access keys', () => keyFacts(kind, row, reading)),
    usesOf(kind, asks, reading),
    plan.secret === null ? null : describe(gateways, plan.secret.arn, reading),
    asks.denied ? reading('policies of the user', () => kind.denied()) : ('unknown' as const),
    asks.successor ? reading('the successor', () => kind.successor()) : null,
    probe(ports, row, asks, reading),
    healthSeen({ kind, row, asked: asks.dependents, now: ports.clock.now(), reading }),
    deploymentsOf(gateways, row, asks, reading),
    reading('its switch', () => ports.switches.read(own)),
  ]);
  const gates = await gatesOf({ ports, gateways, kind, row, asks, secret, copies: probed.copies, reading });
  const at = ports.clock.now();
  const signs = probed.signs ?? {};
  return {
    // After everything was read: a lease that ran out meanwhile is over.
    at,
    // The other one has no say.
    switch: own === 'rotate' && position !== 'unknown' ? position : 'unreadable',
    containSwitch: own === 'contain' && position !== 'unknown' ? position : 'unreadable',
    keys,
    uses,
    secret: labelsOf(secret, asks, probed),
    copies: withMarks(row, probed.copies, signs, at),
    signs,
    dependents: withReplicas(row, withSeen(row, probed.dependents, seen), secret),
    ...(asks.deployments.length === 0 ? {} : { deployments: ofReplicas(row, deployments, secret) }),
    proofs: { ...probed.proofs, ...byState(row, asks, { keys, denied, at }) },
    denied,
    successor,
    gates,
  };
}

function describe({ secrets }: Gateways, arn: string, reading: Reading): Promise<Known<SecretTold>> {
  return reading('the secret', () => secrets.describe(arn));
}

function labelsOf(
  secret: Known<SecretTold> | null,
  { laidOut }: Asks,
  { laidOut: held = 'unknown' }: Probed,
): Live['secret'] {
  // No secret: no label is anywhere, which is known.
  if (secret === null) return { current: null, pending: null };
  if (secret === 'unknown' || secret.isDeleted) return 'unknown';
  const { AWSCURRENT: current = null, AWSPENDING: pending = null } = secret.labels;
  if (laidOut === null || pending !== laidOut) return { current, pending };
  if (held === 'unknown') return 'unknown';
  // Nothing is staged by the label on an empty version.
  return { current, pending: held === 'empty' ? null : pending };
}

async function usesOf(
  kind: KindHands,
  { uses }: Asks,
  reading: Reading,
): Promise<Readonly<Record<KeyId, Use>>> {
  const read = await Promise.all(
    uses.map(async (key) => {
      const use = await reading('the uses of the key', () => kind.use(key));
      return [key, use === 'unknown' ? ({ state: 'unknown' } as const) : use] as const;
    }),
  );
  return Object.fromEntries(read);
}

async function probe(
  { prober }: HandsPorts,
  { plan, illSince }: Row,
  { proofs, dependents, copies, laidOut }: Asks,
  reading: Reading,
): Promise<Probed> {
  const signed = proofs.filter(({ version }) => version !== null);
  if (signed.length + dependents.length + copies.length === 0 && laidOut === null) return NOTHING_PROBED;
  const asked = {
    plan,
    proofs: signed,
    dependents,
    copies,
    ...(laidOut === null ? {} : { laidOut }),
    ...(illSince === null ? {} : { again: true }),
  };
  const probed = await reading('the prober', () => prober.probe(asked), LOOK_MS);
  return probed === 'unknown' ? NOTHING_PROBED : probed;
}

async function deploymentsOf(
  gateways: Gateways,
  { plan }: Row,
  { deployments }: Asks,
  reading: Reading,
): Promise<Deployments> {
  const read = deployments.map(async (id) => {
    const place = plan.where.redeploys?.[id];
    if (place === undefined) return [id, 'unknown'] as const;
    const told = await reading(`the deployments of ${id}`, () =>
      gateways.services(place.region).deployment(place),
    );
    return [id, told] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

/** Nobody is started anew while a replica that they may read is behind. */
function ofReplicas(row: Row, deployments: Deployments, secret: Known<SecretTold> | null): Deployments {
  const waits = behind(row, secret);
  return Object.fromEntries(
    Object.entries(deployments).map(([id, told]) => [id, waits.has(id) ? 'unknown' : told]),
  );
}

function behind({ plan }: Row, secret: Known<SecretTold> | null): ReadonlySet<string> {
  if (secret === null || secret === 'unknown' || secret.behind.length === 0) return new Set();
  const secrets = new Set(plan.copies.filter(({ kind }) => kind === 'secret').map(({ id }) => id));
  return new Set(plan.dependents.filter(({ copy }) => secrets.has(copy)).map(({ id }) => id));
}

/** Whoever reads a replica that is behind has not got what was published, however well it is. */
function withReplicas(
  row: Row,
  dependents: Probed['dependents'],
  secret: Known<SecretTold> | null,
): Readonly<Record<string, Health>> {
  const waits = behind(row, secret);
  return Object.fromEntries(
    Object.entries(dependents).map(([id, health]) => [
      id,
      waits.has(id) && health === 'well' ? 'unknown' : health,
    ]),
  );
}

function byState(
  row: Row,
  { proofs }: Asks,
  seen: { readonly keys: Known<readonly KeyFact[]>; readonly denied: Live['denied']; readonly at: number },
): Readonly<Record<KeyId, Proof>> {
  const unstored = proofs.filter(({ version }) => version === null);
  return Object.fromEntries(unstored.map(({ key }) => [key, proofByState(row, key, seen)]));
}
