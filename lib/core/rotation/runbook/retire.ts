import { durationText } from '../../model/duration.ts';
import { isUnseen } from '../kinds/abilities.ts';
import * as commands from './commands.ts';
import type { Told } from './index.ts';
import { hint, type Phase } from './markdown.ts';
import { asked, soon, trailRegions, watching } from './rotate.ts';
import { unseenEnd, unseenWait } from './unseen.ts';

export function retirePhases(told: Told): readonly Phase[] {
  const { plan, by } = told;
  const activate = by.setStatus(plan.key, 'Active');
  return [
    isUnseen(plan) ? unseenWait(told, trailRegions(plan)) : watched(told),
    {
      title: 'Deactivate it',
      happens: [...asked(told, 'deactivate'), `${plan.key} becomes Inactive, and nothing takes its place.`],
      lasts: null,
      undo: [hint(`Activate it. ${soon(plan)}.`, activate)],
    },
    endOf(told),
  ];
}

function watched(told: Told): Phase {
  const { plan, noun } = told;
  const { watch, parkAfter } = plan.durations;
  return {
    title: `Watch the ${noun} while it is Active`,
    happens: [
      `For ${durationText(watch)} nobody may use ${plan.key}; a use starts the wait anew. After ${durationText(parkAfter)} the plan parks: it works, and somebody must decide.`,
    ],
    lasts: `${durationText(watch)} to ${durationText(parkAfter)}`,
    undo: [watching(told)],
  };
}

function endOf(told: Told): Phase {
  if (told.plan.where.owner === null) return quarantine(told);
  return isUnseen(told.plan) ? unseenEnd(told) : deletion(told);
}

function deletion(told: Told): Phase {
  const { plan, by } = told;
  const activate = by.setStatus(plan.key, 'Active');
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
        by.create('new-key.json'),
      ),
      hint('Once it is stored:', commands.shred('new-key.json')),
    ],
  };
}

/** Nobody is known to answer for it. */
function quarantine({ plan, by }: Told): Phase {
  return {
    title: 'Quarantine',
    happens: [
      `For ${durationText(plan.durations.quarantine)} it stays Inactive; somebody who misses it has it back. It is not deleted, for nobody is known to answer for it.`,
    ],
    lasts: durationText(plan.durations.quarantine),
    undo: [hint('Activate it, now or at any time later.', by.setStatus(plan.key, 'Active'))],
  };
}
