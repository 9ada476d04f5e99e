import { durationText } from '../../model/duration.ts';
import { copyName, restoreCopy } from './copies.ts';
import type { Told } from './index.ts';
import { type Hint, hint, type Phase } from './markdown.ts';

/** How a rotation publishes its copies, one after the other. @param last what is done with the new one, once nobody reads it */
export function publishPhases(told: Told, last: Hint): readonly Phase[] {
  const { plan, newVersion } = told;
  const { durations, where } = plan;
  return plan.copies.map(({ id, kind: copy }, at): Phase => {
    const readers = plan.dependents.filter(({ copy }) => copy === id).map((dependent) => dependent.id);
    return {
      title: `Publish to ${copyName(plan, id)}${at === 0 ? ' (canary)' : ''}`,
      happens: [
        readers.length === 0
          ? 'Nobody is known to read this copy.'
          : `Its readers: ${readers.join(', ')}. They have ${durationText(durations.refresh)} to take it, then each is probed; an ill one is probed twice, and then everything goes back.`,
        ...(copy === 'secret' ? [keeps(told)] : []),
        ...redeployed(told, id),
        ...byHand(told, id),
        ...(where.noWayBack.includes(id)
          ? [
              '**There is no way back for this copy**: its old value can not be put back; what fails here is repaired forward.',
            ]
          : []),
      ],
      lasts: `${durationText(durations.refresh)} to ${durationText(durations.patience)}`,
      undo: [
        ...restoreCopy(plan, id, newVersion),
        ...(at === 0 ? [] : [hint('Then take back the copies before it, as their own parts say.')]),
        last,
      ],
    };
  });
}

/** Whoever goes back by hand finds the old value, whatever was stored meanwhile. */
function keeps({ plan, rotation }: Told): string {
  return `The version that AWSCURRENT leaves (${plan.secret?.version ?? ''}) has the label ROLLBACK-${rotation} until the plan has ended, so that Secrets Manager does not delete it, whatever anybody stores meanwhile.`;
}

/** Who takes it at their start alone, and so is started anew. */
function redeployed({ plan }: Told, id: string): readonly string[] {
  const { dependents, where, durations } = plan;
  return dependents.flatMap((reader) => {
    const place = where.redeploys?.[reader.id];
    if (place === undefined || reader.copy !== id) return [];
    return [
      `Service ${place.service} of ${reader.id} (cluster ${place.cluster}, ${place.region}) is redeployed as it is, one service after the other; a deployment that fails, or is not steady within ${durationText(durations.patience)}, brings everything back, and the service is redeployed once more.`,
    ];
  });
}

/** What a person does, and how they say so; nothing for a copy that Nightwarden writes. */
function byHand({ plan, rotation }: Told, id: string): readonly string[] {
  const target = plan.where.targets[id];
  if (target?.in !== 'person') return [];
  return [
    `${target.who} writes it by hand, with the new version of the secret: ${target.instructions}`,
    `It waits for ${durationText(plan.durations.parkAfter)} until somebody says that it is done (nightwarden approve ${rotation} --copy ${id}); then everything goes back, and they are asked for the old value.`,
  ];
}
