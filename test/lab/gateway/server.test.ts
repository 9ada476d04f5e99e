import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { startGateway } from './index.ts';

describe('a call that the gateway cannot pass on', () => {
  let upstream: Server;
  let told: MockInstance<typeof process.stderr.write>;
  let reached: PromiseWithResolvers<void>;
  let left: PromiseWithResolvers<void>;
  beforeEach(async () => {
    told = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    reached = Promise.withResolvers();
    left = Promise.withResolvers();
    // It takes calls and never answers.
    upstream = createServer(({ socket }) => {
      socket.once('close', left.resolve);
      reached.resolve();
    });
    await new Promise<void>((resolve) => {
      upstream.listen(0, '127.0.0.1', resolve);
    });
  });
  afterEach(() => {
    upstream.closeAllConnections();
    upstream.close();
    vi.restoreAllMocks();
  });
  const start = () => {
    const { port } = upstream.address() as AddressInfo;
    return startGateway({ upstream: `http://127.0.0.1:${port}` });
  };

  it('is answered with 500 and told', async () => {
    const gateway = await start();
    upstream.on('request', ({ socket }) => socket.destroy());
    const answer = await fetch(gateway.url, { method: 'POST' });
    expect(answer.status).toBe(500);
    expect(told).toHaveBeenCalledWith(expect.stringContaining('lab gateway: POST /'));
    await gateway.stop();
  });

  it('is no news while everything is being stopped', async () => {
    const gateway = await start();
    const call = fetch(gateway.url, { method: 'POST' }).catch(() => 'cut off');
    await reached.promise;
    await gateway.stop();
    expect(await call).toBe('cut off');
    await left.promise;
    expect(told).not.toHaveBeenCalled();
  });
});
