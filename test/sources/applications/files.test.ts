import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentCredentials } from '../../../lib/sources/agent-credentials/index.ts';
import { apiKeys } from '../../../lib/sources/api-keys/index.ts';
import { appsyncKeys } from '../../../lib/sources/appsync-keys/index.ts';
import { clientSecrets } from '../../../lib/sources/client-secrets/index.ts';
import { deviceCertificates } from '../../../lib/sources/device-certificates/index.ts';
import { eventConnections } from '../../../lib/sources/event-connections/index.ts';
import { glueConnections } from '../../../lib/sources/glue-connections/index.ts';
import type { Source } from '../../../lib/sources/source.ts';
import { sourceCredentials } from '../../../lib/sources/source-credentials/index.ts';
import { part } from '../files/export-builder.ts';
import { MANIFEST } from '../live-context.ts';
import { ARNS, CANARY, type Fields, ITEMS } from './items.ts';

const SOURCES: readonly Source[] = [
  apiKeys,
  appsyncKeys,
  sourceCredentials,
  eventConnections,
  glueConnections,
  clientSecrets,
  deviceCertificates,
  agentCredentials,
];

async function parsed(source: Source, items: readonly unknown[], manifest = MANIFEST) {
  const kept = await Promise.all(items.map((item) => source.keep(item as Fields)));
  return source.parse(part(source.file, kept), manifest);
}

describe.each(SOURCES.map((source) => [source.file, source] as const))('%s', (file, source) => {
  const item = ITEMS[source.part] as Fields;

  it('keeps no value, wherever one stands, and keeps again what it kept', async () => {
    const kept = (await source.keep({
      ...item,
      description: CANARY,
      value: CANARY,
      secret: [CANARY],
    })) as Fields;
    expect(JSON.stringify(kept)).not.toContain(CANARY);
    expect(await source.keep(kept)).toEqual(kept);
    const anything = fc.oneof(
      fc.constant([CANARY]),
      fc.constant({ [CANARY]: CANARY, value: CANARY }),
      fc.constant(7),
    );
    const fields = Object.keys(item).filter((name) => name.toLowerCase() !== 'tags');
    const dates = fields.filter((name) => /^(creat|last)/i.test(name));
    const dated = Object.fromEntries(dates.map((name) => [name, CANARY]));
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...fields), anything), async (some) => {
        expect(JSON.stringify(await source.keep({ ...item, ...dated, ...some }))).not.toContain(CANARY);
      }),
    );
  });

  it('gives a credential, and none twice', async () => {
    const { credentials = [], gaps } = await parsed(source, [item, item]);
    expect(gaps).toEqual([]);
    expect(credentials).toMatchObject([
      { kind: 'application-credential', id: ARNS[source.part], region: 'eu-west-1' },
    ]);
    expect(JSON.stringify(credentials)).not.toContain(CANARY);
  });

  it('with an item of another kind is a gap, and the others are read', async () => {
    const { credentials = [], gaps } = await parsed(source, [{ [source.marks[0] ?? '']: 7 }, item]);
    expect(credentials).toHaveLength(1);
    expect(gaps).toMatchObject([{ missing: file, facts: source.facts, badInput: true }]);
  });
});

const ONE_REGION = { ...MANIFEST, regions: ['eu-west-1'] } as unknown as typeof MANIFEST;

describe('an API Gateway key', () => {
  const { Arn: _, ...bare } = ITEMS.apiKeys as Fields;
  it.each`
    why                              | item                                | id
    ${'with a Region beside it'}     | ${{ ...bare, Region: 'us-east-1' }} | ${'arn:aws:apigateway:us-east-1::/apikeys/ab12cd34ef'}
    ${'of the only Region there is'} | ${bare}                             | ${'arn:aws:apigateway:eu-west-1::/apikeys/ab12cd34ef'}
  `('is named $why', async ({ item, id }) => {
    expect((await parsed(apiKeys, [item], ONE_REGION)).credentials).toMatchObject([{ id }]);
  });

  it('of nobody knows which Region is a gap', async () => {
    const { credentials, gaps } = await parsed(apiKeys, [bare]);
    expect(credentials).toEqual([]);
    expect(gaps[0]?.reason).toContain('expected an Arn or a Region beside ab12cd34ef, got none');
  });

  it('that is switched off is inactive', async () => {
    const { credentials } = await parsed(apiKeys, [{ ...ITEMS.apiKeys, enabled: false }]);
    expect(credentials).toMatchObject([
      { status: 'Inactive', expiresAt: null, tags: { owner: 'ana@example.com' } },
    ]);
  });
});

describe('an AppSync key', () => {
  const answer = ITEMS.appsyncKeys as Fields;
  it('has a stand-in that differs from account to account, and tells when it ends', async () => {
    const [first] = (await parsed(appsyncKeys, [answer])).credentials ?? [];
    const elsewhere = { ...answer, Arn: String(answer.Arn).replace('111122223333', '444455556666') };
    const [second] = (await parsed(appsyncKeys, [elsewhere])).credentials ?? [];
    expect(first).toMatchObject({ expiresAt: '2027-01-01T00:00:00.000Z', status: 'Active', createdAt: null });
    expect(first?.id).toMatch(/\/apikeys\/sha256-[0-9a-f]{32}$/);
    expect(first?.id.split('/').at(-1)).not.toBe(second?.id.split('/').at(-1));
  });

  it('that has ended is inactive', async () => {
    const ended = { ...answer, apiKeys: [{ id: CANARY, expires: 1_700_000_000 }] };
    expect((await parsed(appsyncKeys, [ended])).credentials).toMatchObject([{ status: 'Inactive' }]);
  });
});

describe("CodeBuild's source credentials", () => {
  it.each`
    authType                   | serverType             | told
    ${'PERSONAL_ACCESS_TOKEN'} | ${'GITLAB'}            | ${[{ thirdParty: 'gitlab.com', name: 'personal access token for gitlab.com' }]}
    ${'BASIC_AUTH'}            | ${'BITBUCKET'}         | ${[{ thirdParty: 'bitbucket.org' }]}
    ${'OAUTH'}                 | ${'GITHUB_ENTERPRISE'} | ${[{ thirdParty: 'github enterprise' }]}
    ${'CODECONNECTIONS'}       | ${'GITHUB'}            | ${[]}
    ${'SECRETS_MANAGER'}       | ${'GITHUB'}            | ${[]}
  `('of $authType for $serverType', async ({ authType, serverType, told }) => {
    const { credentials } = await parsed(sourceCredentials, [
      { ...ITEMS.sourceCredentials, authType, serverType },
    ]);
    expect(credentials).toMatchObject(told);
    expect(credentials).toHaveLength(told.length);
  });
});

describe('an EventBridge connection', () => {
  it.each`
    ConnectionState          | told
    ${'AUTHORIZED'}          | ${{ status: 'Active' }}
    ${'FAILED_CONNECTIVITY'} | ${{ status: 'Active' }}
    ${'DEAUTHORIZED'}        | ${{ status: 'Active', deauthorised: true }}
    ${'DELETING'}            | ${{ status: 'Inactive' }}
  `('that is $ConnectionState', async ({ ConnectionState, told }) => {
    const { credentials } = await parsed(eventConnections, [{ ...ITEMS.eventConnections, ConnectionState }]);
    expect(credentials).toMatchObject([{ ...told, changedAt: '2026-03-01T00:00:00.000Z', tagsUnread: true }]);
  });
});

describe('a Glue connection', () => {
  const withProperties = (ConnectionProperties: Fields, more: Fields = {}) => ({
    ...ITEMS.glueConnections,
    ConnectionProperties,
    ...more,
  });
  const url = 'jdbc:postgresql://db.example.com/shop';
  it.each`
    why                                      | item                                                                                                | count
    ${'with a user and its password hidden'} | ${withProperties({ USERNAME: 'etl', JDBC_CONNECTION_URL: url })}                                    | ${1}
    ${'with a password'}                     | ${withProperties({ PASSWORD: CANARY })}                                                             | ${1}
    ${'with an encrypted one'}               | ${withProperties({ ENCRYPTED_PASSWORD: CANARY })}                                                   | ${1}
    ${'with one in its URL'}                 | ${withProperties({ CONNECTION_URL: `mongodb://etl:${CANARY}@db.example.com/shop` })}                | ${1}
    ${'with a secret instead'}               | ${withProperties({ USERNAME: 'etl', SECRET_ID: 'shop/etl' })}                                       | ${0}
    ${'that signs in by a secret'}           | ${withProperties({ USERNAME: 'etl' }, { AuthenticationConfiguration: { SecretArn: 'arn:aws:x' } })} | ${0}
    ${'to a network'}                        | ${withProperties({}, { ConnectionType: 'NETWORK' })}                                                | ${0}
  `('$why', async ({ item, count }) => {
    const { credentials, gaps } = await parsed(glueConnections, [item]);
    expect(gaps).toEqual([]);
    expect(credentials).toHaveLength(count);
  });
});

it('a client with two secrets has two credentials', async () => {
  const ClientSecrets = [
    { ClientSecretId: 'c1--1', ClientSecretCreateDate: '2026-01-01T00:00:00Z' },
    { ClientSecretId: 'c1--2' },
  ];
  const { credentials } = await parsed(clientSecrets, [{ ...ITEMS.clientSecrets, ClientSecrets }]);
  expect(credentials).toMatchObject([{ createdAt: '2026-01-01T00:00:00.000Z' }, { createdAt: null }]);
});

it('only an active device certificate is active', async () => {
  const { credentials } = await parsed(deviceCertificates, [
    { ...ITEMS.deviceCertificates, status: 'REVOKED' },
  ]);
  expect(credentials).toMatchObject([{ status: 'Inactive' }]);
});

it('an agent’s client names its vendor, a custom one nobody', async () => {
  const oauth2 = (credentialProviderVendor: string) => ({
    ...ITEMS.agentCredentials,
    credentialProviderVendor,
  });
  const [known] = (await parsed(agentCredentials, [oauth2('SlackOauth2')])).credentials ?? [];
  const [custom] = (await parsed(agentCredentials, [oauth2('CustomOauth2')])).credentials ?? [];
  expect(known).toMatchObject({
    type: 'AWS::BedrockAgentCore::OAuth2CredentialProvider',
    thirdParty: 'Slack',
  });
  expect(custom).not.toHaveProperty('thirdParty');
});
