import {
  BedrockAgentCoreControlClient,
  CreateApiKeyCredentialProviderCommand,
  CreateOauth2CredentialProviderCommand,
} from '@aws-sdk/client-bedrock-agentcore-control';
import { epochDaysAgo, made } from '../seeding.ts';
import type { Maker, Making } from './maker.ts';

/** With the key in `value`. */
export const agentApiKey: Maker = async (config, { name, age = 0, tags, values }, making) => {
  const { credentialProviderArn } = await new BedrockAgentCoreControlClient(config).send(
    new CreateApiKeyCredentialProviderCommand({ name, apiKey: values.value, tags }),
  );
  return backdated(credentialProviderArn, age, making);
};

/** A client at GitHub, with the secret in `value`. */
export const agentClient: Maker = async (config, { name, age = 0, tags, values }, making) => {
  const { credentialProviderArn } = await new BedrockAgentCoreControlClient(config).send(
    new CreateOauth2CredentialProviderCommand({
      name,
      credentialProviderVendor: 'GithubOauth2',
      oauth2ProviderConfigInput: {
        githubOauth2ProviderConfig: { clientId: 'Iv1.smallshop', clientSecret: values.value },
      },
      tags,
    }),
  );
  return backdated(credentialProviderArn, age, making);
};

async function backdated(arn: string | undefined, age: number, { now, control }: Making): Promise<string> {
  const date = epochDaysAgo(now, age);
  await control.listedFields({
    service: 'bedrock-agentcore',
    field: 'credentialProviderArn',
    value: made(arn, 'credential provider'),
    set: { createdTime: date, lastUpdatedTime: date },
  });
  return arn ?? '';
}
