import type { Row } from './ledger.ts';
import type { Live } from './live.ts';
import type { Copy, KeyId, VersionId } from './plan.ts';
import type { EffectId } from './steps.ts';

/** One call that changes something, as data: ids only, never a value. */
export type Call =
  | { readonly do: 'createKey' }
  | { readonly do: 'stageVersion'; readonly version: VersionId; readonly key: KeyId }
  | { readonly do: 'moveCurrent'; readonly from: VersionId; readonly to: VersionId }
  | { readonly do: 'writeCopy'; readonly copy: string; readonly version: VersionId; readonly key: KeyId }
  | { readonly do: 'setStatus'; readonly key: KeyId; readonly status: 'Active' | 'Inactive' }
  | { readonly do: 'deleteKey'; readonly key: KeyId }
  | { readonly do: 'dropPending'; readonly version: VersionId };

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
  deactivateOld: (row, live) => status(live, row.plan.key, 'Inactive'),
  deleteOld: (row, live) => remove(live, row.plan.key),
  dropPending: (row, live) => {
    const version = versionOf(row);
    if (live.secret === 'unknown') return 'unread';
    return live.secret.pending === version ? { do: 'dropPending', version } : 'already';
  },
  reactivateOld: (row, live) => status(live, row.plan.key, 'Active'),
  restoreCopy: (row, live) => {
    const copy = copyAt(row);
    return wasPublished(row, copy) ? point(row, live, copy, 'old') : 'already';
  },
  deactivateNew: (row, live) => status(live, row.newKey, 'Inactive'),
  deleteNew: (row, live) => remove(live, row.newKey),
  reviveNew: (row, live) => status(live, row.newKey, 'Active'),
  quellOrphan: (row, live) => status(live, row.orphan, 'Inactive'),
  deleteOrphan: (row, live) => remove(live, row.orphan),
};

/** Our version's id is ours to choose: a PutSecretValue whose answer was lost is found again by it. */
export function versionOf(row: Row): VersionId {
  return `${row.rotation}.${row.creations}`;
}

export function copyAt(row: Row): Copy | undefined {
  return row.plan.copies[row.place.copy];
}

export function wasPublished(row: Row, copy: Copy | undefined): boolean {
  return copy !== undefined && row.opened.includes(`publish:${copy.id}`);
}

export function everPublished(row: Row): boolean {
  return row.plan.copies.some((copy) => wasPublished(row, copy));
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

/** A swap that fails when somebody moved AWSCURRENT meanwhile; a copy's value by its own revision. */
function point(row: Row, live: Live, copy: Copy | undefined, to: 'old' | 'new'): Built {
  const { secret, key: oldKey } = row.plan;
  if (copy === undefined || secret === null || row.newKey === null) return 'already';
  const ours = versionOf(row);
  const [wanted, other] = to === 'new' ? [ours, secret.version] : [secret.version, ours];
  if (copy.kind === 'secret') {
    if (live.secret === 'unknown') return 'unread';
    if (live.secret.current === wanted) return 'already';
    return { do: 'moveCurrent', from: other, to: wanted };
  }
  const key = to === 'new' ? row.newKey : oldKey;
  const held = live.copies[copy.id] ?? 'unknown';
  if (held === 'unknown') return 'unread';
  return held === key ? 'already' : { do: 'writeCopy', copy: copy.id, version: wanted, key };
}
