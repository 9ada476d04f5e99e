import * as z from 'zod/mini';
import type { Instant } from '../../core/model/time.ts';
import type { Usage } from '../../core/model/usage.ts';
import { type Day, daysBeside, oldestDay } from '../../core/nights/trail-days.ts';
import { type EventIds, eventIds } from '../../core/trust/event-ids.ts';
import { mergeUsage } from '../../core/trust/merge-usage.ts';
import { lastChanges, type StatusChange } from '../../core/trust/trail-signs.ts';
import type { Memory } from '../../ports/memory.ts';
import { recallSealed, rememberSealed } from '../memory/sealed.ts';

const texts = z.array(z.string());
const counts = z.object({
  sourceIps: z.int(),
  userAgents: z.int(),
  events: z.int(),
  regions: z.int(),
  errors: z.int(),
});
const usage = z.object({
  accessKeyId: z.string(),
  calls: z.int(),
  firstSeen: z.iso.datetime(),
  lastSeen: z.iso.datetime(),
  sourceIps: texts,
  userAgents: texts,
  events: texts,
  regions: texts,
  counts,
});
const added = z.object({
  usage: z.array(usage),
  changes: z.array(z.object({ accessKeyId: z.string(), active: z.boolean(), at: z.iso.datetime() })),
  /** Files that were not counted, or not wholly, and why. */
  problems: z.array(z.object({ file: z.string(), reason: z.string() })),
});
const openDay = z.extend(added, {
  /** Names of the day's files that were read. */
  read: texts,
  /** Of the events that were counted, so that none is counted again: base64 of 32-bit words. */
  ids: z.string(),
});
const ledger = z.object({
  /** Whose files, as `bucket/prefix`: another trail's are read from their beginning. */
  of: z.string(),
  /** Days that may still be added to, or whose neighbours may. */
  open: z.record(z.string(), openDay),
  /** Days that were read to their end. */
  closed: z.array(z.string()),
  /** What days came to that nothing is added to any more, by month: `2026-11`. */
  months: z.record(z.string(), added),
});

/** What trail files added up to. */
export interface Added {
  readonly usage: readonly Usage[];
  readonly changes: readonly StatusChange[];
  readonly problems: readonly { readonly file: string; readonly reason: string }[];
}
export interface OpenDay extends Added {
  readonly read: readonly string[];
  readonly ids: string;
}
/** What was read of the trail files of one account and Region, from night to night. */
export interface Ledger {
  readonly of: string;
  readonly open: Readonly<Record<Day, OpenDay>>;
  readonly closed: readonly Day[];
  readonly months: Readonly<Record<string, Added>>;
}

const NAME = 'trail-files';

/** What earlier nights read. What is damaged, or is of another trail, is as good as nothing: it is read again. */
export async function openLedger(memory: Memory, of: string): Promise<Ledger> {
  const recalled = await recallSealed(memory, NAME, ledger);
  return recalled.state === 'known' && recalled.value.of === of
    ? recalled.value
    : { of, open: {}, closed: [], months: {} };
}

export async function keepLedger(memory: Memory, kept: Ledger): Promise<void> {
  await rememberSealed(memory, NAME, kept);
}

const NOTHING: Added = { usage: [], changes: [], problems: [] };
export const NEW_DAY: OpenDay = { ...NOTHING, read: [], ids: '' };

/** Problems that one month keeps; a trail with more of them has another trouble. */
const MOST_PROBLEMS = 20;

export function addUp(all: readonly Added[]): Added {
  return {
    usage: mergeUsage(all.flatMap((each) => each.usage)),
    changes: lastChanges(all.flatMap(({ changes }) => changes)),
    problems: all.flatMap(({ problems }) => problems),
  };
}

/** Everything that the ledger knows. */
export function totalOf({ open, months }: Ledger): Added {
  return addUp([...Object.values(months), ...Object.values(open)]);
}

/**
 * Puts days that nothing is added to any more into their months, and forgets what is too old. A day waits for its
 * neighbours: an event of midnight may still come with one of them.
 */
export function settle(given: Ledger, now: Instant, days: number): Ledger {
  const oldest = oldestDay(now, days);
  const closed = new Set(given.closed.filter((each) => each >= oldest));
  const isDone = (each: Day) => closed.has(each) || each < oldest;
  const open: Record<Day, OpenDay> = {};
  const months = new Map(Object.entries(given.months).filter(([month]) => month >= oldest.slice(0, 7)));
  for (const [each, found] of Object.entries(given.open)) {
    if (each < oldest) continue;
    if (![each, ...daysBeside(each)].every(isDone)) {
      open[each] = found;
      continue;
    }
    const month = each.slice(0, 7);
    const sum = addUp([months.get(month) ?? NOTHING, found]);
    months.set(month, { ...sum, problems: sum.problems.slice(0, MOST_PROBLEMS) });
  }
  return { of: given.of, open, closed: [...closed].toSorted(), months: Object.fromEntries(months) };
}

export function idsIn({ ids }: Pick<OpenDay, 'ids'>): EventIds {
  const bytes = Buffer.from(ids, 'base64');
  const words = new Uint32Array(Math.floor(bytes.length / 4));
  for (let at = 0; at < words.length; at += 1) words[at] = bytes.readUInt32LE(4 * at);
  return eventIds(words);
}

export function idsOut(ids: EventIds): string {
  const words = ids.words();
  const bytes = Buffer.alloc(words.length * 4);
  for (const [at, word] of words.entries()) bytes.writeUInt32LE(word, 4 * at);
  return bytes.toString('base64');
}
