import type { Shape } from '../../../../core/rotation/where.ts';
import { fieldsOf } from '../fields.ts';
import type { Value } from '../kind.ts';
import { smtpPassword } from './smtp.ts';

/** @returns undefined when the text is no JSON object with the shape's fields */
export function valueIn(shape: Shape, text: string): Value | undefined {
  if (!isOfAKey(shape)) return undefined;
  const fields = fieldsOf(text);
  const [id, secret] = [fields?.[shape.accessKeyId], fields?.[shape.secretAccessKey]];
  return typeof id === 'string' && typeof secret === 'string' ? { id, secret } : undefined;
}

/**
 * The same text with another key in it; whatever else it holds stays.
 * @returns undefined when it is not of that shape: nobody knows then what its readers would make of it
 */
export function withValue(shape: Shape, text: string, { id, secret }: Value): string | undefined {
  if (!isOfAKey(shape) || valueIn(shape, text) === undefined) return undefined;
  const fields = { [shape.accessKeyId]: id, [shape.secretAccessKey]: secret };
  const derived =
    shape.as === 'smtp'
      ? {
          [shape.username]: id,
          [shape.password]: smtpPassword(secret, shape.region),
        }
      : {};
  return JSON.stringify({ ...fieldsOf(text), ...fields, ...derived });
}

function isOfAKey(shape: Shape): shape is Extract<Shape, { readonly accessKeyId: string }> {
  return shape.as === 'json' || shape.as === 'smtp';
}
