import { Agent, request } from 'node:http';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { STSClient } from '@aws-sdk/client-sts';
import type { Answer } from './answer.ts';
import type { Call } from './call.ts';

type Forwarded = Pick<Call, 'method' | 'target' | 'rawHeaders' | 'body'>;

/** ministack: calls passed on as they are, and the gateway's own calls as root of an account. */
export interface Upstream {
  readonly forward: (call: Forwarded) => Promise<Answer>;
  /** @param account 12 digits; ministack takes such a key id for that account's root */
  readonly iam: (account: string) => IAMClient;
  readonly s3: (account: string) => S3Client;
  readonly secrets: (account: string, region: string) => SecretsManagerClient;
  readonly functions: (account: string, region: string) => LambdaClient;
  readonly sts: (accessKeyId: string) => STSClient;
  readonly stop: () => void;
}

/** @param viaTls says to ministack that the call came by TLS, as every call of AWS's does: policies ask for it */
export function openUpstream(url: string, viaTls = false): Upstream {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(url);
  const configuration = (accessKeyId: string, region = 'us-east-1') => ({
    endpoint: url,
    region,
    credentials: { accessKeyId, secretAccessKey: 'test' },
  });
  const iam = perKey((account) => new IAMClient(configuration(account)));
  const s3 = perKey((account) => new S3Client({ ...configuration(account), forcePathStyle: true }));
  const secrets = perKey((place) => {
    const [account = '', region] = place.split(' ');
    return new SecretsManagerClient(configuration(account, region));
  });
  const functions = perKey((place) => {
    const [account = '', region] = place.split(' ');
    return new LambdaClient(configuration(account, region));
  });
  const sts = perKey((key) => new STSClient(configuration(key)));
  return {
    forward: (call) => send(viaTls ? byTls(call) : call, { agent, hostname, port }),
    iam: (account) => iam.get(account),
    s3: (account) => s3.get(account),
    secrets: (account, region) => secrets.get(`${account} ${region}`),
    functions: (account, region) => functions.get(`${account} ${region}`),
    sts: (key) => sts.get(key),
    stop() {
      for (const clients of [iam, s3, secrets, functions, sts]) clients.destroy();
      agent.destroy();
    },
  };
}

function perKey<Client extends { destroy(): void }>(make: (key: string) => Client) {
  const clients = new Map<string, Client>();
  return {
    get(key: string): Client {
      const client = clients.get(key) ?? make(key);
      clients.set(key, client);
      return client;
    },
    destroy() {
      for (const client of clients.values()) client.destroy();
    },
  };
}

/** No signature covers it. */
function byTls(call: Forwarded): Forwarded {
  return { ...call, rawHeaders: [...call.rawHeaders, 'X-Forwarded-Proto', 'https'] };
}

export interface Where {
  readonly agent: Agent;
  readonly hostname: string;
  readonly port: string;
}

/** Sends a call as it came, and waits for the whole answer. */
export async function send(call: Forwarded, where: Where): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  // Headers go as the raw list and Host is not ours to set: anything else breaks the signature.
  const headers = [...call.rawHeaders];
  const outgoing = request({ ...where, method: call.method, path: call.target, headers, setHost: false });
  outgoing.on('response', (incoming) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('error', reject);
    incoming.on('end', () => {
      resolve({
        status: incoming.statusCode ?? 502,
        rawHeaders: incoming.rawHeaders,
        body: Buffer.concat(chunks),
      });
    });
  });
  outgoing.on('error', reject);
  outgoing.end(call.body);
  try {
    return await promise;
  } catch (error) {
    // The server closed an idle connection just as we took it: https://nodejs.org/api/http.html#requestreusedsocket
    const closed = error instanceof Error && 'code' in error && error.code === 'ECONNRESET';
    if (closed && outgoing.reusedSocket) return send(call, where);
    throw error;
  }
}
