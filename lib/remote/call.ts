/** One call to a service outside AWS: sent once, bounded in time and size, to the host of reviewed configuration alone. */
export interface RemoteCall {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Without a slash at its end: `https://api.github.com`. */
  readonly api: string;
  /** Below it, each part encoded. */
  readonly path: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** Milliseconds, the body of the answer included. */
  readonly limitMs: number;
}

export interface RemoteAnswer {
  readonly status: number;
  /** null: there is none, or it is no JSON. */
  readonly body: unknown;
}

/** Bytes of an answer that are read at most. */
const MOST_BYTES = 1_000_000;

/** What may be in a header: an error of the platform's would show whatever else was to be put there. */
const TOKEN = /^[\x21-\x7e]{1,1024}$/;

/**
 * What a call came to, in words of our own: what a service says may hold what it was sent.
 * `failed`: it surely did not happen · `lost`: nobody knows
 */
export class RemoteError extends Error {
  readonly outcome: 'failed' | 'lost';
  /** The status of the answer; null: there was none. */
  readonly status: number | null;

  constructor(outcome: 'failed' | 'lost', status: number | null, message: string) {
    super(message);
    this.outcome = outcome;
    this.status = status;
    this.name = 'RemoteError';
  }
}

/** @throws {RemoteError} for a text that can't be one; the text is not in it */
export function tokenIn(text: string): string {
  const token = fieldOf(text) ?? text.trim();
  if (!TOKEN.test(token))
    throw new RemoteError(
      'failed',
      null,
      'the secret of the token holds none: store the token in it, as it is or in the field token of a JSON object',
    );
  return token;
}

/** undefined: the text is no JSON object, and so may be the token itself. */
function fieldOf(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const { token } = value as { readonly token?: unknown };
    return typeof token === 'string' ? token : '';
  } catch {
    return undefined;
  }
}

/**
 * @returns an answer of status 2xx
 * @throws {RemoteError} for everything else
 */
export async function remoteCall(call: RemoteCall): Promise<RemoteAnswer> {
  const url = addressOf(call);
  const answer = await sent(call, url);
  if (answer.status >= 200 && answer.status < 300) return bodyOf(answer, call, url.host);
  await answer.body?.cancel().catch(() => undefined);
  throw refusalOf(answer, url.host);
}

/** A token goes over no open wire; on the machine itself there is none. */
function addressOf({ api, path }: RemoteCall): URL {
  const url = new URL(`${api.replace(/\/+$/, '')}/${path.map(encodeURIComponent).join('/')}`);
  const isOwn = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !isOwn)
    throw new RemoteError('failed', null, `the api of ${url.host} is no https address: nothing was sent`);
  return url;
}

/** Nothing was sent: no connection was made. */
const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|UND_ERR_CONNECT)/;

async function sent({ method, headers, body, limitMs }: RemoteCall, url: URL): Promise<Response> {
  try {
    return await fetch(url, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(limitMs),
      headers: {
        ...headers,
        'user-agent': 'nightwarden',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    throw unansweredOf(error, url.host);
  }
}

function unansweredOf(error: unknown, host: string): RemoteError {
  const { name, cause } = error as { readonly name?: unknown; readonly cause?: { readonly code?: unknown } };
  const code = typeof cause?.code === 'string' && /^[A-Z_]+$/.test(cause.code) ? cause.code : '';
  if (NEVER_SENT.test(code))
    return new RemoteError(
      'failed',
      null,
      `no connection to ${host} (${code}): see that Nightwarden's functions may reach it`,
    );
  const what = name === 'TimeoutError' ? 'did not answer in time' : `broke off (${code || 'no reason told'})`;
  return new RemoteError('lost', null, `${host} ${what}: it is looked at again later`);
}

async function bodyOf(answer: Response, { limitMs }: RemoteCall, host: string): Promise<RemoteAnswer> {
  const { status } = answer;
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of answer.body ?? []) {
      size += chunk.length;
      if (size > MOST_BYTES) throw new RangeError('too long');
      chunks.push(chunk);
    }
    const text = Buffer.concat(chunks).toString('utf8');
    return { status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  } catch {
    throw new RemoteError(
      'lost',
      status,
      `what ${host} answered is no JSON of at most ${MOST_BYTES} bytes within ${limitMs} ms: see that api is the address of its REST API`,
    );
  }
}

/** What its status means, and what to do. */
function refusalOf({ status, headers }: Response, host: string): RemoteError {
  const failed = (text: string) => new RemoteError('failed', status, `${host} answered ${status}: ${text}`);
  if (status >= 300 && status < 400)
    return failed(
      'a redirect, which is not followed; put the address that it leads to into api, if that is right',
    );
  const limited = headers.get('x-ratelimit-remaining') === '0' || headers.has('retry-after');
  if (status === 429 || (status === 403 && limited)) return failed('too many calls; it is tried again later');
  if (status === 401) return failed('the token is not taken; store a new one in its secret');
  if (status === 403)
    return failed('the token may not do this; give it the permission that docs/rotation.md names');
  if (status === 404)
    return failed(
      'there is no such project or variable, or the token may not see it; make it by hand once, or correct the copy',
    );
  if (status === 409)
    return failed('there are several of that name; leave one of them, for all environments');
  if (status >= 400 && status < 500 && status !== 408) return failed('it does not take this call');
  return new RemoteError('lost', status, `${host} answered ${status}: nobody knows whether it was done`);
}
