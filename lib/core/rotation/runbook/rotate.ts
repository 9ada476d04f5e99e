import { durationText } from '../../model/duration.ts';
import { mainRegionOf } from '../../model/policy.ts';
import { isUnseen } from '../kinds/abilities.ts';
import type { Plan } from '../plan.ts';
import * as commands from './commands.ts';
import { nameOfSecret, restoreCopy } from './copies.ts';
import type { Told } from './index.ts';
import { type Hint, hint, type Phase } from './markdown.ts';
import { publishPhases } from './publish.ts';
import { unseenEnd, unseenWait } from './unseen.ts';

/** What a rotation does in its order, and how each part is undone by hand. */
export function rotatePhases(told: Told): readonly Phase[] {
  const { plan, whose, noun, by, newVersion } = told;
  const { durations, secret, where } = plan;
  if (secret === null) return [];
  const backToOld = [...plan.copies].toReversed().flatMap(({ id }) => restoreCopy(plan, id, newVersion));
  return [
    {
      title: 'Issue',
      happens: [
        `Nightwarden looks at everything once more: owner, window, slots, AWSCURRENT, each copy, and the health of each dependent. If anything is not as planned, it refuses and nothing was changed.`,
        `It makes a second ${noun} of ${whose} and stores its value as a new version (AWSPENDING) of secret ${nameOfSecret(secret.arn)}. Nobody uses it yet.`,
      ],
      lasts: null,
      undo: removeNew(told),
    },
    {
      title: 'Prove',
      happens: [
        where.issuer === undefined
          ? `It makes calls with the new ${noun} in ${where.regions.join(', ')} until each answers several times in a row.`
          : `The bridge is asked to prove the new ${noun} until it does so several times in a row.`,
      ],
      lasts: `at most ${durationText(durations.patience)}; after that it rolls back`,
      undo: removeNew(told),
    },
    ...publishPhases(told, retireNew(told)),
    isUnseen(plan) ? wait(told, backToOld) : watchOld(told, backToOld),
    {
      title: `Deactivate the old ${noun}`,
      happens: [
        ...asked(told, 'deactivate'),
        `${plan.key} becomes Inactive. It can be activated again at any time until it is deleted.`,
      ],
      lasts: null,
      undo: [
        hint(
          `Activate the old one. ${soon(plan)}: see that a call with it is answered before you go on.`,
          by.setStatus(plan.key, 'Active'),
        ),
        ...backToOld,
        retireNew(told),
      ],
    },
    isUnseen(plan) ? unseenEnd(told) : deletion(told),
  ];
}

function wait(told: Told, back: readonly Hint[]): Phase {
  const phase = unseenWait(told, trailRegions(told.plan));
  return { ...phase, undo: [...phase.undo, ...back, retireNew(told)] };
}

function watchOld(told: Told, back: readonly Hint[]): Phase {
  const { plan, noun } = told;
  const { watch, parkAfter } = plan.durations;
  return {
    title: `Watch the old ${noun} while it is Active`,
    happens: [
      `For ${durationText(watch)} nobody may use ${plan.key}; a use starts the wait anew. After ${durationText(parkAfter)} without such a quiet time the plan parks: both work, and somebody must decide.`,
    ],
    lasts: `${durationText(watch)} to ${durationText(parkAfter)}`,
    undo: [watching(told), ...back, retireNew(told)],
  };
}

function deletion(told: Told): Phase {
  const { plan, by, newKey, noun } = told;
  const { durations, secret, where } = plan;
  return {
    title: `Quarantine, then delete the old ${noun}`,
    happens: [
      ...asked(told, 'delete'),
      `For ${durationText(durations.quarantine)} the dependents are watched. Then everything is checked again, and ${plan.key} is deleted. **From here there is no way back.**`,
    ],
    lasts: durationText(durations.quarantine),
    undo: [
      hint(`Until it is deleted: activate the old ${noun}.`, by.setStatus(plan.key, 'Active')),
      hint(
        'After it was deleted nothing brings it back. Somebody who still held it needs the present value: let them read AWSCURRENT of the secret.',
        ...(secret === null ? [] : [commands.versions(secret.arn, where.region)]),
        ...by.lastUsed(newKey),
      ),
    ],
  };
}

/** The new key, once everything reads the old one again: whoever took it must have gone first. */
function retireNew({ plan, by, newKey, newVersion }: Told): Hint {
  const { secret, where } = plan;
  return hint(
    'When every reader is well on the old one, and nobody has used the new one for a day, deactivate the new one; a day later take its label and the key away.',
    ...by.lastUsed(newKey),
    by.setStatus(newKey, 'Inactive'),
    ...(secret === null ? [] : [commands.dropPending(secret.arn, newVersion, where.region)]),
    by.remove(newKey),
  );
}

/** The new key, made and not yet published. */
function removeNew({ plan, by, newKey, newVersion }: Told): readonly Hint[] {
  const { secret, where } = plan;
  if (secret === null) return [];
  return [
    hint(
      `Nobody holds the new key yet. See which it is, make sure that AWSCURRENT is still ${secret.version}, then take the new key and its label away.`,
      by.list,
      commands.versions(secret.arn, where.region),
      by.setStatus(newKey, 'Inactive'),
      commands.dropPending(secret.arn, newVersion, where.region),
      by.remove(newKey),
    ),
  ];
}

export function watching({ plan, by }: Told): Hint {
  return hint(
    `Who still uses ${plan.key}:`,
    ...by.lastUsed(plan.key),
    ...trailRegions(plan).flatMap((region) => by.uses(plan.key, region)),
  );
}

/** Where CloudTrail keeps what a key did: the Regions that it is used in, and the one of IAM and STS. */
export function trailRegions({ where }: Plan): readonly string[] {
  return [...new Set([...where.regions, mainRegionOf(where.partition)])];
}

/** When what was activated works again. */
export function soon({ where }: Plan): string {
  return where.issuer === undefined
    ? 'It works again within seconds, as a rule (IAM promises no time)'
    : 'It works again as soon as the third party has it so';
}

export function asked({ plan, rotation }: Told, what: 'deactivate' | 'delete'): readonly string[] {
  if (!plan.approvals.includes(what)) return [];
  return [`It waits until somebody approves: nightwarden approve ${rotation} --${what}`];
}
