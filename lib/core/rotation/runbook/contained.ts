import { durationText } from '../../model/duration.ts';
import { replaceable } from '../calls.ts';
import type { KeyId, Plan } from '../plan.ts';
import * as commands from './commands.ts';
import { copyName, nameOfSecret, redeployReaders } from './copies.ts';
import { hint, type Phase } from './markdown.ts';

/** Everything of the principal that contain is known to take away. */
export function takenBy({ key, slots }: Plan): readonly KeyId[] {
  return [...new Set([key, ...slots.map(({ id }) => id)])];
}

/** What takes the place of what leaked, in the words of its kind. */
export interface Replacement {
  readonly title: string;
  /** @param where it is stored and published to, as a text */
  readonly happens: (where: string) => string;
  /** How a person makes it, and the commands; the value goes into `file`. */
  readonly byHand: readonly [how: string, ...commands: readonly string[]];
  readonly file: string;
  /** What must stand in new.json before that is stored. */
  readonly store: string;
}

/** What the dependents are given; empty: nothing can be given to them. */
export function replacementPhases(
  plan: Plan,
  { title, happens, byHand, file, store }: Replacement,
): readonly Phase[] {
  const { secret, where, durations, copies, dependents } = plan;
  if (secret === null || replaceable(plan).length === 0) return [];
  const to = copies.map(({ id }) => copyName(plan, id)).join(', ');
  const [how, ...made] = byHand;
  return [
    {
      title,
      happens: [
        happens(`stored in secret ${nameOfSecret(secret.arn)} and published to: ${to}`),
        `Until then these are cut off: ${dependents.map(({ id }) => id).join(', ')}.`,
      ],
      lasts: `${durationText(durations.refresh)} and more`,
      undo: [
        hint(how, ...made, commands.fetchVersion(secret.arn, secret.version, where.region, 'new.json')),
        hint(
          store,
          commands.storeVersion(secret.arn, 'new.json', where.region),
          commands.shred(file, 'new.json'),
        ),
        ...copies.flatMap(({ id }) => redeployReaders(plan, id, 'the new value')),
      ],
    },
  ];
}
