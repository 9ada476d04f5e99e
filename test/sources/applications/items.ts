import { ACCOUNT } from '../files/export-builder.ts';

export type Fields = Readonly<Record<string, unknown>>;

export const CANARY = 'da2-NIGHTWARDENCANARYk9q2vzx7lm';
const TAGS = { owner: 'ana@example.com' };
const MADE = '2026-02-01T00:00:00.000Z';
const CHANGED = '2026-03-01T00:00:00.000Z';
const regional = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:${ACCOUNT}:${resource}`;

/** One item of each source as its file holds it, a value planted wherever AWS or a person could have left one. */
export const ITEMS: Readonly<Record<string, Fields>> = {
  apiKeys: {
    id: 'ab12cd34ef',
    name: 'partner',
    Arn: 'arn:aws:apigateway:eu-west-1::/apikeys/ab12cd34ef',
    value: CANARY,
    enabled: true,
    createdDate: MADE,
    stageKeys: ['a/prod'],
    tags: TAGS,
  },
  appsyncKeys: {
    Arn: regional('appsync', 'apis/abc'),
    Name: 'shop',
    apiKeys: [{ id: CANARY, description: CANARY, expires: Date.parse('2027-01-01T00:00:00Z') / 1000 }],
    Tags: TAGS,
  },
  sourceCredentials: {
    arn: regional('codebuild', 'token/github'),
    serverType: 'GITHUB',
    authType: 'PERSONAL_ACCESS_TOKEN',
    resource: CANARY,
  },
  eventConnections: {
    ConnectionArn: regional('events', 'connection/crm/1'),
    Name: 'crm',
    ConnectionState: 'AUTHORIZED',
    AuthorizationType: 'API_KEY',
    CreationTime: MADE,
    LastModifiedTime: CHANGED,
    AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: CANARY } },
  },
  glueConnections: {
    Name: 'etl',
    Arn: regional('glue', 'connection/etl'),
    ConnectionType: 'JDBC',
    ConnectionProperties: {
      USERNAME: 'etl',
      PASSWORD: CANARY,
      JDBC_CONNECTION_URL: `jdbc:x://a:${CANARY}@b/c`,
    },
    CreationTime: MADE,
    LastUpdatedTime: CHANGED,
    Tags: TAGS,
  },
  clientSecrets: {
    Arn: regional('cognito-idp', 'userpool/eu-west-1_abc'),
    ClientId: 'c1',
    ClientName: 'portal',
    ClientSecrets: [{ ClientSecretId: 'c1--1', ClientSecretValue: CANARY, ClientSecretCreateDate: MADE }],
    Tags: TAGS,
  },
  deviceCertificates: {
    certificateArn: regional('iot', 'cert/abc'),
    certificateId: 'abc',
    status: 'ACTIVE',
    creationDate: MADE,
    certificatePem: CANARY,
  },
  agentCredentials: {
    credentialProviderArn: regional(
      'bedrock-agentcore',
      'token-vault/default/apikeycredentialprovider/search',
    ),
    name: 'search',
    createdTime: MADE,
    lastUpdatedTime: CHANGED,
    apiKey: CANARY,
    Tags: TAGS,
  },
};

/** The id that the credential of each item has. */
export const ARNS: Readonly<Record<string, unknown>> = {
  apiKeys: 'arn:aws:apigateway:eu-west-1::/apikeys/ab12cd34ef',
  appsyncKeys: `${regional('appsync', 'apis/abc')}/apikeys/sha256-59459f30b9d09378e986354861cbf060`,
  sourceCredentials: regional('codebuild', 'token/github'),
  eventConnections: regional('events', 'connection/crm/1'),
  glueConnections: regional('glue', 'connection/etl'),
  clientSecrets: `${regional('cognito-idp', 'userpool/eu-west-1_abc')}/client/c1#c1--1`,
  deviceCertificates: regional('iot', 'cert/abc'),
  agentCredentials: regional('bedrock-agentcore', 'token-vault/default/apikeycredentialprovider/search'),
};
