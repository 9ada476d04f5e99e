import type { Row } from './ledger.ts';
import type { Copy } from './plan.ts';

/** At which copy a row stands, and which of them it has ever meant to write. */

export function copyAt(row: Row): Copy | undefined {
  return row.plan.copies[row.place.copy];
}

export function wasPublished(row: Row, copy: Copy | undefined): boolean {
  return copy !== undefined && row.opened.includes(`publish:${copy.id}`);
}

export function everPublished(row: Row): boolean {
  return row.plan.copies.some((copy) => wasPublished(row, copy));
}
