import type { Shape } from '../../../../core/rotation/where.ts';
import { fieldsOf } from '../fields.ts';
import type { Value } from '../kind.ts';

/**
 * The id stands in a field of its own, beside what readers use: neither a password nor an API key tells which of the two
 * credentials it is, and nothing may be switched off on a guess.
 */
export function valueIn(shape: Shape, text: string): Value | undefined {
  const fields = fieldsOf(text);
  if (fields === undefined) return undefined;
  if (shape.as === 'service-api-key') return pairOf(fields[shape.id], fields[shape.apiKey]);
  if (shape.as !== 'service-password') return undefined;
  const value = pairOf(fields[shape.id], fields[shape.password]);
  const userName = fields[shape.username];
  return value === undefined || typeof userName !== 'string' ? undefined : { ...value, userName };
}

function pairOf(id: unknown, secret: unknown): Value | undefined {
  return typeof id === 'string' && typeof secret === 'string' ? { id, secret } : undefined;
}

export function withValue(shape: Shape, text: string, value: Value): string | undefined {
  const { id, secret, userName } = value;
  if (valueIn(shape, text) === undefined) return undefined;
  if (shape.as === 'service-api-key')
    return JSON.stringify({ ...fieldsOf(text), [shape.id]: id, [shape.apiKey]: secret });
  // A password is of no use without the name that it belongs to.
  if (shape.as !== 'service-password' || userName === undefined) return undefined;
  return JSON.stringify({
    ...fieldsOf(text),
    [shape.id]: id,
    [shape.username]: userName,
    [shape.password]: secret,
  });
}
