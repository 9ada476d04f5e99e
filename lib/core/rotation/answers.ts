import type { KeyFact, Known } from './live.ts';
import type { KeyId } from './plan.ts';
import type { Answer, Scene } from './scene.ts';

/** What the guards are made of: one fact each, `unknown` where it could not be read. */

export function yes(holds: boolean): Answer {
  return holds ? 'yes' : 'no';
}

export function gate(holds: Known<boolean>): Answer {
  return holds === 'unknown' ? 'unknown' : yes(holds);
}

export function ofKey(
  { live }: Scene,
  id: KeyId | null,
  holds: (key: KeyFact | undefined) => boolean,
): Answer {
  return live.keys === 'unknown' ? 'unknown' : yes(holds(live.keys.find((key) => key.id === id)));
}

export function current({ live }: Scene, holds: (current: string | null) => boolean): Answer {
  return live.secret === 'unknown' ? 'unknown' : yes(holds(live.secret.current));
}

export function pending({ live }: Scene, holds: (pending: string | null) => boolean): Answer {
  return live.secret === 'unknown' ? 'unknown' : yes(holds(live.secret.pending));
}

export function either(one: Answer, other: Answer): Answer {
  if (one === 'yes' || other === 'yes') return 'yes';
  return one === 'unknown' || other === 'unknown' ? 'unknown' : 'no';
}

export function both(...answers: readonly Answer[]): Answer {
  if (answers.includes('no')) return 'no';
  return answers.includes('unknown') ? 'unknown' : 'yes';
}
