import { yes } from './answers.ts';
import type { Live } from './live.ts';
import type { Answer } from './scene.ts';

/** What holds down what leaked: a Deny in force, and no key that works. */

export function denied(live: Live): Answer {
  return live.denied === 'unknown' ? 'unknown' : yes(live.denied.full);
}

export function allQuelled({ keys }: Live): Answer {
  return keys === 'unknown' ? 'unknown' : yes(keys.every(({ status }) => status === 'Inactive'));
}
