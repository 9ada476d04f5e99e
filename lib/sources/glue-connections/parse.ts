import * as z from 'zod/mini';
import { isRecord } from '../../core/model/records.ts';
import { latest } from '../../core/model/time.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import { parseApplications, regionOfItem, type Telling, tagged } from '../parse/applications.ts';
import { redactedValue } from '../parse/redacted.ts';
import { arn, arnPlace, instant } from '../parse/schemas.ts';
import type { Parsed } from '../source.ts';

export const connection = z.object({
  Name: z.string(),
  Arn: z.optional(arn('glue')),
  Region: z.optional(z.string()),
  ConnectionProperties: z._default(z.record(z.string(), redactedValue), {}),
  AuthenticationConfiguration: z._default(z.object({ SecretArn: z.optional(z.string()) }), {}),
  CreationTime: z.optional(instant),
  LastUpdatedTime: z.optional(instant),
  Tags: z.optional(z.record(z.string(), z.string())),
});
type Connection = z.output<typeof connection>;

/** Reads Glue connections whose properties were redacted already. */
export function parseGlueConnection(part: Part, manifest: Manifest): Parsed {
  return parseApplications(part, manifest, {
    facts: ['glue-connections'],
    schema: connection,
    placeOf: (item) => arnPlace(isRecord(item) ? item.Arn : undefined, 'glue'),
    tell: toTold,
  });
}

function toTold(each: Connection, manifest: Manifest): Telling {
  if (!keepsPassword(each)) return [];
  const { Name, Arn, Region, CreationTime, LastUpdatedTime, Tags } = each;
  const region = regionOfItem(Region, manifest);
  if (Arn === undefined && region === undefined) return { expected: `an Arn or a Region beside ${Name}` };
  const changedAt = latest(CreationTime, LastUpdatedTime);
  return [
    {
      type: 'AWS::Glue::Connection',
      id: Arn ?? glueConnectionArn(manifest, region ?? '', Name),
      name: Name,
      createdAt: CreationTime ?? null,
      ...(changedAt === undefined ? {} : { changedAt }),
      expiresAt: null,
      ...tagged(Tags),
    },
  ];
}

/**
 * Whether a connection keeps a password of its own. Glue hides the password and leaves the user name; with a secret the
 * password lies in Secrets Manager, and a connection to a network has none.
 */
export function keepsPassword({
  ConnectionProperties: properties,
  AuthenticationConfiguration: { SecretArn },
}: Pick<Connection, 'ConnectionProperties' | 'AuthenticationConfiguration'>): boolean {
  const isSet = (name: string) => (properties[name]?.length ?? 0) > 0;
  if (Object.values(properties).some(({ rules }) => rules.length > 0)) return true;
  if (Object.keys(properties).some((name) => name.endsWith('PASSWORD') && isSet(name))) return true;
  return isSet('USERNAME') && !isSet('SECRET_ID') && SecretArn === undefined;
}

export function glueConnectionArn(
  { partition, account }: Pick<Manifest, 'partition' | 'account'>,
  region: string,
  name: string,
): string {
  return `arn:${partition}:glue:${region}:${account}:connection/${name}`;
}
