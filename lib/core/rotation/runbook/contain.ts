import { durationText } from '../../model/duration.ts';
import { sparing } from '../plan.ts';
import * as commands from './commands.ts';
import { replacementPhases, takenBy } from './contained.ts';
import { nameOfSecret } from './copies.ts';
import { denyFromAbove } from './from-above.ts';
import type { Told } from './index.ts';
import { hint, type Phase } from './markdown.ts';
import { asked, trailRegions } from './rotate.ts';

/** What contain does. Nothing here brings back what leaked: by hand one helps it on, or gives dependents something else. */
export function containPhases(told: Told): readonly Phase[] {
  const { plan, noun, by } = told;
  const { durations, where, secret } = plan;
  return [
    sparing(plan) ? leaveAlone(told) : denyAndDeactivate(told),
    {
      title: 'End its sessions',
      happens: [
        `After ${durationText(durations.settle)} sessions made before then are denied too (${commands.DENY_SESSIONS}), and all is looked at again: keys made meanwhile are deactivated as well. Sessions of a role that the key assumed are denied at the role, by their names, and nobody else's.`,
      ],
      lasts: durationText(durations.settle),
      undo: [
        hint(
          'What it did while it leaked:',
          ...trailRegions(plan).flatMap((region) => by.uses(plan.key, region)),
        ),
      ],
    },
    {
      title: 'Seal the evidence',
      happens: [
        'What is known of the leak is kept where nobody can change it. If that fails, nothing is deleted.',
      ],
      lasts: null,
      undo: [],
    },
    ...successorPhases(told),
    {
      title: 'Delete what leaked',
      happens: [
        ...asked(told, 'delete'),
        ...(where.owner === null
          ? ['Nobody is known to answer for it: it stays as it is, refused, and is not deleted.']
          : [
              `${sparing(plan) ? plan.key : `Each ${noun} of user ${told.user}`} is deleted. There is no way back, and none is wanted.`,
            ]),
      ],
      lasts: null,
      undo:
        secret === null
          ? []
          : [
              hint(
                `Somebody who needs access gets it from the present version of secret ${nameOfSecret(secret.arn)}.`,
                commands.versions(secret.arn, where.region),
              ),
            ],
    },
  ];
}

function denyAndDeactivate({ plan, user, noun, by }: Told): Phase {
  const above = denyFromAbove(plan.principal, plan.where.account);
  const keys = takenBy(plan);
  return {
    title: 'Deny and deactivate',
    happens: [
      `User ${user} is denied everything (inline policy ${commands.DENY_ALL}, or AWS's own AWSDenyAll where there is no room), and each ${noun} of it becomes Inactive: ${keys.join(', ')}.`,
    ],
    lasts: 'seconds',
    undo: [
      hint(
        'If this did not happen, do it yourself, at once:',
        commands.denyAll(user),
        commands.denyAllByAws(user, plan.where.partition),
        ...keys.map((key) => by.setStatus(key, 'Inactive')),
      ),
      hint(
        'If whoever has it may change IAM in this account, they can take the Deny off again. Whoever manages the organisation denies it from above (a service control policy, which binds every account but theirs):',
        ...above.deny,
      ),
      hint('Once that user is gone, that is taken off again:', ...above.undo),
      hint(
        'What leaked is never given back. If it turns out that nothing leaked, whoever decides that takes the Deny off by hand after the plan has ended:',
        ...commands.policiesOf(user),
      ),
    ],
  };
}

/** The key that leaked is Inactive, and another one of the user is in use. */
function leaveAlone({ plan, user }: Told): Phase {
  const spares = plan.spares?.join(', ') ?? '';
  return {
    title: 'Leave the other key alone',
    happens: [
      `${plan.key} is Inactive already, and is deactivated again if somebody activates it, as is every key that is made meanwhile. ${spares} of user ${user} did not leak, and works on: nothing is denied to the user but sessions.`,
    ],
    lasts: null,
    undo: [
      hint(
        `If it turns out that ${spares} leaked too, report it, and contain it: it takes everything of the user away. At once, by hand:`,
        commands.denyAll(user),
      ),
    ],
  };
}

function successorPhases({ plan, user, noun, by }: Told): readonly Phase[] {
  return replacementPhases(plan, {
    title: 'Give the dependents something else',
    happens: (where) =>
      `A new user takes the place of ${user}, with the same policies; policies of resources, keys and roles that name ${user} must be changed by their owners. Its ${noun} is ${where}.`,
    byHand: [
      'If it does not come to that: make a user with the same policies by hand, with a key of its own, and take the JSON that the secret held. The values go into files, and are shown nowhere.',
      by.create('key.json', 'SUCCESSOR_USER'),
    ],
    file: 'key.json',
    store:
      'Only once the key of key.json stands in new.json in the place of the old one: store it, and let the dependents read it.',
  });
}
