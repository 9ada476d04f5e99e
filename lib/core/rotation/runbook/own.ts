import { durationText } from '../../model/duration.ts';
import type { Plan } from '../plan.ts';
import * as commands from './commands.ts';
import type { Told } from './index.ts';
import { type Hint, hint, type Phase } from './markdown.ts';
import { asked } from './rotate.ts';

/** What always stays a risk where a function of its own rotates a secret. */
export const OWN_RISKS: readonly string[] = [
  'Whoever holds the old value and does not read the secret again breaks when the function takes it away, which may be at its next rotation.',
  'A step of the function that was on its way when its label was taken off may still land for as long as the function may run.',
];

/** Where such a secret stands, and what its function told. */
export function ownLooking({ principal, where }: Plan): Hint {
  return hint(
    'How things stand: which version has AWSCURRENT and AWSPENDING, whether rotation is on, and what the function told.',
    commands.versions(principal, where.region),
    commands.describeSecret(principal, where.region),
    ...(where.rotatedBy === undefined ? [] : [commands.logsOf(where.rotatedBy, where.region)]),
  );
}

/** What a rotation by its own function does in its order, and how a person goes back, or on. */
export function ownPhases(told: Told): readonly Phase[] {
  const { plan, newVersion } = told;
  const { durations, where } = plan;
  const isTried = where.shape.as !== 'opaque';
  const undo = [back(plan, newVersion), forward(plan, newVersion)];
  return [
    {
      title: 'Start its own rotation',
      happens: [
        ...asked(told, 'deactivate'),
        `Nightwarden looks at everything once more: owner, window, that the rotation is on and calls ${where.rotatedBy ?? 'its function'}, AWSCURRENT, that no other rotation is open, ${isTried ? 'that the present value logs in, ' : ''}the health of each dependent. If anything is not as planned, it refuses and nothing was changed.`,
        'It asks Secrets Manager to rotate the secret, once: the id of the new version is the token of the request.',
      ],
      lasts: null,
      undo: [],
    },
    {
      title: 'Watch it until its new version is current',
      happens: [
        `The function makes a version, sets it where it is used, tests it, and makes it current. Nightwarden changes nothing meanwhile, and waits until AWSCURRENT is on the new version${isTried ? ' and that logs in' : ''}.`,
        where.noWayBack.length > 0
          ? 'If that does not come, it stops and calls a person.'
          : 'If that does not come, it goes back, where the version before still logs in.',
      ],
      lasts: `at most ${durationText(durations.patience)}`,
      undo,
    },
    {
      title: 'Refresh and probe',
      happens: ['Its readers have their time to take the new value, and are probed.'],
      lasts: durationText(durations.refresh),
      undo,
    },
  ];
}

/** Only while the old value works: else every reader would be pointed at a dead one. */
function back({ key, principal, where }: Plan, newVersion: string): Hint {
  return hint(
    `Back, only where somebody has seen that the value of version ${key} still logs in: take the pending label off first, so that the function ends; wait until none of its steps can be running any more (15 minutes); then make version ${key} current again, if it is not.`,
    commands.dropPending(principal, newVersion, where.region),
    commands.versions(principal, where.region),
    commands.moveCurrent(principal, key, newVersion, where.region),
  );
}

function forward({ key, principal, where }: Plan, newVersion: string): Hint {
  return hint(
    `On, where the value of version ${key} does not log in any more and that of ${newVersion} does: make that one current. Where neither does, mend what the function's log names, take a pending label off, and rotate it again (the present value may have to be set by hand first).`,
    commands.moveCurrent(principal, newVersion, key, where.region),
    commands.rotate(principal, where.region),
  );
}
