import type { Shape } from '../../../../core/rotation/where.ts';
import { valueIn as loginIn } from '../database-user/value.ts';
import { valueIn as keyIn } from '../iam-access-key/value.ts';
import type { Value } from '../kind.ts';

/**
 * Who logs in with a version, and with what. A database that the secret names and nobody has reviewed is none.
 * @returns undefined when the text has not the shape, or when nothing can be tried with it
 */
export function valueIn(shape: Shape, text: string): Value | undefined {
  switch (shape.as) {
    case 'postgres':
      return loginIn({ as: 'database', host: shape.host, port: shape.port }, text);
    case 'json':
      return keyIn(shape, text);
    case 'smtp':
    case 'database':
    case 'opaque':
    case 'service-password':
    case 'service-api-key':
    case 'token':
      return undefined;
  }
}
