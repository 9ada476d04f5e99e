import { createHash } from 'node:crypto';
import { APIGatewayClient, CreateApiKeyCommand } from '@aws-sdk/client-api-gateway';
import {
  AppSyncClient,
  CreateGraphqlApiCommand,
  CreateApiKeyCommand as CreateKeyCommand,
} from '@aws-sdk/client-appsync';
import { epochDaysAgo, made } from '../seeding.ts';
import type { Maker } from './maker.ts';

export const apiKey: Maker = async (config, { name, region, age = 0, tags, values }, { now, control }) => {
  const { id } = await new APIGatewayClient(config).send(
    new CreateApiKeyCommand({ name, enabled: true, value: values.value, tags }),
  );
  const date = epochDaysAgo(now, age);
  await control.listedFields({
    service: 'apigateway',
    field: 'id',
    value: made(id, `API key ${name}`),
    set: { createdDate: date, lastUpdatedDate: date },
  });
  return `arn:aws:apigateway:${region}::/apikeys/${id}`;
};

/** A key of a GraphQL API of its own; `expiresInDays` from now. */
export const appSyncKey: Maker = async (config, { name, tags, values }, { account, now }) => {
  const client = new AppSyncClient(config);
  const { graphqlApi } = await client.send(
    new CreateGraphqlApiCommand({ name, authenticationType: 'API_KEY', tags }),
  );
  const expires = Math.floor(epochDaysAgo(now, -Number(values.expiresInDays)));
  const { apiKey: key } = await client.send(new CreateKeyCommand({ apiId: graphqlApi?.apiId, expires }));
  const hash = createHash('sha256')
    .update(`${account}:${made(key?.id, 'AppSync key')}`)
    .digest('hex');
  return `${graphqlApi?.arn}/apikeys/sha256-${hash.slice(0, 32)}`;
};
