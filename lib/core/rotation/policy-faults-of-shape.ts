import type { DeclaredCredential } from './policy.ts';
import type { PolicyFault } from './policy-faults.ts';
import type { Shape } from './where.ts';

/** Which of two it is stands in ledgers and logs: the field that tells it must not be one that holds a value. */
export function shapeFaults({ store: { shape } }: DeclaredCredential): readonly PolicyFault[] {
  const { id, values } = fieldsOf(shape);
  return id === undefined || !values.includes(id)
    ? []
    : [
        {
          path: ['store', 'shape'],
          expected: 'a field for the id that is none of the value, for an id stands in ledgers and logs',
        },
      ];
}

function fieldsOf(shape: Shape): { readonly id?: string; readonly values: readonly string[] } {
  switch (shape.as) {
    case 'json':
      return { id: shape.accessKeyId, values: [shape.secretAccessKey] };
    case 'smtp':
      return { id: shape.accessKeyId, values: [shape.secretAccessKey, shape.password] };
    case 'service-password':
      return { id: shape.id, values: [shape.password] };
    case 'service-api-key':
      return { id: shape.id, values: [shape.apiKey] };
    case 'token':
      return { id: shape.id, values: [shape.token] };
    case 'database':
    case 'postgres':
    case 'opaque':
      return { values: [] };
  }
}
