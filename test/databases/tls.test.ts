import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connected } from '../../lib/databases/postgres/connect.ts';
import { type Application, makeApplication, type Server, startServer, vouchFor } from './server.ts';

const ADMIN = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:admin-AbCdEf';

let server: Server;
let app: Application;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightwarden-authorities-'));
  server = await startServer({ tls: true });
  app = await makeApplication(server, ADMIN);
});
afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const ENCRYPTED = 'select ssl from pg_stat_ssl where pid = pg_backend_pid()';
async function isEncrypted(host: string, tls: Application['database']['tls']): Promise<unknown> {
  return connected({ ...app.database, host, tls }, app.admin, async ({ client }) => {
    const { rows } = await client.query<{ ssl: boolean }>(ENCRYPTED);
    return rows[0]?.ssl;
  });
}

describe('a server that speaks TLS', () => {
  it('is asked over it, where an authority of the file vouches for its address', async () => {
    expect(await isEncrypted('127.0.0.1', { verify: 'ca', file: server.authority })).toBe(true);
  });

  it('is not spoken to by a name that its certificate does not tell, nor by the authorities of this machine', async () => {
    const file = { verify: 'ca', file: server.authority } as const;
    await expect(isEncrypted('localhost', file)).rejects.toMatchObject({
      stage: 'connect',
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
    await expect(isEncrypted('127.0.0.1', { verify: 'system' })).rejects.toMatchObject({ stage: 'connect' });
  });

  it('is not spoken to where another authority is trusted, though that vouches for the same address', async () => {
    const file = join(folder, 'other.pem');
    await vouchFor('127.0.0.1', file, join(folder, 'other-key.pem'));
    await expect(isEncrypted('127.0.0.1', { verify: 'ca', file })).rejects.toMatchObject({
      stage: 'connect',
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
  });
});
