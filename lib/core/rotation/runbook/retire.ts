import { durationText } from '../../model/duration.ts';
import * as commands from './commands.ts';
import type { Told } from './index.ts';
import { hint, type Phase } from './markdown.ts';
import { asked, watching } from './rotate.ts';

export function retirePhases(told: Told): readonly Phase[] {
  const { plan, user } = told;
  const { durations } = plan;
  const activate = commands.setStatus(user, plan.key, 'Active');
  return [
    {
      title: 'Watch the key while it is Active',
      happens: [
        `For ${durationText(durations.watch)} nobody may use ${plan.key}; a use starts the wait anew. After ${durationText(durations.parkAfter)} the plan parks: the key works, and somebody must decide.`,
      ],
      lasts: `${durationText(durations.watch)} to ${durationText(durations.parkAfter)}`,
      undo: [watching(told)],
    },
    {
      title: 'Deactivate it',
      happens: [...asked(told, 'deactivate'), `${plan.key} becomes Inactive, and nothing takes its place.`],
      lasts: null,
      undo: [hint('Activate it. It works again within seconds, as a rule (IAM promises no time).', activate)],
    },
    plan.where.owner === null ? quarantine(told) : deletion(told),
  ];
}

function deletion(told: Told): Phase {
  const { plan, user } = told;
  const activate = commands.setStatus(user, plan.key, 'Active');
  return {
    title: 'Quarantine, then delete it',
    happens: [
      ...asked(told, 'delete'),
      `After ${durationText(plan.durations.quarantine)} in which nobody missed it, ${plan.key} is deleted. **From here there is no way back.**`,
    ],
    lasts: durationText(plan.durations.quarantine),
    undo: [
      hint('Until it is deleted: activate it.', activate),
      hint(
        'After it was deleted nothing brings it back: somebody who needs access needs a new key. Its value goes into a file, from there into a secret, and is shown nowhere.',
        commands.createKey(user, 'new-key.json'),
      ),
      hint('Once it is stored:', commands.shred('new-key.json')),
    ],
  };
}

/** Nobody is known to answer for it. */
function quarantine({ plan, user }: Told): Phase {
  return {
    title: 'Quarantine',
    happens: [
      `For ${durationText(plan.durations.quarantine)} it stays Inactive; somebody who misses it has it back. It is not deleted, for nobody is known to answer for it.`,
    ],
    lasts: durationText(plan.durations.quarantine),
    undo: [hint('Activate it, now or at any time later.', commands.setStatus(user, plan.key, 'Active'))],
  };
}
