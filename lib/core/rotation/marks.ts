import type { Row } from './ledger.ts';
import type { Known, Live } from './live.ts';
import type { Copy, KeyId } from './plan.ts';

/**
 * Copies that can be written and not read back. What one holds is told by what was written last, for as long as the
 * outside still shows of it what it showed right after: its sign, such as when it was last changed.
 */
export interface Mark {
  readonly key: KeyId;
  readonly sign: string;
  /** A write of this plan was never answered: it may change the copy whenever it likes, and what it changes we mend. */
  readonly lost?: true;
  /** ARN of who said that they wrote it by hand. */
  readonly by?: string;
}

/** The old key or the new one, nobody knows which: a write of ours was not answered, and the copy has changed since. */
export const OURS = 'ours';

/**
 * What a copy that can't be read back holds.
 * @param sign what the outside shows of it; null: it is not there
 * @param at milliseconds since the epoch
 * @returns null: somebody else has changed it since, so nobody knows
 */
export function heldByMark(
  row: Row,
  { id }: Copy,
  sign: Known<string | null>,
  at: number,
): Known<KeyId | null> {
  if (sign === 'unknown') return 'unknown';
  const mark = row.marks?.[id];
  // Until something was written, or looked at: what the reviewed configuration says.
  if (mark === undefined) return sign === null ? null : row.plan.key;
  if (mark.sign === sign) return mark.key;
  return mark.lost === true || isLost(row, id, at) ? OURS : null;
}

/** Every copy that can't be read back, by its mark; the others as they were read. */
export function withMarks(
  row: Row,
  copies: Live['copies'],
  signs: Readonly<Record<string, Known<string | null>>>,
  at: number,
): Live['copies'] {
  const marked = row.plan.copies.filter(({ writeOnly }) => writeOnly === true);
  const held = marked.map((copy) => [copy.id, heldByMark(row, copy, signs[copy.id] ?? 'unknown', at)]);
  return { ...copies, ...Object.fromEntries(held) };
}

/** Whoever makes the first key has looked at each copy: what is changed from then on, somebody has changed. */
export function firstMarks({ plan, marks }: Row, { signs }: Live): Row['marks'] {
  const seen = plan.copies.flatMap(({ id, writeOnly }) => {
    const sign = signs?.[id];
    const isKnown = writeOnly === true && typeof sign === 'string' && sign !== 'unknown';
    return isKnown ? [[id, { key: plan.key, sign }] as const] : [];
  });
  return seen.length === 0 ? marks : { ...Object.fromEntries(seen), ...marks };
}

/** Once a write was answered. @param sign what the outside showed right after */
export function answeredMarks({ plan, marks, intent }: Row, sign: string | null): Row['marks'] {
  if (intent?.call.do !== 'writeCopy' || sign === null) return marks;
  const { copy, key } = intent.call;
  const isMarked = plan.copies.some(({ id, writeOnly }) => id === copy && writeOnly === true);
  return isMarked ? { ...marks, [copy]: { ...marks?.[copy], key, sign } } : marks;
}

/** Once a write is given up that may still be on its way. */
export function lostMarks({ marks, intent }: Row): Row['marks'] {
  if (intent?.call.do !== 'writeCopy') return marks;
  const mark = marks?.[intent.call.copy];
  return mark === undefined ? marks : { ...marks, [intent.call.copy]: { ...mark, lost: true } };
}

/** Its intent is still open, and nobody acts on it any more. While somebody does, nothing was sent before this look. */
function isLost({ intent, leaseUntil }: Row, id: string, at: number): boolean {
  const isOpen = intent?.call.do === 'writeCopy' && intent.call.copy === id;
  return isOpen && (leaseUntil === null || at >= leaseUntil);
}

/** A row in which nothing is marked has no such field, as rows of the version before. */
export function marked(marks: Row['marks']): Pick<Row, 'marks'> {
  return marks === undefined ? {} : { marks };
}
