import {
  GetOpenIDConnectProviderCommand,
  IAMClient,
  ListOpenIDConnectProvidersCommand,
  ListSAMLProvidersCommand,
} from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { oidcProviders } from '../../../lib/sources/oidc-providers/index.ts';
import { samlProviders } from '../../../lib/sources/saml-providers/index.ts';
import { sdkError } from '../../aws/sdk-errors.ts';
import { ACCOUNT, part } from '../files/export-builder.ts';
import { liveContext, MANIFEST } from '../live-context.ts';

const CANARY = 'canary-hunter2-x9';
const HOST = 'token.actions.githubusercontent.com';
const OIDC = `arn:aws:iam::${ACCOUNT}:oidc-provider/${HOST}`;
const SAML = `arn:aws:iam::${ACCOUNT}:saml-provider/okta`;
const ISO = '2026-01-02T03:04:05.000Z';
const answer = { Url: HOST, ClientIDList: ['sts.amazonaws.com'], ThumbprintList: [CANARY], CreateDate: ISO };
const GITHUB = { arn: OIDC, protocol: 'oidc', name: HOST, createdAt: ISO, audiences: ['sts.amazonaws.com'] };

async function parsed(source: typeof oidcProviders, ...items: readonly object[]) {
  const kept = await Promise.all(items.map((item) => source.keep(item as Record<string, unknown>)));
  expect(JSON.stringify(kept)).not.toContain('canary');
  for (const each of kept) expect(await source.keep(each as Record<string, unknown>)).toEqual(each);
  return source.parse(part(source.file, kept), MANIFEST);
}

describe('OIDC providers', () => {
  it.each`
    why                        | item                                     | expected
    ${'as IAM answers of one'} | ${answer}                                | ${GITHUB}
    ${'with its ARN'}          | ${{ ...answer, Arn: OIDC }}              | ${GITHUB}
    ${'with the scheme'}       | ${{ ...answer, Url: `https://${HOST}` }} | ${GITHUB}
    ${'as IAM lists them'}     | ${{ Arn: OIDC }}                         | ${{ ...GITHUB, createdAt: null, audiences: [] }}
  `('$why', async ({ item, expected }) => {
    expect(await parsed(oidcProviders, item)).toEqual({ identityProviders: [expected], gaps: [] });
  });

  it.each`
    item                                  | reason
    ${{ Arn: 'arn:aws:s3:::x' }}          | ${'[0].Arn: expected an ARN of iam, got string'}
    ${{ Url: { a: CANARY } }}             | ${'[0].Url: expected text, got object'}
    ${{ Url: 'x', ClientIDList: CANARY }} | ${'[0].ClientIDList: expected array, got string'}
    ${{ ClientIDList: [] }}               | ${'[0]: expected an Arn or a Url, got object'}
  `('$item is a gap', async ({ item, reason }) => {
    const { gaps, identityProviders } = await parsed(oidcProviders, item);
    expect(identityProviders).toEqual([]);
    expect(gaps).toMatchObject([{ reason: `oidc-providers.json: ${reason}`, badInput: true }]);
  });

  it('that stand twice and differ are told', async () => {
    const { gaps } = await parsed(oidcProviders, answer, { ...answer, ClientIDList: [] });
    expect(gaps).toMatchObject([{ scope: { subject: OIDC } }]);
  });
});

describe('SAML providers', () => {
  it('are kept without their metadata', async () => {
    const item = { Arn: SAML, CreateDate: ISO, ValidUntil: ISO, SAMLMetadataDocument: CANARY };
    expect(await parsed(samlProviders, item)).toEqual({
      identityProviders: [
        { arn: SAML, protocol: 'saml', name: 'okta', createdAt: ISO, audiences: [], validUntil: ISO },
      ],
      gaps: [],
    });
  });

  it('that do not fit are a gap', async () => {
    expect((await parsed(samlProviders, { Arn: 'arn:aws:s3:::x' })).gaps).toMatchObject([{ badInput: true }]);
  });
});

describe('live', () => {
  const iam = mockClient(IAMClient);
  beforeEach(() => {
    iam.reset();
    iam.on(ListOpenIDConnectProvidersCommand).resolves({ OpenIDConnectProviderList: [{ Arn: OIDC }] });
    iam.on(GetOpenIDConnectProviderCommand).resolves({ ...answer, CreateDate: new Date(ISO) });
    iam
      .on(ListSAMLProvidersCommand)
      .resolves({ SAMLProviderList: [{ Arn: SAML, CreateDate: new Date(ISO) }] });
  });

  it('reads them once, wherever there are Regions', async () => {
    const oidc = await oidcProviders.read(liveContext(['eu-west-1', 'us-east-1']));
    expect(oidc).toMatchObject({ status: 'complete', gaps: [] });
    expect(oidcProviders.parse(oidc, MANIFEST).identityProviders).toEqual([GITHUB]);
    expect(JSON.stringify(oidc)).not.toContain('canary');
    const saml = await samlProviders.read(liveContext());
    expect(samlProviders.parse(saml, MANIFEST).identityProviders).toMatchObject([{ name: 'okta' }]);
  });

  it('a denied list is a gap, and nothing was read', async () => {
    iam.on(ListOpenIDConnectProvidersCommand).rejects(sdkError('AccessDenied'));
    iam.on(ListSAMLProvidersCommand).rejects(sdkError('AccessDenied'));
    for (const source of [oidcProviders, samlProviders]) {
      expect(await source.read(liveContext())).toMatchObject({
        status: 'unread',
        items: [],
        gaps: [{ facts: ['identity-providers'] }],
      });
    }
  });

  it('a denied provider is a gap of its own', async () => {
    iam.on(GetOpenIDConnectProviderCommand).rejects(sdkError('AccessDenied'));
    expect(await oidcProviders.read(liveContext())).toMatchObject({
      status: 'partial',
      gaps: [{ missing: 'iam:GetOpenIDConnectProvider', scope: { subject: OIDC } }],
    });
  });
});
