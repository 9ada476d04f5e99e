import { isRecord } from '../../core/model/records.ts';
import { emptied } from '../files/kept.ts';
import { field, type Item, moments, tagMap, texts } from '../keeping.ts';
import { redactedValues } from '../keeping-values.ts';

/**
 * One connection as `get-connections` writes it, each of its properties redacted: a URL may hold a password, and with
 * `HidePassword` off the password itself is there. An ARN, a Region and tags may stand beside it.
 */
export async function keepGlueConnection(connection: Item): Promise<Item> {
  const { ConnectionProperties, AuthenticationConfiguration, Tags } = connection;
  return {
    ...texts(connection, ['Name', 'ConnectionType', 'Arn', 'Region']),
    ...moments(connection, ['CreationTime', 'LastUpdatedTime']),
    ...(await field('ConnectionProperties', ConnectionProperties, keepProperties)),
    ...(await field('AuthenticationConfiguration', AuthenticationConfiguration, (value) =>
      isRecord(value) ? texts(value, ['AuthenticationType', 'SecretArn']) : emptied(value),
    )),
    ...(await field('Tags', Tags, tagMap)),
  };
}

/** Glue's own names of properties: https://docs.aws.amazon.com/glue/latest/webapi/API_Connection.html */
const PROPERTY = /^[A-Z][A-Z0-9_]{0,63}$/;

async function keepProperties(properties: unknown): Promise<unknown> {
  if (!isRecord(properties)) return emptied(properties);
  const names = Object.keys(properties).filter((name) => PROPERTY.test(name));
  const values = await redactedValues(names.map((name) => ({ name, value: properties[name] })));
  return Object.fromEntries(names.map((name, at) => [name, values[at]]));
}
