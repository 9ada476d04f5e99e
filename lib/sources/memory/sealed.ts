import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Memory } from '../../ports/memory.ts';

/** What was remembered, or that there is nothing, or why it is not to be believed. */
export type Recalled<T> =
  | { readonly state: 'nothing' }
  | { readonly state: 'known'; readonly value: T }
  | { readonly state: 'damaged'; readonly reason: string };

/** Raised when what is remembered is written differently: what an earlier version wrote is not believed. */
const FORM = 'nightwarden.memory/1';
const sealed = z.object({ form: z.literal(FORM), name: z.string(), sha256: z.string(), data: z.unknown() });

/** Recalls what {@link rememberSealed} wrote under the same name; whatever else is found there is damaged. */
export async function recallSealed<T>(
  memory: Memory | undefined,
  name: string,
  schema: z.ZodMiniType<T>,
): Promise<Recalled<T>> {
  const text = await memory?.recall(name);
  if (text === undefined) return { state: 'nothing' };
  const found = sealed.safeParse(parsed(text)).data;
  if (found === undefined) return damaged(name, 'it is not what Nightwarden wrote');
  if (found.name !== name) return damaged(name, 'it was remembered under another name');
  if (found.sha256 !== digestOf(found.data)) return damaged(name, 'it was changed since it was written');
  const { success, data } = schema.safeParse(found.data);
  return success ? { state: 'known', value: data } : damaged(name, 'its fields are not as expected');
}

/** @param data plain JSON data without any secret value */
export async function rememberSealed(memory: Memory | undefined, name: string, data: unknown): Promise<void> {
  if (memory === undefined) return;
  await memory.remember(name, `${JSON.stringify({ form: FORM, name, sha256: digestOf(data), data })}\n`);
}

function damaged(name: string, why: string): Recalled<never> {
  return { state: 'damaged', reason: `${name}.json in the cache is not believed: ${why}` };
}

/** Against damage, and a file copied to another's name; whoever may write here may also make a new seal. */
function digestOf(data: unknown): string {
  return createHash('sha256').update(JSON.stringify(data)).digest('hex');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
