import type { Part } from '../../ports/account-export.ts';
import type { Told } from './target.ts';

/** What a worker tells of the parts that it read. */
export function toldOf(parts: readonly Pick<Part, 'items' | 'gaps'>[]): Told {
  return {
    items: parts.reduce((sum, { items }) => sum + items.length, 0),
    gaps: parts.reduce((sum, { gaps }) => sum + gaps.length, 0),
  };
}
