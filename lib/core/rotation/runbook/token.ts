import type { PlanKind } from '../plan.ts';
import { replacementPhases, takenBy } from './contained.ts';
import type { Told } from './index.ts';
import { hint, type Phase } from './markdown.ts';
import { asked } from './rotate.ts';

/** What always stays a risk of a plan about what a third party issued. */
export const TOKEN_RISKS: Readonly<Record<PlanKind, readonly string[]>> = {
  rotate: [
    'All that is known of it is what its bridge says: one that tells too little, or what is not so, misleads the plan.',
    'A holder whom nobody knows and who does not call during the watch and the quarantine loses the old one when it is deleted.',
  ],
  retire: [
    'All that is known of it is what its bridge says: one that tells too little, or what is not so, misleads the plan.',
    'Somebody who uses it more rarely than the watch and the quarantine last loses it when it is deleted.',
  ],
  contain: [
    'There is no Deny beside its status: whoever may activate it at the third party makes it work again, until the next look.',
    'Sessions that it opened at the third party end as the third party decides: nothing here knows of them.',
    'What was done with it before is not undone: look in the log of the third party.',
  ],
};

/** What contain does with what a third party issued: to deactivate it is all there is. */
export function tokenContained(told: Told): readonly Phase[] {
  const { plan, by, whose } = told;
  const ids = takenBy(plan);
  return [
    {
      title: 'Deactivate',
      happens: [
        `Every token of ${whose} becomes Inactive: ${ids.join(', ')}, and what was made meanwhile. There is no user to deny anything to. **Whoever uses them is cut off.**`,
      ],
      lasts: 'seconds',
      undo: [
        hint(
          'If this did not happen, do it yourself, at once, here or in the console of the third party:',
          ...ids.map((id) => by.setStatus(id, 'Inactive')),
        ),
        hint('End its sessions in the console of the third party, if it has any.'),
      ],
    },
    {
      title: 'Seal the evidence',
      happens: [
        'What the bridge tells of each token is kept where nobody can change it. If that fails, nothing is deleted.',
      ],
      lasts: null,
      undo: [],
    },
    ...given(told),
    {
      title: 'Delete what leaked',
      happens: [
        ...asked(told, 'delete'),
        plan.where.owner === null
          ? 'Nobody is known to answer for it: it stays Inactive, and is not deleted.'
          : `Each of them is deleted. There is no way back, and none is wanted.`,
      ],
      lasts: null,
      undo: [],
    },
  ];
}

function given({ plan, by, noun }: Told): readonly Phase[] {
  return replacementPhases(plan, {
    title: 'Give the dependents another one',
    happens: (where) =>
      `A new ${noun} is ${where}. A third party that counts what is Inactive may make none: then the plan is Blocked.`,
    byHand: [
      'If it does not come to that: delete what leaked if its slot is needed, have a new one made, and take the JSON that the secret held. The values go into files, and are shown nowhere.',
      by.remove(plan.key),
      by.create('new-token.json'),
    ],
    file: 'new-token.json',
    store:
      'Only once the id and the value of new-token.json stand in new.json in the place of the old ones: store it, and let the dependents read it.',
  });
}
