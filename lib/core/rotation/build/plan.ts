import { abilitiesOf, isUnseen } from '../kinds/abilities.ts';
import type { ServiceUse } from '../kinds/service.ts';
import { isEnded, type Row } from '../ledger.ts';
import type { Copy, Durations, Plan, PlannedDependent } from '../plan.ts';
import type { DeclaredCopy, DeclaredCredential } from '../policy.ts';
import { rotationPolicyVersion, STORE } from '../policy.ts';
import type { StepId } from '../step.ts';
import type { Probe, Redeploy, SeenAs, Shape, Target, Where } from '../where.ts';
import { described, type KeyFacts, type StoreFacts } from './facts.ts';
import { ownerName } from './gates.ts';
import { isOutside, WRITE_ONLY } from './targets.ts';

/** What stands in a plan that stores nothing. */
const NO_SHAPE: Shape = { as: 'json', accessKeyId: 'accessKeyId', secretAccessKey: 'secretAccessKey' };

/** The plan of facts that nothing speaks against. */
export function planOf(facts: KeyFacts): Plan {
  const { kind, aim, policy, slots, served } = facts;
  const spares = sparesOf(facts);
  // Whoever depends on the user holds a key that is spared: nobody is cut off, and nobody needs another.
  const store = spares.length > 0 ? null : usableStore(facts);
  const declared = spares.length > 0 || (store === null && kind !== 'contain') ? undefined : facts.declared;
  // Without a place to store a successor's value nobody can be given one: they are cut off, and the ledger says so.
  const stored = store === null ? undefined : declared;
  return {
    kind,
    credentialKind: aim.kind,
    principal: aim.principal,
    key: aim.id,
    slots: slots === 'unknown' ? [] : slots.map(({ id, status }) => ({ id, status })).toSorted(byId),
    secret: store,
    copies: stored === undefined ? [] : copiesOf(stored),
    dependents: declared === undefined ? [] : dependentsOf(declared),
    approvals: approvalsOf(facts, declared),
    durations: durationsOf(policy.durations, facts.declared),
    policyVersion: rotationPolicyVersion(policy),
    where: whereOf(facts, declared, stored),
    ...(spares.length === 0 ? {} : { spares }),
    ...(served === undefined ? {} : { served }),
  };
}

/**
 * The keys that contain leaves alone: what leaked is Inactive, and none of the others leaked, as far as everything that was
 * read tells. While another plan is under way on the user, its keys are taken away together,
 * but where a rotation has given everybody the other one.
 */
function sparesOf({ kind, aim, slots, suspects, open }: KeyFacts): readonly string[] {
  if (kind !== 'contain' || aim.kind !== 'iam-access-key') return [];
  if (slots === 'unknown' || suspects === undefined || open === 'unknown') return [];
  const leaked = slots.find(({ id }) => id === aim.id);
  const others = slots.filter(({ id, status }) => id !== aim.id && status === 'Active');
  const under = open.filter((row) => !isEnded(row) && row.plan.principal === aim.principal);
  const isMoved = under.every((row) => others.every(({ id }) => hasMovedTo(row, id)));
  const isSafe = others.every(({ id }) => !suspects.includes(id));
  return leaked?.status === 'Inactive' && isMoved && isSafe ? others.map(({ id }) => id).toSorted() : [];
}

const PAST_DEACTIVATION: ReadonlySet<StepId> = new Set(['delete', 'tidy', 'verify']);

/** A rotation that has nothing left but to take the old key away: every dependent has taken that key, and is well with it. */
export function hasMovedTo({ plan, place, newKey }: Row, key: string): boolean {
  return (
    plan.kind === 'rotate' && place.table === 'rotate' && PAST_DEACTIVATION.has(place.step) && newKey === key
  );
}

/** What the policy asks for, and what is asked for whatever it says. */
function approvalsOf(facts: KeyFacts, declared: DeclaredCredential | undefined): Plan['approvals'] {
  const { kind, policy, account } = facts;
  const asked = policy.approvals[kind];
  const { copies = [], dependents = [] } = declared ?? {};
  // Where nobody is known to depend on it, nobody's health would tell that it was wrong to take it away.
  const isRisky =
    dependents.length === 0 || copies.some(({ wayBack, target }) => !wayBack || isOutside(target, account));
  const { lastUsedSignal, madeBy } = abilitiesOf(described(facts));
  return (['deactivate', 'delete'] as const).filter((what) => {
    // Nor is what nobody sees used.
    if (isUnseen(described(facts)) && kind !== 'contain') return what === 'deactivate';
    // What nobody owns is never deleted, so nobody is asked; that it is taken away, somebody must answer for.
    // Its own function takes the old value away as soon as it is started, where it does not keep it.
    if (madeBy === 'function')
      return what === 'deactivate' && (asked.includes(what) || declared?.store.keepsOld !== true);
    if (ownerName(facts) === null && kind !== 'contain') return what === 'deactivate';
    if (ownerName(facts) === null && what === 'delete') return false;
    // What may be used unseen is taken away by nobody alone.
    const mayMiss = lastUsedSignal !== 'kept' && kind !== 'contain';
    const always = what === 'deactivate' && (mayMiss || (kind === 'rotate' && isRisky));
    return asked.includes(what) || always;
  });
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}

/** The secret to publish in; null: retire puts nothing in its place, and contain cuts off without one that it can use. */
function usableStore({ kind, store, declared }: KeyFacts): Plan['secret'] {
  if (kind === 'retire' || store === null || store === 'unknown' || store === 'none') return null;
  const { servedBy } = declared?.store ?? {};
  const isOwn = declared?.store.rotatedBy !== undefined;
  const isFree = isUnmoved(store) || isOwn || (kind === 'contain' && store.rotatedBy === servedBy);
  return isFree && isWritable(store) && store.current !== null
    ? { arn: store.arn, version: store.current }
    : null;
}

/**
 * Nobody else moves its labels. Contain needs that not where its rotation asks this deployment, which answers none while
 * a plan holds the secret: what is pending there is of a rotation that comes to nothing.
 */
function isUnmoved({ rotates, pending, current }: StoreFacts): boolean {
  return !rotates && (pending === null || pending === current);
}

function isWritable({ deleted, owningService, primaryRegion }: StoreFacts): boolean {
  return !deleted && owningService === null && primaryRegion === null;
}

/** As declared, canary first; then the secret, which may have many readers; what has no way back last and alone. */
function copiesOf({ copies }: DeclaredCredential): readonly Copy[] {
  const isByHand = ({ target }: DeclaredCopy) => target.in === 'person';
  return [
    ...copies.filter((each) => each.wayBack && !isByHand(each)).map(copyOf),
    { id: STORE, kind: 'secret' },
    // Nobody else waits for a person.
    ...copies.filter((each) => each.wayBack && isByHand(each)).map(copyOf),
    ...copies.filter(({ wayBack }) => !wayBack).map(copyOf),
  ];
}

function copyOf({ id, target }: DeclaredCopy): Copy {
  return {
    id,
    kind: 'copy',
    ...(WRITE_ONLY.has(target.in) ? { writeOnly: true } : {}),
    ...(target.in === 'person' ? { byHand: true } : {}),
  };
}

function dependentsOf({ dependents }: DeclaredCredential): readonly PlannedDependent[] {
  return dependents.map(({ name, reads, redeploy }) => ({
    id: name,
    copy: reads,
    ...(redeploy === undefined ? {} : { redeployed: true }),
  }));
}

/** The slowest reader sets the refresh; whoever waits for health waits as much longer. */
function durationsOf(standard: Durations, declared: DeclaredCredential | undefined): Durations {
  const all = declared?.dependents ?? [];
  // Whoever is redeployed has taken it then.
  const asked = all.flatMap(
    ({ refresh, redeploy }) => refresh ?? (redeploy === undefined ? [] : [standard.settle]),
  );
  const standing = all.some(({ refresh, redeploy }) => refresh === null && redeploy === undefined);
  const refresh = Math.max(...asked, ...(standing || asked.length === 0 ? [standard.refresh] : []));
  return {
    ...standard,
    refresh,
    patience: standard.patience + Math.max(0, refresh - standard.refresh),
    watch: declared?.watch ?? standard.watch,
    quarantine: declared?.quarantine ?? standard.quarantine,
  };
}

function whereOf(
  facts: KeyFacts,
  declared: DeclaredCredential | undefined,
  stored: DeclaredCredential | undefined,
): Where {
  const { partition, account, home, policy, kind } = facts;
  const { database, issuer } = facts.declared ?? {};
  const redeploys = byName(stored, ({ redeploy }): Redeploy | null => redeploy ?? null);
  const rotatedBy = stored?.store.rotatedBy;
  const service = serviceOf(facts);
  const region = (stored?.store.secret ?? database?.secret ?? issuer?.secret)?.split(':')[3] ?? home;
  return {
    partition,
    account,
    region,
    regions: [...new Set([region, ...(facts.declared?.regions ?? [])])],
    owner: ownerName(facts),
    // What leaked waits for no window.
    window: kind === 'contain' ? null : policy.window,
    shape: stored?.store.shape ?? NO_SHAPE,
    ...(database === undefined ? {} : { database }),
    ...(rotatedBy === undefined ? {} : { rotatedBy }),
    ...(service === undefined ? {} : { service }),
    ...(issuer === undefined ? {} : { issuer }),
    targets: stored === undefined ? {} : targetsOf(stored),
    probes: byName(declared, ({ probes }): readonly Probe[] =>
      // What contain does not wait for anybody to review, it does not run either.
      policy.ownCommands === true ? probes : probes.filter(({ by }) => by !== 'task'),
    ),
    ...(Object.keys(redeploys).length === 0 ? {} : { redeploys }),
    seenAs: byName(declared, ({ seenAs }): SeenAs | null => seenAs),
    noWayBack: [
      ...(stored?.copies ?? []).filter(({ wayBack }) => !wayBack).map(({ id }) => id),
      ...(rotatedBy !== undefined && stored?.store.keepsOld !== true ? [STORE] : []),
    ],
  };
}

const DAY = 86_400_000;

/** A new one lives as long as the old one was made to. */
function serviceOf({ subject, declared }: KeyFacts): ServiceUse | undefined {
  const { credential } = subject;
  if (credential.kind !== 'service-specific-credential') return undefined;
  const { service: name, createdAt, expiresAt } = credential;
  const isEnding = createdAt !== null && expiresAt !== null;
  const life = isEnding
    ? Math.max(1, Math.round((Date.parse(expiresAt) - Date.parse(createdAt)) / DAY))
    : null;
  return {
    name,
    repository: declared?.service?.repository ?? null,
    days: declared?.service?.days ?? life,
  };
}

function targetsOf({ store, copies }: DeclaredCredential): Readonly<Record<string, Target>> {
  const secret: Target = { in: 'secret', arn: store.secret, replicas: store.replicas };
  return Object.fromEntries([[STORE, secret], ...copies.map(({ id, target }) => [id, target])]);
}

/** Those who have something, by their names. */
function byName<T>(
  declared: DeclaredCredential | undefined,
  of: (dependent: DeclaredCredential['dependents'][number]) => T | null,
): Readonly<Record<string, T>> {
  return Object.fromEntries(
    (declared?.dependents ?? []).flatMap((dependent) => {
      const value = of(dependent);
      return value === null ? [] : [[dependent.name, value] as const];
    }),
  );
}
