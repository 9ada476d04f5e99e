import type { Memory } from '../../ports/memory.ts';
import type { ObjectStore } from '../../ports/object-store.ts';

/** Remembers in an object store, one object a name. Workers that run side by side each have a prefix of their own. */
export function objectMemory(store: ObjectStore, prefix: string): Memory {
  const keyOf = (name: string) => {
    if (!/^[a-z0-9-]+$/.test(name)) throw new RangeError(`expected a name of a-z, 0-9 and -, got ${name}`);
    return `${prefix}${name}.json`;
  };
  return {
    async recall(name) {
      const body = await store.read(keyOf(name));
      return body === undefined ? undefined : new TextDecoder().decode(body);
    },
    remember: (name, json) => store.write(keyOf(name), new TextEncoder().encode(json)),
  };
}
