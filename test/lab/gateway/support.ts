import { type Gateway, type GatewayOptions, startGateway } from './index.ts';

/** A gateway for what it answers by itself: nothing listens behind it. */
export async function startAlone(options: Partial<GatewayOptions> = {}): Promise<Gateway> {
  return startGateway({ upstream: 'http://127.0.0.1:9', ...options });
}

/** What an SDK client needs to reach the gateway as root of an account, or with a key. */
export function clientOf(url: string, accessKeyId = '111122223333', region = 'us-east-1') {
  const credentials = { accessKeyId, secretAccessKey: 'test' };
  return { endpoint: url, region, credentials, maxAttempts: 1 };
}

export async function control(url: string, method: string, name: string, body?: unknown): Promise<unknown> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(`${url}/_lab/${name}`, init);
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return response.json();
}
