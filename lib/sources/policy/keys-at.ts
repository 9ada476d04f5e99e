import type * as z from 'zod';

type Schema = z.core.$ZodType;

/**
 * The keys that may stand at a place of what a schema takes.
 * @param path from the top; what is no key of the schema leads nowhere
 * @param value what was read there, which tells the members of a union apart
 */
export function keysAt(schema: Schema, path: readonly PropertyKey[], value: unknown): readonly string[] {
  const { def } = (inner(schema) as z.core.$ZodTypes)._zod;
  const [first, ...rest] = path;
  if (def.type === 'union') {
    const members = def.options.filter((option) => fits(option, value));
    return [...new Set(members.flatMap((member) => keysAt(member, path, value)))];
  }
  if (def.type === 'object') {
    if (first === undefined) return Object.keys(def.shape);
    const field = def.shape[String(first)];
    return field === undefined ? [] : keysAt(field, rest, at(value, [first]));
  }
  if (def.type === 'array' && first !== undefined) return keysAt(def.element, rest, at(value, [first]));
  return [];
}

/** What stands behind optional, nullable, default and transform. */
function inner(schema: Schema): Schema {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === 'optional' || def.type === 'nullable' || def.type === 'default')
    return inner(def.innerType);
  return def.type === 'pipe' ? inner(def.in) : schema;
}

/** Whether every field of the value for which the member takes one word only has that word. */
function fits(member: Schema, value: unknown): boolean {
  const { def } = (inner(member) as z.core.$ZodTypes)._zod;
  if (def.type !== 'object') return true;
  return Object.entries(def.shape).every(([key, field]) => {
    const { def: of } = (field as z.core.$ZodTypes)._zod;
    return of.type !== 'literal' || (of.values as readonly unknown[]).includes(at(value, [key]));
  });
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inside, key) =>
      typeof inside === 'object' && inside !== null && Object.hasOwn(inside, key)
        ? (inside as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );
}
