import { isRecord } from '../../core/model/records.ts';
import { kindOf } from '../parse/one-line.ts';
import type { ListFile } from './known.ts';
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
export function listItems(value: unknown, known: ListFile): Listing {
  const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
  const items: unknown[] = [];
  const problems: FileProblem[] = [];
  const answers: Answered[] = [];
  for (const [index, entry] of entries.entries()) {
    const place = Array.isArray(value) ? `${known.file}: [${index}]` : known.file;
    const found = itemsOf(entry, known);
    if (typeof found === 'string') {
      problems.push(damagedFile(known.file, `${place}: ${found}`, known.facts));
      continue;
    }
    for (const item of found) items.push(item);
    if (isRecord(entry))
      answers.push({ place, cutOff: isCutOff(entry), listing: listingOf(found[0], known) });
  }
  for (const place of placesCutOff(answers)) problems.push(cutOffFile(known.file, place, known.facts));
  return { items, problems };
}

interface Answered {
  readonly place: string;
  readonly cutOff: boolean;
  /** undefined: nothing in the answer tells what it lists. */
  readonly listing: string | undefined;
}

/**
 * Where a list ends that says that there is more. Its next page is the next answer with something in it, when that
 * is of the same listing: an empty answer may be a page, but as well another Region that has nothing.
 */
function placesCutOff(answers: readonly Answered[]): readonly string[] {
  const places: string[] = [];
  let next: string | undefined;
  for (const { place, cutOff, listing } of answers.toReversed()) {
    // An empty page has said nothing of its own: the page before it tells whether the list goes on.
    if (cutOff && (listing === undefined ? next === undefined : listing !== next)) places.push(place);
    next = listing ?? next;
  }
  return places.toReversed();
}

/** @returns the items of one entry, or what is wrong with it */
function itemsOf(entry: unknown, { list, marks }: ListFile): readonly unknown[] | string {
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
  return ['NextToken', 'nextToken', 'Marker', 'NextMarker', 'nextMarker', 'position'].some(
    (token) => typeof answer[token] === 'string' && answer[token] !== '',
  );
}

function listingOf(first: unknown, { listing }: ListFile): string | undefined {
  return isRecord(first) ? listing(first) : undefined;
}
