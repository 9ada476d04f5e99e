import { durationText } from '../../model/duration.ts';
import type { Told } from './index.ts';
import { hint, type Phase } from './markdown.ts';

/** What stays a risk where nothing tells of a use. */
export const UNSEEN_RISKS: readonly string[] = [
  'Nothing tells whether the old one is used. A holder whom nobody knows is cut off when it is deactivated, until somebody activates it again.',
  'A dependent that never took the new one is noticed only by its probe, once the old one is deactivated; then it goes back.',
];

/** The old one may work for a while beside the new one. Whoever approves its end has nothing to look at but its user's calls. */
export function unseenWait({ plan, by }: Told, regions: readonly string[]): Phase {
  const { watch } = plan.durations;
  const calls = regions.flatMap((region) => by.uses(plan.key, region));
  return {
    title: 'Leave the old one Active for a while',
    happens: [
      `For ${durationText(watch)} ${plan.key} stays Active, so that whoever is late takes the new one. Nothing tells whether it is used${calls.length === 0 ? '; its owner, or the log of the third party, may know' : ': CloudTrail has the calls of its user, by whichever credential'}.`,
    ],
    lasts: `${durationText(watch)}, and until somebody approves`,
    undo: calls.length === 0 ? [] : [hint('What its user does:', ...calls)],
  };
}

/** After its quarantine it stays as it is. */
export function unseenEnd({ plan, by, noun }: Told): Phase {
  return {
    title: `Quarantine; the old ${noun} stays Inactive`,
    happens: [
      `For ${durationText(plan.durations.quarantine)} it is watched whether anybody misses ${plan.key}. It is not deleted, for nothing could have told that it is used.`,
    ],
    lasts: durationText(plan.durations.quarantine),
    undo: [
      hint('Activate it, now or at any time later.', by.setStatus(plan.key, 'Active')),
      hint(
        'Its owner deletes it, once nobody can need it any more: the next rotation needs its slot. There is no way back then.',
        by.remove(plan.key),
      ),
    ],
  };
}
