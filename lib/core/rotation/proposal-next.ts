import type { Subject } from '../model/estate.ts';
import { QUARANTINE_SOURCE } from '../trust/exposures.ts';
import type { Refusal } from './build/index.ts';
import type { PlanKind } from './plan.ts';

/** What to do about a proposal that is not planned: what stands in its way first, then the command. */
export function nextOf(
  state: 'planned' | 'refused' | 'unknown',
  kind: PlanKind,
  subject: Subject,
  refusals: readonly Refusal[],
): readonly string[] {
  // What leaked does not wait for what is unknown: contain asks for none of it.
  if (state === 'unknown') return [commandOf(kind === 'contain' ? kind : 'rehearse', subject)];
  const certain = refusals.filter(({ code }) => code !== 'unknown');
  const isPlannable = certain.every(({ code }) => !NEVER_PLANNED.has(code));
  return [...new Set(certain.map(({ todo }) => todo)), ...(isPlannable ? [commandOf(kind, subject)] : [])];
}

const NEVER_PLANNED: ReadonlySet<Refusal['code']> = new Set(['root', 'not-an-access-key', 'break-glass']);

/**
 * Something that is pasted into a shell: a user's path may hold anything, a key's id does not. A command sees the
 * quarantine policy itself; what else tells of a leak it must be given.
 */
export function commandOf(command: PlanKind | 'rehearse', { credential, exposures }: Subject): string {
  const id = /^[\w+=,.@:/-]+$/.test(credential.id) ? credential.id : 'CREDENTIAL';
  const isTold = command === 'contain' && exposures.every(({ source }) => source !== QUARANTINE_SOURCE);
  return `nightwarden ${command} ${id}${isTold ? ' --exposures exposures.json' : ''}`;
}
