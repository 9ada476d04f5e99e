import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Starts a server on a free loopback port. @returns where it answers: `http://127.0.0.1:PORT` */
export async function listening(server: Server): Promise<string> {
  const up = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', up.resolve);
  await up.promise;
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
