import * as z from 'zod/mini';
import { InputError } from '../../ports/input-error.ts';
import type { Memory } from '../../ports/memory.ts';
import { recallSealed, rememberSealed } from '../memory/sealed.ts';

/** How many people the last accepted roster had. */
export interface RosterCounts {
  /** Everybody in it, also those who left. */
  readonly people: number;
  readonly active: number;
}

const NAME = 'roster';
const schema = z.object({ people: z.int().check(z.gte(0)), active: z.int().check(z.gte(0)) });

/**
 * @returns undefined when nothing was remembered yet
 * @throws {InputError} when the memory is damaged: without it a roster that was cut in half would be believed
 */
export async function recallRoster(memory: Memory): Promise<RosterCounts | undefined> {
  const recalled = await recallSealed(memory, NAME, schema);
  if (recalled.state === 'damaged')
    throw new InputError(`${recalled.reason}: remove the file if the roster is right`);
  return recalled.state === 'known' ? recalled.value : undefined;
}

/**
 * Remembers an accepted roster.
 * @throws {InputError} when it can't be written
 */
export async function rememberRoster(memory: Memory, { people, active }: RosterCounts): Promise<void> {
  await rememberSealed(memory, NAME, { people, active });
}
