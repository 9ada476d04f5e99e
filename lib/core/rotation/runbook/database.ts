import { durationText } from '../../model/duration.ts';
import { type Database, otherUser } from '../kinds/database.ts';
import type { Plan, PlanKind } from '../plan.ts';
import * as commands from './commands.ts';
import { restoreCopy } from './copies.ts';
import type { Told } from './index.ts';
import { type Hint, hint, type Phase } from './markdown.ts';
import * as psql from './psql.ts';
import { publishPhases } from './publish.ts';
import { asked } from './rotate.ts';

/** What always stays a risk of a plan about a database user. */
export const DATABASE_RISKS: Readonly<Record<PlanKind, readonly string[]>> = {
  rotate: [
    'A session that opens and ends between two looks is not seen: a job that runs rarely and briefly can be missed. A log of connections (log_connections) shows it.',
    'A pool keeps the sessions that it has: the old user is watched until the last of them has ended.',
  ],
  retire: [
    'Somebody who logs in more rarely than the watch and the quarantine last, or only between two looks, loses it.',
  ],
  contain: [
    'What was done before it was locked is not undone: look for new users, functions, triggers and grants.',
    'What was read cannot be taken back.',
  ],
};

export function databaseLooking({ secret, where }: Plan, database: Database): Hint {
  return hint(
    'How things stand (ADMIN stands for the user in the secret of the admin):',
    psql.roles(database),
    psql.sessions(database),
    ...(secret === null ? [] : [commands.versions(secret.arn, where.region)]),
  );
}

/** What a plan about a database user does in its order, and how each part is undone, or done, by hand. */
export function databasePhases(told: Told, database: Database): readonly Phase[] {
  switch (told.plan.kind) {
    case 'rotate':
      return rotatePhases(told, database);
    case 'retire':
      return [watchPhase(told, database, []), ...endPhases(told, database, [])];
    case 'contain':
      return containPhases(told, database);
  }
}

function rotatePhases(told: Told, database: Database): readonly Phase[] {
  const { plan, newVersion } = told;
  const { durations, secret, where } = plan;
  if (secret === null) return [];
  const next = otherUser(database, plan.key) ?? 'the other user';
  const back = [...plan.copies].toReversed().flatMap(({ id }) => restoreCopy(plan, id, newVersion));
  const freeNext = hint(
    `When every reader is well on ${plan.key} and ${next} has no session any more, free ${next} and take its label away.`,
    psql.sessions(database),
    psql.free(database, next),
    commands.dropPending(secret.arn, newVersion, where.region),
  );
  return [
    {
      title: `Give ${next} a new password`,
      happens: [
        `${next} must be free (NOLOGIN, expired), without a session, and able to do exactly what ${plan.key} can. It gets a new password, of which the server is only sent a verifier, and may log in. The value is stored as a new version (AWSPENDING) of the secret, and proved by logging in several times.`,
      ],
      lasts: `at most ${durationText(durations.patience)}; after that it rolls back`,
      undo: [freeNext],
    },
    ...publishPhases(told, freeNext),
    watchPhase(told, database, back),
    ...endPhases(told, database, back),
  ];
}

function watchPhase({ plan }: Told, database: Database, back: readonly Hint[]): Phase {
  const { watch, parkAfter } = plan.durations;
  return {
    title: `Watch ${plan.key} while it may log in`,
    happens: [
      `For ${durationText(watch)} no session of ${plan.key} may be open at any look; one that is starts the wait anew. After ${durationText(parkAfter)} the plan parks, and both users work.`,
    ],
    lasts: `${durationText(watch)} to ${durationText(parkAfter)}`,
    undo: [hint(`Who still uses ${plan.key}:`, psql.sessions(database)), ...back],
  };
}

function endPhases(told: Told, database: Database, back: readonly Hint[]): readonly Phase[] {
  const { plan } = told;
  const unlock = hint(
    `Let ${plan.key} log in again, with the password that it had.`,
    psql.unlock(database, plan.key),
  );
  return [
    {
      title: `Let ${plan.key} log in no more`,
      happens: [
        ...asked(told, 'deactivate'),
        `${plan.key} becomes NOLOGIN. No session is ended: if one is open, it is not done.`,
      ],
      lasts: null,
      undo: [unlock, ...back],
    },
    {
      title: `Quarantine, then free ${plan.key}`,
      happens: [
        ...asked(told, 'delete'),
        `After ${durationText(plan.durations.quarantine)} ${plan.key} gets a password that nobody knows, and expires. Its slot stays. **From here there is no way back to the old password.**`,
      ],
      lasts: durationText(plan.durations.quarantine),
      undo: [
        unlock,
        hint(
          'After it was freed, somebody who still needs access reads the present value of the secret. If there is none, give it a new password, store it, and let it log in:',
          psql.setPassword(database, plan.key),
          psql.unlock(database, plan.key),
        ),
      ],
    },
  ];
}

function containPhases(told: Told, database: Database): readonly Phase[] {
  const { plan } = told;
  const next = otherUser(database, plan.key) ?? 'the other user';
  return [
    {
      title: `Lock ${plan.key} and end its sessions`,
      happens: [
        `${plan.key} becomes NOLOGIN and all of its sessions are ended; so is ${next}, if it may log in. **Whoever uses them is cut off.**`,
      ],
      lasts: 'seconds',
      undo: [
        hint(
          'If this did not happen, do it yourself, at once:',
          psql.lock(database, plan.key),
          psql.endSessions(database, plan.key),
        ),
      ],
    },
    {
      title: 'Seal the evidence',
      happens: ['What the server tells of both users, their groups and the sessions that are left is kept.'],
      lasts: null,
      undo: [],
    },
    {
      title: `Give ${next} a new password, and publish it`,
      happens: ['It is published to each copy, its readers have their time to take it, and each is probed.'],
      lasts: durationText(plan.durations.refresh),
      undo: [
        hint(
          `If this did not happen, see first that ${next} is yours to take. Then give it a new password, let it log in, and store both in the secret:`,
          psql.setPassword(database, next),
          psql.unlock(database, next),
        ),
      ],
    },
    {
      title: `Free ${plan.key}`,
      happens: [
        ...asked(told, 'delete'),
        `${plan.key} gets a password that nobody knows, and expires: what leaked is worth nothing any more.`,
      ],
      lasts: null,
      undo: [hint('If this did not happen:', psql.free(database, plan.key))],
    },
  ];
}
