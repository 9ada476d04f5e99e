import { type Call, versionOf } from '../../lib/core/rotation/calls.ts';
import type { Invocation } from '../../lib/core/rotation/invocation.ts';
import { isUnseen } from '../../lib/core/rotation/kinds/abilities.ts';
import type { Row } from '../../lib/core/rotation/ledger.ts';
import type { Denied, Deployment, Gates, KeyFact, Live, Use } from '../../lib/core/rotation/live.ts';
import { withMarks } from '../../lib/core/rotation/marks.ts';
import type { KeyId, Plan } from '../../lib/core/rotation/plan.ts';
import { readsOf } from '../../lib/core/rotation/reads.ts';
import type { Switch } from '../../lib/core/rotation/switch.ts';
import type { Tables } from '../../lib/core/rotation/tables.ts';
import type { RotationFunction } from './own/function.ts';

/** A key as IAM really has it, and what only the prover knows of it. */
export interface Key {
  readonly id: KeyId;
  readonly status: 'Active' | 'Inactive';
  readonly maker: 'ours' | 'other';
  /** CloudTrail shows who made it: from the tick after. */
  readonly recorded: boolean;
  /** When it last became Inactive or Active. */
  readonly since: number;
  /** A proof of it was noted since it last became Active. */
  readonly proved: boolean;
}

/** Last use as the tick sees it: what happened in this tick shows in the next one. */
export interface Used {
  readonly at: number;
  readonly byKnownAt: number;
  readonly now: 'no' | 'stranger' | 'known';
}

/** The newest of its deployments, as it really is. */
export interface Rollout {
  readonly began: number;
  readonly state: Deployment['state'];
  /** What its tasks took when it began; while it is under way those of before still run. */
  readonly next: KeyId;
}

export interface Dependent {
  readonly id: string;
  readonly held: KeyId;
  /** `onNew`: breaks with any key but the old one; `always`: broken whatever it holds. */
  readonly ill: 'no' | 'onNew' | 'always';
  /** It never takes what is published. */
  readonly stuck: boolean;
  /** Absent: it takes what is published by itself. */
  readonly rollout?: Rollout;
}

export interface World {
  /** Which start it came from: plans and gates never change, so the name stands for them. */
  readonly name: string;
  readonly now: number;
  readonly plan: Plan;
  readonly keys: readonly Key[];
  /** How many keys were ever made for us. */
  readonly made: number;
  /** What IAM may still answer in this tick. */
  readonly stale: readonly Key[] | null;
  /** Deleted in this tick: calls with it still go through. */
  readonly lingering: KeyId | null;
  readonly used: Readonly<Record<KeyId, Used>>;
  readonly current: string;
  readonly pending: string | null;
  /** The key in each version. */
  readonly versions: Readonly<Record<string, KeyId>>;
  /** The value in the environment variable of a function. */
  readonly env: KeyId;
  /** Raised whenever that is written, where it can't be read back: what the outside shows of it. */
  readonly envSign: number;
  readonly dependents: readonly Dependent[];
  /** A holder nobody knows: it uses the old key once, whenever it likes. */
  readonly hidden: 'asleep' | 'done';
  /** A reader of the secret whom nobody knows: it took the new key while it could, and uses it once, whenever it likes. */
  readonly reader: 'none' | 'asleep' | 'done';
  readonly switch: Switch;
  readonly containSwitch: Switch;
  readonly denied: Denied;
  /** What AWS refuses for good: a policy too large, a bucket that takes nothing. */
  readonly refuses: 'nothing' | 'deny' | 'seal';
  /** The key of the successor's principal. */
  readonly successor: KeyId | null;
  readonly successorSince: number;
  readonly gates: Gates;
  /** Calls of this kind fail from now on, for good. */
  readonly fails: Call['do'] | null;
  /** The first dependent's probe never answers again. */
  readonly hangs: boolean;
  /** Somebody deleted the secret: no label of it can be read, and no version written. */
  readonly secretGone: boolean;
  /** What rotates the secret, where its own rotation does; null: nothing does. */
  readonly fn: RotationFunction | null;
  readonly row: Row;
  readonly flights: readonly Invocation[];
  /** Faults that may still happen, and how many there were to begin with. */
  readonly faults: number;
  readonly budget: number;
  /** Somebody outside did what allows a plan to stop: moved, put back, fell ill for good, leaked. */
  readonly excuse: Excuse;
  /** How many effects have landed after their lease. */
  readonly late: number;
  /** Exposures happen, at no cost of a fault. */
  readonly leaky: boolean;
}

/**
 * What somebody outside did: m moved AWSCURRENT or a copy · k made, deleted or switched a key · d a dependent that is
 * ill for good or takes nothing · f a kind of call fails for good · h a probe hangs · s the secret was deleted ·
 * l what was still on its way landed · o anything else. Each invariant names the letters that excuse it.
 */
export type Excuse = string;

export function excused({ excuse }: World, reasons: string): boolean {
  return [...excuse].some((reason) => reasons.includes(reason));
}

export function withExcuse(excuse: Excuse, reason: Excuse): Excuse {
  return excuse.includes(reason) ? excuse : [...`${excuse}${reason}`].toSorted().join('');
}

export const NEVER = Number.NEGATIVE_INFINITY;
export const OLD = 'O';
/** The other key of the user, in use, where the old one was Inactive when it leaked. */
export const SPARED = 'S';
/** A key of another principal that a person put into the secret. */
export const FOREIGN = 'X';
/** No key at all: what a person left of a copy. */
export const EMPTY = 'E';

/** The version that a secret's own rotation makes for the plan. */
export function oursOf({ row }: Pick<World, 'row'>): string {
  return versionOf(row);
}

/** What a look can go wrong in. */
export type Blur =
  | 'stale'
  | 'keys'
  | 'uses'
  | 'secret'
  | 'copies'
  | 'dependents'
  | 'deployments'
  | 'denied'
  | 'proofs'
  | 'flake';

/** Whether the copy in the environment can be written and not read back. */
export function isWriteOnly({ plan }: Pick<World, 'plan'>): boolean {
  return plan.copies.some(({ id, writeOnly }) => id === 'env' && writeOnly === true);
}

/** Whether a person writes it, and nobody else. */
export function isByHand({ plan }: Pick<World, 'plan'>): boolean {
  return plan.copies.some(({ id, byHand }) => id === 'env' && byHand === true);
}

/** The copy with something else in it. */
export function withEnv(world: World, env: KeyId): Pick<World, 'env' | 'envSign'> {
  return { env, envSign: isWriteOnly(world) && !isByHand(world) ? world.envSign + 1 : 0 };
}

export function keyOf(world: World, id: KeyId | null): Key | undefined {
  return world.keys.find((key) => key.id === id);
}

/** Whether AWS says that it is good: what everybody sees from the next tick on. */
export function lives(world: World, id: KeyId): boolean {
  if (id === FOREIGN || id === world.successor) return true;
  return !world.denied.full && keyOf(world, id)?.status === 'Active';
}

/** Of what a third party issued there is no user to deny anything to: it is refused because none of it is Active. */
export function isUndeniable({ plan }: Pick<World, 'plan'>): boolean {
  return plan.where.issuer !== undefined;
}

/** What stands against the principal, as its keys are or were. */
export function deniedIn(world: World, keys: readonly Key[] = world.keys): Denied {
  if (!isUndeniable(world)) return world.denied;
  return { ...world.denied, full: keys.every(({ status }) => status === 'Inactive') };
}

/** Whether a call with it goes through now: a new key or status spreads until the tick ends. */
export function works(world: World, id: KeyId): boolean {
  if (id === FOREIGN) return true;
  if (id === world.successor) return world.successorSince < world.now;
  const key = keyOf(world, id);
  if (world.denied.full) return false;
  if (key === undefined) return id === world.lingering;
  return key.since === world.now ? key.status === 'Inactive' : key.status === 'Active';
}

/** Whether a call with it went through at a look: for a proof the list of keys is the real one, however old the one that was read. */
export function proves(seen: World, id: KeyId): boolean {
  return works(seen.stale === null ? seen : { ...seen, keys: seen.stale }, id);
}

export function isWell(world: World, dependent: Dependent): boolean {
  if (dependent.ill === 'always') return false;
  if (dependent.ill === 'onNew' && dependent.held !== OLD) return false;
  return works(world, dependent.held);
}

/** What the handler is told of a world, with at most one thing blurred: what its step does not ask for is not read. */
export function lookFor(tables: Tables, row: Row, world: World, blur: Blur | null): Live {
  const asked = readsOf(tables, row);
  const { copies, signs, denied, ...others } = look(world, blur);
  return {
    ...others,
    copies: only(copies, asked.copies),
    ...(signs === undefined ? {} : { signs: only(signs, asked.copies) }),
    denied: asked.denied ? denied : 'unknown',
  };
}

function only<T>(all: Readonly<Record<string, T>>, ids: readonly string[]): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(all).filter(([id]) => ids.includes(id)));
}

/** Everything there is to see, with at most one thing blurred. */
export function look(world: World, blur: Blur | null): Live {
  const { now, plan } = world;
  const seen = blur === 'stale' && world.stale !== null ? world.stale : world.keys;
  const ids = ['O', SPARED, 'N1', 'N2', 'N3', 'P', 'R1', 'R2', 'R3', 'R4'];
  const uses: Record<KeyId, Use> = {};
  const proofs: Record<KeyId, 'works' | 'refused' | 'unknown'> = {};
  for (const id of ids) {
    uses[id] = blur === 'uses' || isUnseen(plan) ? { state: 'unknown' } : useOf(world.used[id]);
    proofs[id] = works(world, id) ? 'works' : 'refused';
  }
  if (world.fn !== null) Object.assign(proofs, ownProofs(world, blur));
  const [first] = plan.dependents;
  const shown = isByHand(world) ? '' : `${world.envSign}`;
  const signs = { env: blur === 'copies' && !isByHand(world) ? ('unknown' as const) : shown };
  return {
    at: now,
    switch: world.switch,
    containSwitch: world.containSwitch,
    keys: blur === 'keys' ? 'unknown' : seen.map(factOf),
    uses,
    secret:
      blur === 'secret' || world.secretGone ? 'unknown' : { current: world.current, pending: world.pending },
    copies: withMarks(
      world.row,
      { env: blur === 'copies' ? 'unknown' : world.env === EMPTY ? null : world.env },
      signs,
      now,
    ),
    signs,
    dependents: Object.fromEntries(
      world.dependents.map((dependent) => [
        dependent.id,
        blur === 'dependents' || (world.hangs && dependent.id === first?.id)
          ? ('unknown' as const)
          : isWell(world, dependent) && !(blur === 'flake' && dependent.id === first?.id)
            ? ('well' as const)
            : ('ill' as const),
      ]),
    ),
    deployments: deploymentsSeen(world, blur),
    proofs,
    successor: world.successor,
    denied: blur === 'denied' || (blur === 'keys' && isUndeniable(world)) ? 'unknown' : deniedIn(world, seen),
    gates: world.gates,
  };
}

/** Each version is read, and tried: one that has no value yet tells nothing. */
function ownProofs(world: World, blur: Blur | null): Record<KeyId, 'works' | 'refused' | 'unknown'> {
  const isRead = (id: KeyId) => blur !== 'proofs' && !world.secretGone && world.versions[id] !== undefined;
  const told = (id: KeyId) => (isRead(id) ? (works(world, id) ? 'works' : 'refused') : 'unknown');
  const ours = oursOf(world);
  return { [OLD]: told(OLD), [ours]: told(ours) };
}

/** What a look is told: while AWS still answers what was, one that began in this tick is not shown. */
function deploymentsSeen(
  { dependents, now }: World,
  blur: Blur | null,
): Record<string, Deployment | 'unknown'> {
  return Object.fromEntries(
    dependents.flatMap(({ id, rollout }): (readonly [string, Deployment | 'unknown'])[] => {
      if (rollout === undefined) return [];
      if (blur === 'deployments') return [[id, 'unknown']];
      const { began, state } = rollout;
      const isHidden = blur === 'stale' && began === now;
      return [[id, isHidden ? { began: NEVER, state: 'steady' } : { began, state }]];
    }),
  );
}

function factOf({ id, status, maker, recorded }: Key): KeyFact {
  return { id, status, maker: recorded ? maker : 'unknown' };
}

function useOf(used: Used | undefined): Use {
  if (used === undefined || used.at === NEVER) return { state: 'never' };
  return { state: 'used', at: used.at, byKnownAt: used.byKnownAt === NEVER ? null : used.byKnownAt };
}
