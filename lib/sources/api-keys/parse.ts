import * as z from 'zod/mini';
import { isRecord } from '../../core/model/records.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import { parseApplications, regionOfItem, type Telling } from '../parse/applications.ts';
import { arn, arnPlace, instant } from '../parse/schemas.ts';
import type { Parsed } from '../source.ts';

const apiKey = z.object({
  id: z.string().check(z.regex(/^\w+$/, { error: 'the id of a key' })),
  name: z._default(z.string(), ''),
  Arn: z.optional(arn('apigateway')),
  Region: z.optional(z.string()),
  enabled: z.boolean(),
  createdDate: z.optional(instant),
  tags: z._default(z.record(z.string(), z.string()), {}),
});

/** Reads API Gateway keys that have lost their values already. */
export function parseApiKey(part: Part, manifest: Manifest): Parsed {
  return parseApplications(part, manifest, {
    facts: ['api-keys'],
    schema: apiKey,
    placeOf: (item) => arnPlace(isRecord(item) ? item.Arn : undefined, 'apigateway'),
    tell: toTold,
  });
}

/** A key's value never changes; where its name is empty, its id has to do. */
function toTold(
  { id, name, Arn, Region, enabled, createdDate, tags }: z.output<typeof apiKey>,
  manifest: Manifest,
): Telling {
  const region = regionOfItem(Region, manifest);
  if (Arn === undefined && region === undefined) return { expected: `an Arn or a Region beside ${id}` };
  return [
    {
      type: 'AWS::ApiGateway::ApiKey',
      id: Arn ?? apiKeyArn(manifest.partition, region ?? '', id),
      name: name === '' ? id : name,
      status: enabled ? 'Active' : 'Inactive',
      createdAt: createdDate ?? null,
      expiresAt: null,
      tags,
    },
  ];
}

/** API Gateway's ARNs name no account. */
export function apiKeyArn(partition: string, region: string, id: string): string {
  return `arn:${partition}:apigateway:${region}::/apikeys/${id}`;
}
