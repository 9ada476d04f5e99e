import { day } from '../../model/time.ts';
import { asked, unread } from './items.ts';
import type { ExposureFacts, Found } from './judge.ts';
import { type Move, moveKind } from './moves.ts';

const MOST_NAMED = 5;

/**
 * What was done with it that goes on without it. By kind and calendar day, so that what comes later is another item,
 * which nobody has looked at.
 */
export function moveItems({ row, moves, trailGaps }: ExposureFacts): readonly Found[] {
  if (row.plan.where.database !== undefined)
    return [
      asked(
        'database',
        'what it did on the server is not known here',
        "look in the server's log, then attest",
      ),
    ];
  const serious = moves.flatMap((move) => {
    const kind = moveKind(move);
    return kind === null ? [] : [{ ...move, kind }];
  });
  const groups = Map.groupBy(serious, ({ kind, at }) => `${kind} on ${day(new Date(at).toISOString())}`);
  return [
    ...[...groups].map(([title, found]) =>
      // By its newest event: one more on the same day is an item that nobody has looked at.
      asked(`${title} ${newest(found).id}`, `${title}: ${named(found)}`, ...howToLook(found)),
    ),
    ...trailGaps.map((what) =>
      unread(
        `trail ${what}`,
        `what CloudTrail would tell: ${what}`,
        true,
        "look in the trail's own files for what was done with this key, then attest",
      ),
    ),
  ];
}

function newest(moves: readonly Move[]): Move {
  return moves.reduce((last, move) =>
    move.at > last.at || (move.at === last.at && move.id > last.id) ? move : last,
  );
}

function named(moves: readonly Move[]): string {
  const counts = Map.groupBy(moves, ({ name }) => name);
  const names = [...counts].map(([name, all]) => (all.length === 1 ? name : `${name} (${all.length} times)`));
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function howToLook(moves: readonly Move[]): readonly string[] {
  const last = newest(moves);
  return [
    `see what it was and undo what should not be, then attest: aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventId,AttributeValue=${last.id} --region ${last.region}`,
  ];
}
