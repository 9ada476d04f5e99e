import { doomed } from './containing.ts';
import type { Row } from './ledger.ts';
import type { Known, Live } from './live.ts';
import { type Copy, type KeyId, type Plan, type PlannedDependent, sparing, type VersionId } from './plan.ts';
import { copyAt, wasPublished } from './published.ts';
import { nextToRedeploy } from './redeploys.ts';
import type { EffectId } from './step.ts';

export { copyAt, everPublished, wasPublished } from './published.ts';

/** One call that changes something, as data: ids only, never a value. */
export type Call =
  | { readonly do: 'createKey' }
  | { readonly do: 'stageVersion'; readonly version: VersionId; readonly key: KeyId }
  | { readonly do: 'moveCurrent'; readonly from: VersionId; readonly to: VersionId }
  | { readonly do: 'writeCopy'; readonly copy: string; readonly version: VersionId; readonly key: KeyId }
  /** What runs is started anew, as it is: it takes what its copy holds then. */
  | { readonly do: 'redeploy'; readonly dependent: string }
  | { readonly do: 'setStatus'; readonly key: KeyId; readonly status: 'Active' | 'Inactive' }
  | { readonly do: 'deleteKey'; readonly key: KeyId }
  | { readonly do: 'dropPending'; readonly version: VersionId }
  /** SCP where there is one, else a Deny on everything. */
  | { readonly do: 'denyAll' }
  /** A Deny on every session older than this. */
  | { readonly do: 'denySessions'; readonly before: number }
  | { readonly do: 'seal' }
  /** The successor's principal has its name from the rotation: whatever key an earlier attempt left there is replaced. */
  | { readonly do: 'createSuccessor' }
  /** The secret's own rotation, once: the id of the version that it makes is its token. */
  | { readonly do: 'startRotation'; readonly version: VersionId };

/** `already`: the world is so, nothing has to be called. `unread`: nobody knows, so nothing is called. */
export type Built = Call | 'already' | 'unread';

/** Every effect is "make it so": asked again after a crash, it looks first and calls only what is missing. */
export type Builder = (row: Row, live: Live) => Built;

export const BUILDERS: Readonly<Record<EffectId, Builder>> = {
  create: (row) => (row.newKey === null ? { do: 'createKey' } : 'already'),
  stage: (row, live) => {
    const version = versionOf(row);
    if (live.secret === 'unknown') return 'unread';
    if (row.newKey === null || live.secret.pending === version) return 'already';
    return { do: 'stageVersion', version, key: row.newKey };
  },
  publish: (row, live) => point(row, live, copyAt(row), 'new'),
  redeploy: (row, live) => {
    const told = nextToRedeploy(row, live);
    if (told === 'unread') return 'unread';
    return told.next === null ? 'already' : { do: 'redeploy', dependent: told.next };
  },
  deactivateOld: (row, live) => status(live, row.plan.key, 'Inactive'),
  deleteOld: (row, live) => remove(live, row.plan.key),
  dropPending: unstage,
  reactivateOld: (row, live) => status(live, row.plan.key, 'Active'),
  restoreCopy: (row, live) => {
    const copy = copyAt(row);
    return wasPublished(row, copy) ? point(row, live, copy, 'old') : 'already';
  },
  deactivateNew: (row, live) => status(live, row.newKey, 'Inactive'),
  deleteNew: (row, live) => remove(live, row.newKey),
  reviveNew: (row, live) => status(live, row.newKey, 'Active'),
  startRotation: (row, live) => {
    const version = versionOf(row);
    if (live.secret === 'unknown') return 'unread';
    const { current, pending } = live.secret;
    return current === version || pending === version ? 'already' : { do: 'startRotation', version };
  },
  haltRotation: unstage,
  restoreCurrent: (row, live) => {
    const ours = versionOf(row);
    if (live.secret === 'unknown') return 'unread';
    if (row.plan.secret === null || live.secret.current !== ours) return 'already';
    return { do: 'moveCurrent', from: ours, to: row.plan.secret.version };
  },
  quellOrphan: (row, live) => status(live, row.orphan, 'Inactive'),
  deleteOrphan: (row, live) => remove(live, row.orphan),
  denyAll: (row, { denied }) => {
    if (row.contain?.deny === 'refused' || sparing(row.plan)) return 'already';
    return denied !== 'unknown' && denied.full ? 'already' : { do: 'denyAll' };
  },
  quellEach: (row, live) => quellNext(row, live),
  denySessions: (_row, live) => ({ do: 'denySessions', before: live.at }),
  seal: (row) => (row.contain?.seal === 'none' ? { do: 'seal' } : 'already'),
  createSuccessor: (row) =>
    row.newKey === null && replaceable(row.plan).length > 0 ? { do: 'createSuccessor' } : 'already',
  deleteEach: ({ plan }, live) => {
    if (live.keys === 'unknown') return 'unread';
    const [first] = doomed(plan, live.keys);
    return first === undefined ? 'already' : { do: 'deleteKey', key: first.id };
  },
};

/**
 * The id of our version: a PutSecretValue whose answer was lost is found again by it. It is ours to choose, but where
 * Secrets Manager asked for the plan and laid the version out itself.
 */
export function versionOf({ plan, rotation, creations }: Row): VersionId {
  return plan.served?.version ?? `${rotation}.${creations}`;
}

function unstage(row: Row, live: Live): Built {
  const version = versionOf(row);
  if (live.secret === 'unknown') return 'unread';
  return live.secret.pending === version ? { do: 'dropPending', version } : 'already';
}

/** null: it is known to hold no key of that shape; a copy that was not read is unknown. */
export function heldIn({ copies }: Live, id: string): Known<KeyId | null> {
  const held = copies[id];
  return held === undefined ? 'unknown' : held;
}

/** Those who can be given something else: by a copy that the plan can write, of a secret that stores the value. */
export function replaceable({ secret, copies, dependents }: Plan): readonly PlannedDependent[] {
  if (secret === null) return [];
  return dependents.filter(({ copy }) => copies.some(({ id }) => id === copy));
}

/** The key that a person should put into the copy that the row stands at; null: nobody is to do anything by hand. */
export function wantedByHand(row: Row): KeyId | null {
  const copy = copyAt(row);
  if (copy?.byHand !== true) return null;
  if (row.place.step === 'publish') return row.newKey;
  return row.place.step === 'repoint' && wasPublished(row, copy) ? row.plan.key : null;
}

function status(live: Live, id: KeyId | null, wanted: 'Active' | 'Inactive'): Built {
  if (live.keys === 'unknown') return 'unread';
  const key = live.keys.find((one) => one.id === id);
  return key === undefined || key.status === wanted
    ? 'already'
    : { do: 'setStatus', key: key.id, status: wanted };
}

function remove(live: Live, id: KeyId | null): Built {
  if (live.keys === 'unknown') return 'unread';
  const there = live.keys.some((key) => key.id === id);
  return id !== null && there ? { do: 'deleteKey', key: id } : 'already';
}

/** Every key of the principal that is not spared; those that are known to have leaked even when the list can't be read. */
function quellNext(row: Row, { keys }: Live): Built {
  if (keys !== 'unknown') {
    const active = doomed(row.plan, keys).find((key) => key.status === 'Active');
    return active === undefined ? 'already' : { do: 'setStatus', key: active.id, status: 'Inactive' };
  }
  const blind = row.contain?.targets.find((key) => !row.opened.includes(`quellEach:${key}`));
  return blind === undefined ? 'unread' : { do: 'setStatus', key: blind, status: 'Inactive' };
}

/** A swap that fails when somebody moved AWSCURRENT meanwhile; a copy's value by its own revision. */
function point(row: Row, live: Live, copy: Copy | undefined, to: 'old' | 'new'): Built {
  const { secret, key: oldKey } = row.plan;
  if (copy === undefined || secret === null || row.newKey === null) return 'already';
  const replaces = row.plan.kind === 'contain';
  const ours = versionOf(row);
  const [wanted, other] = to === 'new' ? [ours, secret.version] : [secret.version, ours];
  if (copy.kind === 'secret') {
    if (live.secret === 'unknown') return 'unread';
    if (live.secret.current === wanted) return 'already';
    const from = replaces ? (live.secret.current ?? other) : other;
    return { do: 'moveCurrent', from, to: wanted };
  }
  const key = to === 'new' ? row.newKey : oldKey;
  const held = heldIn(live, copy.id);
  if (held === 'unknown') return 'unread';
  return held === key ? 'already' : { do: 'writeCopy', copy: copy.id, version: wanted, key };
}
