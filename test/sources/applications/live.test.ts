import { APIGatewayClient, GetApiKeysCommand } from '@aws-sdk/client-api-gateway';
import {
  AppSyncClient,
  ListApiKeysCommand,
  ListApisCommand,
  ListGraphqlApisCommand,
} from '@aws-sdk/client-appsync';
import {
  ListTagsForResourceCommand as AgentTags,
  BedrockAgentCoreControlClient,
  ListApiKeyCredentialProvidersCommand,
  ListOauth2CredentialProvidersCommand,
} from '@aws-sdk/client-bedrock-agentcore-control';
import { CodeBuildClient, ListSourceCredentialsCommand } from '@aws-sdk/client-codebuild';
import {
  CognitoIdentityProviderClient,
  ListTagsForResourceCommand,
  ListUserPoolClientSecretsCommand,
  ListUserPoolClientsCommand,
  ListUserPoolsCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { EventBridgeClient, ListConnectionsCommand } from '@aws-sdk/client-eventbridge';
import { GetConnectionsCommand, GetTagsCommand, GlueClient } from '@aws-sdk/client-glue';
import { IoTClient, ListCertificatesCommand } from '@aws-sdk/client-iot';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { agentCredentials } from '../../../lib/sources/agent-credentials/index.ts';
import { apiKeys } from '../../../lib/sources/api-keys/index.ts';
import { appsyncKeys } from '../../../lib/sources/appsync-keys/index.ts';
import { clientSecrets } from '../../../lib/sources/client-secrets/index.ts';
import { deviceCertificates } from '../../../lib/sources/device-certificates/index.ts';
import { eventConnections } from '../../../lib/sources/event-connections/index.ts';
import { glueConnections } from '../../../lib/sources/glue-connections/index.ts';
import type { Source } from '../../../lib/sources/source.ts';
import { sourceCredentials } from '../../../lib/sources/source-credentials/index.ts';
import { sdkError } from '../../aws/sdk-errors.ts';
import { ACCOUNT } from '../files/export-builder.ts';
import { liveContext, MANIFEST } from '../live-context.ts';
import { ARNS, CANARY, type Fields, ITEMS } from './items.ts';

const apigateway = mockClient(APIGatewayClient);
const appsync = mockClient(AppSyncClient);
const codebuild = mockClient(CodeBuildClient);
const events = mockClient(EventBridgeClient);
const glue = mockClient(GlueClient);
const cognito = mockClient(CognitoIdentityProviderClient);
const iot = mockClient(IoTClient);
const agents = mockClient(BedrockAgentCoreControlClient);
const mocks = [apigateway, appsync, codebuild, events, glue, cognito, iot, agents];
const TAGS = { owner: 'ana@example.com' };

beforeEach(() => {
  for (const mock of mocks) mock.reset();
});

/** AWS as it answers when everything may be read: two pages where there are pages. */
function answerAll(): void {
  const { Arn: _a, ...key } = ITEMS.apiKeys as Fields;
  const { Arn: _b, Tags: _c, ...connection } = ITEMS.glueConnections as Fields;
  const { Tags: _d, ...agent } = ITEMS.agentCredentials as Fields;
  apigateway
    .on(GetApiKeysCommand, { includeValues: false, limit: 500 })
    .resolves({ items: [], position: 'next' })
    .on(GetApiKeysCommand, { includeValues: false, limit: 500, position: 'next' })
    .resolves({ items: [{ ...key, createdDate: new Date(String(key.createdDate)) }] });
  const { Arn, Name, apiKeys: keys } = ITEMS.appsyncKeys as { Arn: string; Name: string; apiKeys: [] };
  appsync.on(ListGraphqlApisCommand).resolves({
    graphqlApis: [
      { apiId: 'abc', arn: Arn, name: Name, authenticationType: 'API_KEY', tags: TAGS },
      { apiId: 'iam', authenticationType: 'AWS_IAM' },
    ],
  });
  appsync.on(ListApisCommand).resolves({ apis: [] });
  appsync.on(ListApiKeysCommand, { apiId: 'abc' }).resolves({ apiKeys: keys });
  codebuild
    .on(ListSourceCredentialsCommand)
    .resolves({ sourceCredentialsInfos: [ITEMS.sourceCredentials as Fields] });
  events.on(ListConnectionsCommand).resolves({ Connections: [], NextToken: 'next' });
  events
    .on(ListConnectionsCommand, { Limit: 100, NextToken: 'next' })
    .resolves({ Connections: [ITEMS.eventConnections as Fields] });
  glue.on(GetConnectionsCommand, { HidePassword: true }).resolves({ ConnectionList: [connection] });
  glue.on(GetTagsCommand, { ResourceArn: String(ARNS.glueConnections) }).resolves({ Tags: TAGS });
  cognito.on(ListUserPoolsCommand).resolves({ UserPools: [{ Id: 'eu-west-1_abc' }] });
  cognito
    .on(ListUserPoolClientsCommand)
    .resolves({ UserPoolClients: [{ ClientId: 'c1', ClientName: 'portal' }, { ClientId: 'browser' }] });
  cognito.on(ListUserPoolClientSecretsCommand).resolves({ ClientSecrets: [] });
  cognito
    .on(ListUserPoolClientSecretsCommand, { ClientId: 'c1' })
    .resolves({ ClientSecrets: (ITEMS.clientSecrets as { ClientSecrets: [] }).ClientSecrets });
  cognito.on(ListTagsForResourceCommand).resolves({ Tags: TAGS });
  iot.on(ListCertificatesCommand).resolves({ certificates: [], nextMarker: 'next' });
  iot
    .on(ListCertificatesCommand, { marker: 'next' })
    .resolves({ certificates: [ITEMS.deviceCertificates as Fields] });
  agents.on(ListApiKeyCredentialProvidersCommand).resolves({ credentialProviders: [agent as never] });
  agents.on(ListOauth2CredentialProvidersCommand).resolves({ credentialProviders: [] });
  agents.on(AgentTags).resolves({ tags: TAGS });
}

const CASES = [
  [apiKeys, apigateway, GetApiKeysCommand, 'apigateway:GET'],
  [appsyncKeys, appsync, ListGraphqlApisCommand, 'appsync:ListGraphqlApis'],
  [sourceCredentials, codebuild, ListSourceCredentialsCommand, 'codebuild:ListSourceCredentials'],
  [eventConnections, events, ListConnectionsCommand, 'events:ListConnections'],
  [glueConnections, glue, GetConnectionsCommand, 'glue:GetConnections'],
  [clientSecrets, cognito, ListUserPoolsCommand, 'cognito-idp:ListUserPools'],
  [deviceCertificates, iot, ListCertificatesCommand, 'iot:ListCertificates'],
  [
    agentCredentials,
    agents,
    ListOauth2CredentialProvidersCommand,
    'bedrock-agentcore:ListOauth2CredentialProviders',
  ],
] as unknown as readonly (readonly [Source, typeof iot, typeof ListCertificatesCommand, string])[];

describe.each(CASES)('$part', (source, mock, command, action) => {
  const read = (regions = ['eu-west-1']) => source.read(liveContext(regions));

  it('are read to the last page, redacted as they come', async () => {
    answerAll();
    const { status, items, gaps } = await read();
    expect({ status, gaps }).toEqual({ status: 'complete', gaps: [] });
    expect(JSON.stringify(items)).not.toContain(CANARY);
    const { credentials } = source.parse({ items, status, gaps, origin: action, missing: action }, MANIFEST);
    expect(credentials).toMatchObject([{ id: ARNS[source.part] }]);
    expect(await Promise.all(items.map((item) => source.keep(item as Fields)))).toEqual(items);
  });

  it('that may not be listed are a gap of their Region, and other Regions are read', async () => {
    answerAll();
    mock.on(command).rejects(sdkError('AccessDeniedException'));
    const { status, gaps } = await read();
    expect(status).not.toBe('complete');
    expect(gaps).toMatchObject([
      { scope: { account: ACCOUNT, region: 'eu-west-1' }, missing: action, facts: source.facts },
    ]);
  });
});

describe('what is read of each', () => {
  const denied = sdkError('AccessDeniedException');
  it.each`
    why                            | source              | deny                                                                     | missing
    ${'keys of an AppSync API'}    | ${appsyncKeys}      | ${() => appsync.on(ListApiKeysCommand).rejects(denied)}                  | ${'appsync:ListApiKeys'}
    ${'Event APIs'}                | ${appsyncKeys}      | ${() => appsync.on(ListApisCommand).rejects(denied)}                     | ${'appsync:ListGraphqlApis'}
    ${'clients of a pool'}         | ${clientSecrets}    | ${() => cognito.on(ListUserPoolClientsCommand).rejects(denied)}          | ${'cognito-idp:ListUserPoolClients'}
    ${'secrets of a client'}       | ${clientSecrets}    | ${() => cognito.on(ListUserPoolClientSecretsCommand).rejects(denied)}    | ${'cognito-idp:ListUserPoolClientSecrets'}
    ${'tags of a pool'}            | ${clientSecrets}    | ${() => cognito.on(ListTagsForResourceCommand).rejects(denied)}          | ${'cognito-idp:ListTagsForResource'}
    ${'tags of a Glue connection'} | ${glueConnections}  | ${() => glue.on(GetTagsCommand).rejects(denied)}                         | ${'glue:GetTags'}
    ${'tags of a provider'}        | ${agentCredentials} | ${() => agents.on(AgentTags).rejects(denied)}                            | ${'bedrock-agentcore:ListTagsForResource'}
    ${'API keys of agents'}        | ${agentCredentials} | ${() => agents.on(ListApiKeyCredentialProvidersCommand).rejects(denied)} | ${'bedrock-agentcore:ListApiKeyCredentialProviders'}
  `('$why: denied is a gap', async ({ source, deny, missing }) => {
    answerAll();
    deny();
    const { status, gaps } = await (source as Source).read(liveContext());
    expect(status).toBe('partial');
    expect(new Set(gaps.map((gap) => gap.missing))).toEqual(new Set([missing]));
  });

  it('has no owner that nobody could read: tags that are denied make no one ownerless', async () => {
    answerAll();
    glue.on(GetTagsCommand).rejects(denied);
    const read = await glueConnections.read(liveContext());
    expect(glueConnections.parse(read, MANIFEST).credentials).toMatchObject([{ tagsUnread: true, tags: {} }]);
  });

  it('asks for tags only where a password is kept', async () => {
    glue.on(GetConnectionsCommand).resolves({ ConnectionList: [{ Name: 'net', ConnectionType: 'NETWORK' }] });
    await glueConnections.read(liveContext());
    expect(glue.commandCalls(GetTagsCommand)).toHaveLength(0);
  });
});

describe('a Region without the service', () => {
  const unknownHost = (hostname: string) =>
    Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND', hostname });
  it.each`
    why                                            | region            | hostname                                                  | status
    ${'the table and the name service agree'}      | ${'il-central-1'} | ${'bedrock-agentcore-control.il-central-1.amazonaws.com'} | ${'complete'}
    ${'the table does not name the Region'}        | ${'eu-west-1'}    | ${'bedrock-agentcore-control.eu-west-1.amazonaws.com'}    | ${'unread'}
    ${'it is a host of our own that is not known'} | ${'il-central-1'} | ${'proxy.example.com'}                                    | ${'unread'}
  `('is $status when $why', async ({ region, hostname, status }) => {
    agents.onAnyCommand().rejects(unknownHost(hostname));
    expect(await agentCredentials.read(liveContext([region]))).toMatchObject({ status });
  });

  it('is read where it answers, whatever the table says', async () => {
    answerAll();
    expect((await agentCredentials.read(liveContext(['il-central-1']))).items).toHaveLength(1);
  });

  it('is a gap when it denies', async () => {
    agents.onAnyCommand().rejects(sdkError('AccessDeniedException'));
    expect((await agentCredentials.read(liveContext(['il-central-1']))).gaps).toHaveLength(2);
  });
});
