import { userName } from '../../model/arn.ts';
import { day } from '../../model/time.ts';
import { issuerName } from '../kinds/issuer.ts';
import type { Plan } from '../plan.ts';
import * as commands from '../runbook/commands.ts';
import { asked, closed, elsewhereInTrail, unread } from './items.ts';
import type { ExposureFacts, Found } from './judge.ts';
import { type Move, moveKind } from './moves.ts';

const MOST_NAMED = 5;

/**
 * What was done with it that goes on without it. By kind and calendar day, so that what comes later is another item,
 * which nobody has looked at.
 */
export function moveItems(facts: ExposureFacts): readonly Found[] {
  const { row, moves, trailGaps } = facts;
  if (row.plan.where.database !== undefined)
    return [
      asked(
        'database',
        'what it did on the server is not known here',
        "look in the server's log, then attest",
      ),
    ];
  const { issuer } = row.plan.where;
  if (issuer !== undefined)
    return [
      asked(
        'third party',
        `what it did at the third party (${issuerName(issuer)}) is not known here`,
        'look in the log of the third party, then attest',
      ),
    ];
  const unseen = row.plan.where.service === undefined ? [] : [ofUser(row.plan)];
  const serious = moves.flatMap((move) => {
    const kind = moveKind(move);
    return kind === null ? [] : [{ ...move, kind }];
  });
  const makings = serious.filter(({ made }) => made !== undefined);
  const others = serious.filter(({ made }) => made === undefined);
  const groups = Map.groupBy(others, ({ kind, at }) => `${kind} on ${day(new Date(at).toISOString())}`);
  return [
    ...unseen,
    ...makings.map(({ made = { user: '', key: null } }) => ofMade(made, facts)),
    ...[...groups].map(([title, found]) =>
      // By its newest event: one more on the same day is an item that nobody has looked at.
      asked(`${title} ${newest(found).id}`, `${title}: ${named(found)}`, ...howToLook(found)),
    ),
    ...trailGaps.map((what) =>
      unread(
        `trail ${what}`,
        `what CloudTrail would tell: ${what}`,
        true,
        ...elsewhereInTrail(row, 'what was done with this key'),
      ),
    ),
  ];
}

/** CloudTrail names the user of a call, and not which credential of IAM's for one service it came with. */
function ofUser({ principal, key, where }: Plan): Found {
  const user = userName(principal) ?? principal;
  const { uses } = commands.credentialCommands(user, where.service?.name);
  return asked(
    'calls of its user',
    `what was done with ${key} can't be told from what user ${user} did by other credentials`,
    'look through the calls of the user, then attest:',
    ...where.regions.flatMap((region) => uses(key, region)),
  );
}

/** A user or a key is shut when nobody can sign with it; one that stays is somebody's word. */
function ofMade({ user, key }: NonNullable<Move['made']>, { made }: ExposureFacts): Found {
  const [id, name] =
    key === null ? [`user ${user}`, `user ${user}`] : [`key ${key}`, `key ${key} of user ${user}`];
  const found = made[user] ?? 'unknown';
  if (found === 'unknown')
    return unread(id, `${name} was made with it, and could not be read`, true, ...look(user));
  if (found === 'gone') return closed(id, `${name} was made with it, and is deleted`);
  const status = found.keys.find((one) => one.id === key)?.status;
  if (key !== null && status === undefined) return closed(id, `${name} was made with it, and is deleted`);
  if (found.denied.full) return closed(id, `${name} was made with it, and its user is denied everything`);
  if (status === 'Inactive') return closed(id, `${name} was made with it, and is Inactive`);
  return asked(
    id,
    `${name} was made with it, and ${key === null ? 'is there' : 'is Active'}`,
    'find out whose it is; if it is as it should be, attest; if not, take it away:',
    commands.denyAll(user),
    ...(key === null ? [] : [commands.setStatus(user, key, 'Inactive')]),
  );
}

function look(user: string): readonly string[] {
  return [commands.listKeys(user), ...commands.policiesOf(user)];
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
