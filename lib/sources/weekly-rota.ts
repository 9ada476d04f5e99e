import * as z from 'zod/mini';
import { readEach } from '../aws/each.ts';
import type { SourceGap } from '../core/model/gap.ts';
import type { Instant } from '../core/model/time.ts';
import { count } from '../core/reports/text.ts';
import type { Memory } from '../ports/memory.ts';
import { recallSealed, rememberSealed } from './memory/sealed.ts';
import type { Rota, RotaRead, RotaResult } from './rota.ts';
import { hashOf, isDue, isFresh, NIGHTS } from './turns.ts';

export interface WeeklyRotaOptions {
  /** 12 digits. */
  readonly account: string;
  /** Absent: nothing is known of earlier nights. */
  readonly memory?: Memory | undefined;
  /** Everybody's turn is tonight. */
  readonly deep: boolean;
  /** Most subjects that each kind of read takes tonight, unless all are read. */
  readonly most: number;
  readonly now: () => Date;
  /** AWS's own id of whoever bears an ARN now: a user made anew under an old name is somebody else. */
  readonly identityOf: (subject: string) => string | undefined;
  /** Those who are read every night: what leaked, and who has left. */
  readonly isUrgent: (subject: string) => boolean;
}

/** However small a share is, so many are caught up with: a small account is never a week behind. */
const LEAST = 100;

const memories = z.record(
  z.string(),
  z.object({ id: z.optional(z.string()), readAt: z.iso.datetime(), result: z.unknown() }),
);
type Remembered = z.output<typeof memories>[string];
type Known = ReadonlyMap<string, Remembered>;

/**
 * Reads tonight those whose turn it is, with those never read or not within the week, the longest unread first; the
 * others are as their last turn told. Without a memory nothing is known of the others.
 */
export function weeklyRota(options: WeeklyRotaOptions): Rota {
  return {
    async read<R>(subjects: readonly string[], about: RotaRead<R>) {
      const { account, memory, now } = options;
      const name = `rota-${about.kind}-${account}`;
      const recalled = await recallSealed(memory, name, memories);
      const tonight = now().toISOString();
      const known = stillTrue(recalled.state === 'known' ? recalled.value : {}, tonight, options);
      const due = options.deep ? [...subjects] : dueTonight(subjects, known, tonight, options);

      const { results, gaps, gone } = await readEach(due, { ...about, subjectOf: (arn) => arn });
      const readAt = now().toISOString();
      const merged = new Map<string, Remembered>(known);
      for (const subject of gone) merged.delete(subject);
      for (const { item, result } of results)
        merged.set(item, entryOf(options.identityOf(item), readAt, result));
      await rememberSealed(memory, name, Object.fromEntries(merged));

      const attempted = new Set(due);
      const waiting = subjects.filter((subject) => !attempted.has(subject) && !merged.has(subject));
      const damage = recalled.state === 'damaged' ? recalled.reason : undefined;
      return {
        results: toldOf<R>(subjects, merged),
        gaps: [...gaps, ...waitingGap(waiting.length, subjects.length, damage, about)],
      };
    },
  };
}

/** What earlier nights told within the week, of whoever still bears the ARN. */
function stillTrue(
  entries: Readonly<Record<string, Remembered>>,
  tonight: Instant,
  { identityOf }: WeeklyRotaOptions,
): Known {
  const kept = Object.entries(entries).filter(
    ([subject, { id, readAt }]) => isFresh(readAt, tonight) && id === identityOf(subject),
  );
  return new Map(kept);
}

function dueTonight(
  subjects: readonly string[],
  known: Known,
  tonight: Instant,
  { most, isUrgent }: WeeklyRotaOptions,
): readonly string[] {
  const due = subjects
    .filter((subject) => isUrgent(subject) || isDue(subject, known.get(subject)?.readAt, tonight))
    .map((subject) => ({
      subject,
      rank: isUrgent(subject) ? '' : (known.get(subject)?.readAt ?? '-'),
      hash: hashOf(subject),
    }))
    .toSorted((a, b) => (a.rank === b.rank ? a.hash - b.hash : a.rank < b.rank ? -1 : 1));
  // Twice the share, so that a night that was missed is made up for.
  const share = Math.max(LEAST, 2 * Math.ceil(subjects.length / NIGHTS));
  return due.slice(0, Math.min(most, share)).map(({ subject }) => subject);
}

function entryOf(id: string | undefined, readAt: Instant, result: unknown): Remembered {
  return id === undefined ? { readAt, result } : { id, readAt, result };
}

function toldOf<R>(subjects: readonly string[], merged: Known): readonly RotaResult<R>[] {
  return subjects.flatMap((subject) => {
    const entry = merged.get(subject);
    return entry === undefined ? [] : [{ subject, result: entry.result as R, readAt: entry.readAt }];
  });
}

function waitingGap(
  waiting: number,
  all: number,
  damage: string | undefined,
  { action, scope, facts, noun }: Pick<RotaRead<unknown>, 'action' | 'scope' | 'facts' | 'noun'>,
): readonly SourceGap[] {
  if (waiting === 0) return [];
  const unread = `${count(waiting, 'of', 'of')} ${all.toLocaleString('en-GB')} ${noun} were not read within a week: AWS tells of one at a time, and each has its turn`;
  return [
    {
      scope,
      missing: action,
      reason: damage === undefined ? unread : `${unread}; ${damage}`,
      remedy: 'read all now with --deep, or keep what each night reads with --cache DIR',
      facts,
    },
  ];
}
