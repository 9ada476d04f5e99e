import { copyAt, versionOf, wantedByHand } from './calls.ts';
import type { Row } from './ledger.ts';
import { next } from './moves.ts';
import type { Copy, KeyId, VersionId } from './plan.ts';

/** What the outside shows of a copy that a person writes: nothing, so it is always the same. */
export const NOTHING_SHOWN = '';
/** Stands in a mark from when a person is asked until they say that they did it: they may have, at any moment. */
const ASKED = 'asked';

/** What a person is asked to do by hand; null: nothing now. */
export interface ByHand {
  readonly copy: string;
  readonly key: KeyId;
  /** Of the secret, that holds it. */
  readonly version: VersionId;
  /** The old one is put back. */
  readonly isBack: boolean;
}

export function byHandOf(row: Row): ByHand | null {
  const copy = copyAt(row);
  const key = wantedByHand(row);
  const { secret } = row.plan;
  if (row.state !== 'going' || copy === undefined || key === null || secret === null) return null;
  const isBack = row.place.step === 'repoint';
  const isAsked = isBack || row.marks?.[copy.id]?.sign === ASKED;
  return isAsked ? { copy: copy.id, key, version: isBack ? secret.version : versionOf(row), isBack } : null;
}

/** The row once a person is asked for the new value; null: they were, or are asked for the old one. */
export function askedByHand(row: Row): Row | null {
  const copy = copyAt(row);
  if (copy === undefined || row.place.step !== 'publish') return null;
  const mark = row.marks?.[copy.id];
  if (mark?.sign === ASKED) return null;
  const name = `publish:${copy.id}`;
  return next(row, {
    opened: row.opened.includes(name) ? row.opened : [...row.opened, name],
    marks: { ...row.marks, [copy.id]: { key: mark?.key ?? row.plan.key, sign: ASKED, lost: true } },
  });
}

/**
 * A person says that a copy holds what they were asked to put there.
 * @param by ARN
 * @returns null: nobody is asked for that, or somebody is acting on the row
 */
export function attested(row: Row, id: Copy['id'], by: string): Row | null {
  const asked = byHandOf(row);
  if (row.leaseUntil !== null || asked === null || asked.copy !== id) return null;
  return next(row, { marks: { ...row.marks, [id]: { key: asked.key, sign: NOTHING_SHOWN, by } } });
}
