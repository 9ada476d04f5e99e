import { actionOfRest } from './routes.ts';

/** What came in: one HTTP request, with what its signature and protocol tell. */
export interface Call {
  readonly method: string;
  /** Still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** As received: name, value, name, value… */
  readonly rawHeaders: readonly string[];
  readonly target: string;
  readonly body: Buffer;
  /** Milliseconds since 1970, by the gateway's clock. */
  readonly at: number;
  readonly sourceIp: string;
  /** Absent: not signed. */
  readonly accessKeyId: string | undefined;
  /** From the credential scope; empty when not signed. */
  readonly service: string;
  readonly region: string;
  readonly protocol: 'query' | 'json' | 'rest-json' | 'rest-xml';
  /** API operation (`ListUsers`); empty when the request has none that we know. */
  readonly action: string;
  /** The parameters of a query-protocol call. */
  readonly form: URLSearchParams;
  /** The parameters of a JSON call; empty when the body is not a JSON object. */
  readonly json: Readonly<Record<string, unknown>>;
}

export type Request = Pick<Call, 'method' | 'target' | 'rawHeaders' | 'body' | 'at' | 'sourceIp'>;

const CREDENTIAL = /Credential=([^/,\s]+)\/\d{8}\/([^/,\s]+)\/([^/,\s]+)\/aws4_request/;

/** Services that sign and answer from one place: https://docs.aws.amazon.com/general/latest/gr/rande.html */
const GLOBAL_SERVICES: ReadonlySet<string> = new Set([
  'iam',
  'organizations',
  'account',
  'route53',
  'cloudfront',
]);

export function readCall(request: Request): Call {
  const url = new URL(`http://gateway${request.target}`);
  const headers = headerMap(request.rawHeaders);
  const signed = CREDENTIAL.exec(
    headers.authorization ?? `Credential=${url.searchParams.get('X-Amz-Credential')}`,
  );
  const service = signed?.[3] ?? '';
  const type = headers['content-type'] ?? '';
  const form = new URLSearchParams(
    type.startsWith('application/x-www-form-urlencoded') ? request.body.toString() : url.searchParams,
  );
  const target = headers['x-amz-target'];
  const protocol = protocolOf(target, form, service);
  const json = protocol === 'json' || protocol === 'rest-json' ? jsonObject(request.body) : {};
  const rest = () => actionOfRest(service, request.method, url.pathname);
  const action = target?.slice(target.lastIndexOf('.') + 1) ?? form.get('Action') ?? rest();
  const region = GLOBAL_SERVICES.has(service) ? 'us-east-1' : (signed?.[2] ?? '');
  const { pathname: path, searchParams: query } = url;
  return {
    ...request,
    path,
    query,
    headers,
    accessKeyId: signed?.[1],
    service,
    region,
    protocol,
    action,
    form,
    json,
  };
}

function protocolOf(target: string | undefined, form: URLSearchParams, service: string): Call['protocol'] {
  if (target !== undefined) return 'json';
  if (form.has('Action')) return 'query';
  return service === 's3' ? 'rest-xml' : 'rest-json';
}

function headerMap(raw: readonly string[]): Record<string, string> {
  const map: Record<string, string> = {};
  for (let at = 0; at < raw.length; at += 2) map[(raw[at] ?? '').toLowerCase()] = raw[at + 1] ?? '';
  return map;
}

function jsonObject(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString());
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
