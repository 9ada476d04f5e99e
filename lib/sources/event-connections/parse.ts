import * as z from 'zod/mini';
import { isRecord } from '../../core/model/records.ts';
import { latest } from '../../core/model/time.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import { parseApplications, type Telling } from '../parse/applications.ts';
import { arn, arnPlace, instant } from '../parse/schemas.ts';
import type { Parsed } from '../source.ts';

const connection = z.object({
  ConnectionArn: arn('events'),
  Name: z.string(),
  ConnectionState: z.string(),
  CreationTime: z.optional(instant),
  LastModifiedTime: z.optional(instant),
});

const DEAUTHORISED: ReadonlySet<string> = new Set(['DEAUTHORIZED', 'DEAUTHORIZING']);

/** Reads EventBridge connections. */
export function parseEventConnection(part: Part, manifest: Manifest): Parsed {
  return parseApplications(part, manifest, {
    facts: ['event-connections'],
    schema: connection,
    placeOf: (item) => arnPlace(isRecord(item) ? item.ConnectionArn : undefined, 'events'),
    tell: toTold,
  });
}

/** Connections can have no tags. When EventBridge last authorised one is no use, so it tells of none. */
function toTold(each: z.output<typeof connection>): Telling {
  const { ConnectionArn: id, Name: name, ConnectionState, CreationTime, LastModifiedTime } = each;
  const changedAt = latest(CreationTime, LastModifiedTime);
  return [
    {
      type: 'AWS::Events::Connection',
      id,
      name,
      status: ConnectionState === 'DELETING' ? 'Inactive' : 'Active',
      createdAt: CreationTime ?? null,
      ...(changedAt === undefined ? {} : { changedAt }),
      ...(DEAUTHORISED.has(ConnectionState) ? { deauthorised: true } : {}),
      tagsUnread: true,
    },
  ];
}
