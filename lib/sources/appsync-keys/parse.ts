import * as z from 'zod/mini';
import { isRecord } from '../../core/model/records.ts';
import type { Instant } from '../../core/model/time.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import { parseApplications, type Telling, tagged } from '../parse/applications.ts';
import { arn, arnPlace, instant } from '../parse/schemas.ts';
import type { Parsed } from '../source.ts';

const api = z.object({
  Arn: arn('appsync'),
  Name: z._default(z.string(), ''),
  apiKeys: z.array(
    z.object({
      id: z.string().check(z.regex(/^sha256-[0-9a-f]{32}$/, { error: 'the id of a key' })),
      expires: z.optional(instant),
    }),
  ),
  Tags: z.optional(z.record(z.string(), z.string())),
});

/** Reads AppSync keys that were given stand-ins already. */
export function parseAppSyncKeys(part: Part, manifest: Manifest): Parsed {
  return parseApplications(part, manifest, {
    facts: ['appsync-keys'],
    schema: api,
    placeOf: (item) => arnPlace(isRecord(item) ? item.Arn : undefined, 'appsync'),
    tell: (each) => toTold(each, manifest.takenAt),
  });
}

/** AppSync does not tell when a key was made. An expired one opens nothing, and AppSync deletes it after 60 days. */
function toTold({ Arn, Name, apiKeys, Tags }: z.output<typeof api>, takenAt: Instant): Telling {
  return apiKeys.map(({ id, expires }) => ({
    type: 'AWS::AppSync::ApiKey',
    id: `${Arn}/apikeys/${id}`,
    name: `${id.slice('sha256-'.length, 'sha256-'.length + 8)} of ${Name === '' ? Arn : Name}`,
    status: expires !== undefined && expires <= takenAt ? 'Inactive' : 'Active',
    ...(expires === undefined ? {} : { expiresAt: expires }),
    ...tagged(Tags),
  }));
}
