import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Gateway, type GatewayOptions, startGateway } from './index.ts';

const MINISTACK = process.env.MINISTACK ?? '.lab/venv/bin/ministack';

/** Undefined when ministack is there; else what to do, for one clear line. */
export const missing = existsSync(MINISTACK)
  ? undefined
  : `no ministack at ${MINISTACK}: run "npm start" once, or set MINISTACK to the program`;
if (missing !== undefined)
  process.stderr.write(`lab gateway tests against ministack are skipped: ${missing}\n`);

export interface Lab {
  readonly gateway: Gateway;
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** A gateway in front of a ministack of its own. */
export async function startLab(
  options: Partial<GatewayOptions> = {},
  env: NodeJS.ProcessEnv = {},
): Promise<Lab> {
  const port = await freePort();
  const settings = {
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
  };
  const ministack = spawn(MINISTACK, { env: { ...process.env, ...settings, ...env }, stdio: 'ignore' });
  const upstream = `http://127.0.0.1:${port}`;
  await ready(upstream, ministack);
  const gateway = await startGateway({ upstream, ...options });
  async function stop(): Promise<void> {
    await gateway.stop();
    const ended = Promise.withResolvers<void>();
    ministack.once('exit', () => ended.resolve());
    ministack.kill();
    await ended.promise;
  }
  return { gateway, url: gateway.url, stop };
}

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

async function ready(url: string, ministack: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (ministack.exitCode !== null)
      throw new Error(`ministack ended with ${ministack.exitCode} before it was ready`);
    const health = await fetch(`${url}/_ministack/health`).catch(() => undefined);
    if (health?.ok === true) return;
    await sleep(100);
  }
  ministack.kill();
  throw new Error(`ministack did not answer at ${url}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  const listening = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', listening.resolve);
  await listening.promise;
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('expected a port');
  return address.port;
}
