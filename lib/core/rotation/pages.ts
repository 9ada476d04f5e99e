import { userName } from '../model/arn.ts';
import type { StepAnswer } from './answer.ts';
import type { Row } from './ledger.ts';
import type { Known } from './live.ts';
import type { Plan } from './plan.ts';
import { reasonText } from './reasons.ts';
import { quellByBridge } from './runbook/bridge.ts';
import * as commands from './runbook/commands.ts';
import * as psql from './runbook/psql.ts';
import type { SwitchTold } from './switch-change.ts';

const DAY = 86_400_000;

/** What people are paged for, once and again as long as it lasts. */
export interface Page {
  /** Of what happened: the same while it lasts. */
  readonly id: string;
  readonly subject: string;
  readonly text: string;
  /** Milliseconds from one time to the next. */
  readonly every: number;
}

/** Milliseconds after its beginning for which contain may still be at taking what leaked away: longer, and it does not get on. */
const BEGINNING = 600_000;
/** Until these are done, what leaked may work. */
const FIRST_STEPS: ReadonlySet<string> = new Set(['contain.deny', 'contain.quellAll']);

/**
 * A freeze stops the way back too: nobody shall find out by an outage that one is on.
 * @param switches unknown: it could not be read
 */
export function switchPages(
  switches: Readonly<Record<'rotate' | 'contain', Known<SwitchTold>>>,
): readonly Page[] {
  return (['rotate', 'contain'] as const).flatMap((which) => {
    const told = switches[which];
    if (told === 'unknown' || told.position === 'unreadable') return [unreadPage(which)];
    const { position, by, at } = told;
    if (position !== 'freeze') return [];
    const since = at === null ? '' : ` since ${new Date(at).toISOString()}`;
    return [
      {
        id: `freeze:${which}:${at ?? 0}`,
        every: DAY,
        subject: `Nightwarden: the ${which} switch is on freeze`,
        text: [
          `The ${which} switch is on freeze${since}, set by ${by.length === 0 ? 'nobody knows whom' : by.join(' and ')}.`,
          which === 'rotate'
            ? 'No plan goes forward or back: a dependent that breaks is not given its old credential again.'
            : 'Nothing that leaked is contained, and what was begun stands still: what leaked may work.',
          '',
          `End it:   nightwarden switch ${which} run`,
          `Or let the way back go on, and nothing forward:   nightwarden switch ${which} pause`,
        ].join('\n'),
      },
    ];
  });
}

function unreadPage(which: 'rotate' | 'contain'): Page {
  return {
    id: `unread:${which}`,
    every: DAY,
    subject: `Nightwarden: nobody knows how the ${which} switch stands`,
    text: [
      `The ${which} switch could not be read, and is taken for pause: nothing goes forward${which === 'contain' ? ', so that what leaks is not contained' : ''}.`,
      '',
      'See how it stands:   nightwarden switch',
      `Set it anew:   nightwarden switch ${which} run`,
    ].join('\n'),
  };
}

/**
 * A contain that does not get on: neither the Deny nor the deactivation of every key is in force.
 * @param answer where it rests now; undefined: its worker failed
 * @param now milliseconds since the epoch
 */
export function stillWorksPage(row: Row, answer: StepAnswer | undefined, now: number): Page | null {
  const { rotation, plan, people, times, place } = row;
  const at = answer?.at ?? `${place.table}.${place.step}`;
  const goes = (answer?.state ?? row.state) === 'going';
  if (plan.kind !== 'contain' || !goes || !FIRST_STEPS.has(at)) return null;
  if (now < (people?.at ?? times.entered) + BEGINNING) return null;
  const why = answer === undefined ? 'its worker fails: see its log' : reasonText(answer.because);
  return {
    id: `works:${rotation}`,
    every: DAY,
    subject: 'Nightwarden: what leaked may still work',
    text: [
      `Plan ${rotation} has not taken ${plan.key} of ${plan.principal} away: it rests at ${at}${why === '' ? '' : `, for ${why}`}.`,
      'It goes on trying, for good. Do it by hand now, as an administrator:',
      '',
      ...quelling(plan).map((command) => `  ${command}`),
      '',
      `Where it stands, and its runbook:   nightwarden status ${rotation}`,
    ].join('\n'),
  };
}

/** What takes away what leaked, done by hand. */
function quelling({ key, principal, where: { database, service, issuer } }: Plan): readonly string[] {
  if (issuer !== undefined) return quellByBridge(issuer, key);
  if (database !== undefined) return [psql.lock(database, key), psql.endSessions(database, key)];
  const { setStatus } = commands.credentialCommands(userName(principal) ?? principal, service?.name);
  return [setStatus(key, 'Inactive')];
}
