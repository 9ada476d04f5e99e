import type { Shape } from '../../../../core/rotation/where.ts';
import { fieldsOf } from '../fields.ts';
import type { Value } from '../kind.ts';

/** The id stands in a field of its own: a token does not say which of the two it is. */
export function valueIn(shape: Shape, text: string): Value | undefined {
  if (shape.as !== 'token') return undefined;
  const fields = fieldsOf(text);
  const [id, secret] = [fields?.[shape.id], fields?.[shape.token]];
  return typeof id === 'string' && typeof secret === 'string' ? { id, secret } : undefined;
}

export function withValue(shape: Shape, text: string, { id, secret }: Value): string | undefined {
  if (shape.as !== 'token' || valueIn(shape, text) === undefined) return undefined;
  return JSON.stringify({ ...fieldsOf(text), [shape.id]: id, [shape.token]: secret });
}
