import * as z from 'zod/mini';
import { isRecord } from '../../core/model/records.ts';
import { latest } from '../../core/model/time.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import { parseApplications, type Telling, tagged } from '../parse/applications.ts';
import { arn, arnPlace, instant } from '../parse/schemas.ts';
import type { Parsed } from '../source.ts';

const provider = z.object({
  credentialProviderArn: arn('bedrock-agentcore'),
  name: z.string(),
  credentialProviderVendor: z.optional(z.string()),
  createdTime: z.optional(instant),
  lastUpdatedTime: z.optional(instant),
  Tags: z.optional(z.record(z.string(), z.string())),
});

/** Reads the credential providers of agents. */
export function parseAgentCredential(part: Part, manifest: Manifest): Parsed {
  return parseApplications(part, manifest, {
    facts: ['agent-credentials'],
    schema: provider,
    placeOf: (item) => arnPlace(isRecord(item) ? item.credentialProviderArn : undefined, 'bedrock-agentcore'),
    tell: toTold,
  });
}

/** Only OAuth 2 clients name a vendor: `GithubOauth2`. A custom one says nothing of who it is. */
function toTold(each: z.output<typeof provider>): Telling {
  const { credentialProviderArn: id, name, credentialProviderVendor: vendor, createdTime, Tags } = each;
  const changedAt = latest(createdTime, each.lastUpdatedTime);
  const thirdParty = vendor?.replace(/Oauth2$/, '');
  return [
    {
      type:
        vendor === undefined
          ? 'AWS::BedrockAgentCore::ApiKeyCredentialProvider'
          : 'AWS::BedrockAgentCore::OAuth2CredentialProvider',
      id,
      name,
      createdAt: createdTime ?? null,
      ...(changedAt === undefined ? {} : { changedAt }),
      ...(thirdParty === undefined || thirdParty === 'Custom' ? {} : { thirdParty }),
      expiresAt: null,
      ...tagged(Tags),
    },
  ];
}
