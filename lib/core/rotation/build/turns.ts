import type { Database } from '../kinds/database.ts';
import { activeUsers, type TurnFacts, type TurnUser } from '../kinds/turns.ts';
import { type KeyFacts, type Refusal, refusal } from './facts.ts';

/** What two users that take turns must be like: one works, the other is free. */
export function turnGate({ kind, turns, declared }: KeyFacts): readonly Refusal[] {
  const database = declared?.database;
  if (database === undefined || turns === undefined || turns === 'unknown')
    return [
      refusal(
        'unknown',
        `the server ${database?.host ?? ''} could not be asked which of its users works`,
        `let whoever asks read the admin's secret and reach that server, and rehearse again${kind === 'contain' ? `; at once, as its admin: ${lockText('USER')} for whichever user the secret holds, then end its sessions (pg_terminate_backend)` : ''}`,
      ),
    ];
  const which = whichGate(turns, database);
  if (kind === 'contain' || which.length > 0) return which;
  if (kind === 'retire') return faultGate(turns);
  return [...faultGate(turns), ...otherGate(turns)];
}

/** Which of them the secret holds is not read: it must be the only one that works. */
function whichGate(turns: TurnFacts, { users }: Database): readonly Refusal[] {
  const active = activeUsers(turns).map(({ name }) => name);
  if (active.length === 1) return [];
  if (active.length === 0)
    return [
      refusal(
        'key-gone',
        `neither ${users.join(' nor ')} may log in`,
        'nothing is left to take away; give one of them a password by hand, store it, and rehearse again',
      ),
    ];
  return [
    refusal(
      'second-key',
      `both ${active.join(' and ')} may log in, so there is no slot for a new password`,
      `find out whom the secret does not hold, and whether anybody uses it (its sessions in pg_stat_activity); then ${lockText('USER')}, and once nobody has missed it ${freeText('USER')}; if one of them leaked, lock it first and end its sessions (pg_terminate_backend)`,
    ),
  ];
}

function faultGate({ faults }: TurnFacts): readonly Refusal[] {
  return faults.map((fault) =>
    refusal('no-turns', fault, 'mend it on the server: docs/rotation.md says what two users must share'),
  );
}

function otherGate(turns: TurnFacts): readonly Refusal[] {
  return turns.users
    .filter(({ standing }) => standing !== 'Active')
    .flatMap((user): readonly Refusal[] => [...notFree(user), ...stillThere(user)]);
}

function notFree({ name, standing }: TurnUser): readonly Refusal[] {
  if (standing === 'free') return [];
  return [
    refusal(
      'second-key',
      `${name} may not log in, and its password would still be taken: it is somebody's`,
      `find out whose it is; once nobody needs it any more: ${freeText(name)}`,
    ),
  ];
}

function stillThere({ name, sessions }: TurnUser): readonly Refusal[] {
  const [first] = sessions;
  if (first === undefined) return [];
  return [
    refusal(
      'second-key',
      `${name}, whose turn is next, has ${sessions.length} open sessions, one from ${first.source ?? 'an address that is not shown'}`,
      'find out whose they are, and move them; a new password would not end them',
    ),
  ];
}

function lockText(name: string): string {
  return `ALTER ROLE ${name} NOLOGIN`;
}

function freeText(name: string): string {
  return `ALTER ROLE ${name} PASSWORD NULL VALID UNTIL '-infinity'`;
}
