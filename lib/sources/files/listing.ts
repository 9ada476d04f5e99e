import { isRecord, kindOf } from '../parse/one-line.ts';
import type { KnownFile } from './known.ts';
import { cutOffFile, damagedFile, type FileProblem } from './problem.ts';

export interface Listing {
  readonly items: readonly unknown[];
  readonly problems: readonly FileProblem[];
}

type Answer = Readonly<Record<string, unknown>>;

/**
 * The items of a file, in whichever form it holds them: the CLI's object, an array of its items, or an array
 * of such objects (one a page, a Region or a user).
 */
export function listItems(value: unknown, known: KnownFile): Listing {
  const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
  const items: unknown[] = [];
  const problems: FileProblem[] = [];
  const answers: { readonly answer: Answer; readonly place: string; readonly first: unknown }[] = [];
  for (const [index, entry] of entries.entries()) {
    const place = Array.isArray(value) ? `${known.file}: [${index}]` : known.file;
    const found = itemsOf(entry, known);
    if (typeof found === 'string') {
      problems.push(damagedFile(known.file, `${place}: ${found}`, known.facts));
      continue;
    }
    for (const item of found) items.push(item);
    if (isRecord(entry)) answers.push({ answer: entry, place, first: found[0] });
  }
  for (const [index, { answer, place, first }] of answers.entries()) {
    if (!isCutOff(answer)) continue;
    const next = answers[index + 1];
    const followed = next !== undefined && sameListing(first, next.first, known);
    if (!followed) problems.push(cutOffFile(known.file, place, known.facts));
  }
  return { items, problems };
}

/** @returns the items of one entry, or what is wrong with it */
function itemsOf(entry: unknown, { list, marks }: KnownFile): readonly unknown[] | string {
  const wanted = list === undefined ? marks.join(' or ') : [list, ...marks].join(' or ');
  if (!isRecord(entry)) return `expected an object with ${wanted}, got ${kindOf(entry)}`;
  if (list !== undefined && list in entry) {
    const inner = entry[list];
    return Array.isArray(inner) ? inner : `${list}: expected array, got ${kindOf(inner)}`;
  }
  return marks.some((mark) => mark in entry)
    ? [entry]
    : `expected an object with ${wanted}, got another object`;
}

function isCutOff(answer: Answer): boolean {
  if (typeof answer.IsTruncated === 'boolean') return answer.IsTruncated;
  return ['NextToken', 'Marker', 'NextMarker'].some(
    (token) => typeof answer[token] === 'string' && answer[token] !== '',
  );
}

function sameListing(first: unknown, next: unknown, { listing }: KnownFile): boolean {
  if (!isRecord(first) || !isRecord(next)) return true;
  return listing(first) === listing(next);
}
