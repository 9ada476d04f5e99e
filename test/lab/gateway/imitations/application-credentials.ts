// https://docs.aws.amazon.com/iot/latest/apireference/API_ListCertificates.html
// https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ListSourceCredentials.html
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPoolClientSecrets.html
// https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_ListApiKeyCredentialProviders.html
// https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_ListOauth2CredentialProviders.html
import { randomBytes } from 'node:crypto';
import { type Answer, jsonAnswer } from '../answer.ts';
import { type Call, isRecord } from '../call.ts';
import type { Identities } from '../identities.ts';
import type { Imitation } from '../imitation.ts';
import { textual } from '../text.ts';
import type { ListedFields } from './listed-fields.ts';

type Listed = Readonly<Record<string, unknown>>;

/** Credentials of applications that ministack does not keep; as on AWS, no answer tells a value. */
export function applicationCredentials(who: Identities, fields: ListedFields): Imitation {
  const kept = new Map<string, Listed[]>();
  const secrets = new Map<string, Listed[]>();
  const tags = new Map<string, unknown>();
  const listOf = (place: string) => {
    const list = kept.get(place) ?? [];
    kept.set(place, list);
    return list;
  };

  async function answer(call: Call): Promise<Answer | undefined> {
    const given = answerOf(call, (await who.of(call.accessKeyId)).accountId);
    return given === undefined ? undefined : fields.amend(call, given);
  }

  function answerOf(call: Call, accountId: string): Answer | undefined {
    const place = (list: string) => listOf(`${accountId} ${call.region} ${list}`);
    const arn = (resource: string) => `arn:aws:${call.service}:${call.region}:${accountId}:${resource}`;
    if (call.service === 'codebuild') return sourceCredentials(call, place('source'), arn);
    if (call.service === 'iot') return certificates(call, place('certificates'), arn);
    if (call.service === 'bedrock-agentcore') return providers(call, place, arn, tags);
    if (call.service === 'cognito-idp' && call.action === 'ListUserPoolClientSecrets')
      return jsonAnswer({ ClientSecrets: secrets.get(textual(call.json.ClientId)) ?? [] });
    return undefined;
  }

  /** A client that was made with a secret has that one. */
  function observe({ service, action, at }: Call, { status, body }: Answer): void {
    if (service !== 'cognito-idp' || action !== 'CreateUserPoolClient' || status !== 200) return;
    const { UserPoolClient: made } = JSON.parse(body.toString()) as { UserPoolClient: Listed };
    const id = textual(made.ClientId);
    if (made.ClientSecret === undefined) return;
    secrets.set(id, [{ ClientSecretId: `${id}--${at}`, ClientSecretCreateDate: at / 1000 }]);
  }
  function reset(): void {
    for (const map of [kept, secrets, tags]) map.clear();
  }
  return { answer, observe, reset };
}

function sourceCredentials(
  { action, json }: Call,
  list: Listed[],
  arn: (resource: string) => string,
): Answer | undefined {
  if (action === 'ListSourceCredentials') return jsonAnswer({ sourceCredentialsInfos: list });
  if (action !== 'ImportSourceCredentials') return undefined;
  const { serverType, authType } = json;
  const made = { arn: arn(`token/${textual(serverType).toLowerCase()}`), serverType, authType };
  list.push(made);
  return jsonAnswer({ arn: made.arn });
}

/** ministack needs more of Python to make one; its text and key are nothing that a sweep ever asks for. */
function certificates(
  { path, method, query, at }: Call,
  list: Listed[],
  arn: (resource: string) => string,
): Answer | undefined {
  if (path === '/certificates' && method === 'GET') return jsonAnswer({ certificates: list });
  if (path !== '/keys-and-certificate' || method !== 'POST') return undefined;
  const certificateId = randomBytes(32).toString('hex');
  const certificateArn = arn(`cert/${certificateId}`);
  const status = query.get('setAsActive') === 'true' ? 'ACTIVE' : 'INACTIVE';
  list.push({ certificateArn, certificateId, status, creationDate: at / 1000 });
  return jsonAnswer({ certificateArn, certificateId, certificatePem: '', keyPair: {} });
}

const PROVIDERS: Readonly<Record<string, string>> = {
  '/identities/CreateApiKeyCredentialProvider': 'apikeycredentialprovider',
  '/identities/CreateOauth2CredentialProvider': 'oauth2credentialprovider',
  '/identities/ListApiKeyCredentialProviders': 'apikeycredentialprovider',
  '/identities/ListOauth2CredentialProviders': 'oauth2credentialprovider',
};

function providers(
  { path, method, json, at }: Call,
  place: (list: string) => Listed[],
  arn: (resource: string) => string,
  tags: Map<string, unknown>,
): Answer | undefined {
  if (path.startsWith('/tags/') && method === 'GET')
    return jsonAnswer({ tags: tags.get(decodeURIComponent(path.slice('/tags/'.length))) ?? {} });
  const kind = PROVIDERS[path];
  if (kind === undefined) return undefined;
  if (path.includes('/List')) return jsonAnswer({ credentialProviders: place(kind) });
  const { name, credentialProviderVendor } = json;
  const credentialProviderArn = arn(`token-vault/default/${kind}/${textual(name)}`);
  const made = { name, credentialProviderArn, createdTime: at / 1000, lastUpdatedTime: at / 1000 };
  place(kind).push(credentialProviderVendor === undefined ? made : { ...made, credentialProviderVendor });
  if (isRecord(json.tags)) tags.set(credentialProviderArn, json.tags);
  return jsonAnswer(made, 201);
}
