import type { NewKey } from '../../../aws/rotation/iam-keys.ts';
import type { Shape } from '../../../core/rotation/where.ts';
import { smtpPassword } from './smtp.ts';

/** @returns undefined when the text is no JSON object with the shape's fields */
export function valueIn(shape: Shape, text: string): NewKey | undefined {
  const fields = fieldsOf(text);
  const [accessKeyId, secretAccessKey] = [fields?.[shape.accessKeyId], fields?.[shape.secretAccessKey]];
  if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string') return undefined;
  return { accessKeyId, secretAccessKey };
}

/**
 * The same text with another key in it; whatever else it holds stays.
 * @returns undefined when it is not of that shape: nobody knows then what its readers would make of it
 */
export function withValue(shape: Shape, text: string, key: NewKey): string | undefined {
  if (valueIn(shape, text) === undefined) return undefined;
  const { accessKeyId, secretAccessKey } = key;
  const fields = { [shape.accessKeyId]: accessKeyId, [shape.secretAccessKey]: secretAccessKey };
  const derived =
    shape.as === 'smtp'
      ? {
          [shape.username]: accessKeyId,
          [shape.password]: smtpPassword(secretAccessKey, shape.region),
        }
      : {};
  return JSON.stringify({ ...fieldsOf(text), ...fields, ...derived });
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
