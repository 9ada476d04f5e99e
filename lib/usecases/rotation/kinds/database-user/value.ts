import type { Shape } from '../../../../core/rotation/where.ts';
import { fieldsOf } from '../fields.ts';
import type { Value } from '../kind.ts';

/** Where a secret does not say. */
const STANDARD_PORT = 5432;

/**
 * The JSON that AWS's own rotation keeps: engine, host, port, username, password, dbname. One that names another server
 * than was reviewed is of another shape: a password goes to no host that a secret names.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
 */
export function valueIn(shape: Shape, text: string): Value | undefined {
  const fields = fieldsOf(text);
  if (shape.as !== 'database' || fields === undefined) return undefined;
  const { engine, host, port = STANDARD_PORT, username: id, password: secret } = fields;
  const isOfServer = engine === 'postgres' && host === shape.host && Number(port) === shape.port;
  if (!isOfServer || typeof id !== 'string' || typeof secret !== 'string') return undefined;
  return { id, secret };
}

export function withValue(shape: Shape, text: string, { id, secret }: Value): string | undefined {
  if (valueIn(shape, text) === undefined) return undefined;
  return JSON.stringify({ ...fieldsOf(text), username: id, password: secret });
}

/** The admin's secret is of the same kind; of its fields only these two are looked at. */
export function adminIn(text: string): { readonly user: string; readonly password: string } | undefined {
  const { username: user, password } = fieldsOf(text) ?? {};
  return typeof user === 'string' && typeof password === 'string' ? { user, password } : undefined;
}
