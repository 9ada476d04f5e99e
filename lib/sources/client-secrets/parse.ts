import * as z from 'zod/mini';
import { isRecord } from '../../core/model/records.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import { parseApplications, type Telling, tagged } from '../parse/applications.ts';
import { arn, arnPlace, instant } from '../parse/schemas.ts';
import type { Parsed } from '../source.ts';

const client = z.object({
  Arn: arn('cognito-idp'),
  ClientId: z.string(),
  ClientName: z._default(z.string(), ''),
  ClientSecrets: z.array(
    z.object({ ClientSecretId: z.string(), ClientSecretCreateDate: z.optional(instant) }),
  ),
  Tags: z.optional(z.record(z.string(), z.string())),
});

/** Reads the clients of user pools that have a secret. */
export function parseClientSecrets(part: Part, manifest: Manifest): Parsed {
  return parseApplications(part, manifest, {
    facts: ['client-secrets'],
    schema: client,
    placeOf: (item) => arnPlace(isRecord(item) ? item.Arn : undefined, 'cognito-idp'),
    tell: toTold,
  });
}

/** While a secret is rotated a client has two; each is a credential of its own, tagged as its pool is. */
function toTold({ Arn, ClientId, ClientName, ClientSecrets, Tags }: z.output<typeof client>): Telling {
  return ClientSecrets.map(({ ClientSecretId, ClientSecretCreateDate }) => ({
    type: 'AWS::Cognito::UserPoolClient',
    id: `${Arn}/client/${ClientId}#${ClientSecretId}`,
    name: ClientName === '' ? ClientId : ClientName,
    createdAt: ClientSecretCreateDate ?? null,
    expiresAt: null,
    ...tagged(Tags),
  }));
}
