import type { Memory } from '../../lib/ports/memory.ts';

/** A memory that tests may look into and damage. */
export function memoryOf(
  texts = new Map<string, string>(),
): Memory & { readonly texts: Map<string, string> } {
  return {
    texts,
    recall: (name) => Promise.resolve(texts.get(name)),
    remember(name, json) {
      texts.set(name, json);
      return Promise.resolve();
    },
  };
}
