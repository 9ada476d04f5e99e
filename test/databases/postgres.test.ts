import fc from 'fast-check';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connected, logsIn } from '../../lib/databases/postgres/connect.ts';
import { DatabaseError, UnreadyError } from '../../lib/databases/postgres/errors.ts';
import { markIn, withMark } from '../../lib/databases/postgres/mark.ts';
import { newPassword, scramVerifier } from '../../lib/databases/postgres/scram.ts';
import { usersGateway } from '../../lib/databases/postgres/users.ts';
import { type Application, asUser, makeApplication, type Server, startServer } from './server.ts';

const ADMIN = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:admin-AbCdEf';
const MARK = { rotation: 'r-1', fence: 2, seq: 5 };

let server: Server;
let app: Application;
beforeAll(async () => {
  server = await startServer();
  app = await makeApplication(server, ADMIN);
});
afterAll(() => server?.stop());

const users = () => usersGateway(app.database, app.admin, app.database.users);
const [one, other] = [() => app.database.users[0] ?? '', () => app.database.users[1] ?? ''];
const fine = () => undefined;
const login = (user: string, password: string) => logsIn(app.database, { user, password });

describe('what Postgres keeps of a password', () => {
  it('is what RFC 7677 tells for its own example', () => {
    // Its exchange: user `user`, password `pencil`, this salt, 4096 iterations; and what follows of it.
    expect(scramVerifier('pencil', Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'))).toBe(
      'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
    );
  });

  it('is of another salt each time, and tells nothing of the password', () => {
    const password = newPassword();
    expect(password).toMatch(/^[\w-]{43}$/);
    expect(scramVerifier(password)).not.toBe(scramVerifier(password));
    expect(scramVerifier(password)).not.toContain(password);
  });
});

describe('the mark of a plan in a user’s comment', () => {
  it('is read as it was written, and what people wrote stays', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.nat(), (comment, fence, seq) => {
        const mark = { rotation: 'r-1', fence, seq };
        const written = withMark(withMark(comment, { ...mark, fence: 1 }), mark);
        expect(markIn(written)).toEqual(mark);
        expect(written.startsWith(comment.trimStart()) || comment.includes('[nightwarden')).toBe(true);
      }),
    );
    expect(markIn(null)).toBeUndefined();
    expect(markIn('the orders service')).toBeUndefined();
  });
});

describe('users of a server', () => {
  it('are seen as they are, whatever their names hold', async () => {
    const { roles, sessions } = await users().look();
    const told = roles.map(({ name, canLogin, expired }) => [name, { canLogin, expired }] as const);
    expect(Object.fromEntries(told)).toEqual({
      [one()]: { canLogin: true, expired: false },
      [other()]: { canLogin: false, expired: true },
    });
    expect(
      roles.map(({ privileged, own, alterable, endable }) => ({ privileged, own, alterable, endable })),
    ).toEqual(
      Array.from({ length: 2 }, () => ({ privileged: false, own: 0, alterable: true, endable: true })),
    );
    expect(roles[0]?.attributes).toBe(roles[1]?.attributes);
    expect(roles[0]?.groups).toEqual(roles[1]?.groups);
    expect(sessions).toEqual([]);
  });

  it('take a new password, of which nothing stands in the server’s log', async () => {
    const password = newPassword();
    await users().change(
      other(),
      MARK,
      { login: true, verifier: scramVerifier(password), expires: 'never' },
      fine,
    );
    expect(await login(other(), password)).toBe('works');
    expect(await login(other(), `${password}x`)).toBe('refused');
    expect(server.log()).toContain('ALTER ROLE');
    expect(server.log()).not.toContain(password);
    const [told] = (await users().look()).roles.filter(({ name }) => name === other());
    expect(markIn(told?.comment ?? null)).toEqual(MARK);
  });

  it('are not changed by what comes late', async () => {
    for (const late of [
      { ...MARK, fence: 1, seq: 9 },
      { ...MARK, seq: 4 },
    ])
      await expect(users().change(other(), late, { login: false }, fine)).rejects.toThrow(UnreadyError);
    await expect(users().change(other(), MARK, { login: false }, () => 'no')).rejects.toThrow('no');
    expect((await users().look()).roles.find(({ name }) => name === other())?.canLogin).toBe(true);
  });

  it('may not log in, and are let in again with the password that they had', async () => {
    await users().change(one(), MARK, { login: false }, fine);
    expect(await login(one(), app.password)).toBe('refused');
    await users().change(one(), MARK, { login: true }, fine);
    expect(await login(one(), app.password)).toBe('works');
  });

  it('have their sessions ended', async () => {
    const client = new Client({
      host: '127.0.0.1',
      port: server.port,
      database: app.database.dbname,
      user: one(),
      password: app.password,
      application_name: 'orders',
    });
    const ended = Promise.withResolvers<string>();
    client.on('error', ({ message }) => ended.resolve(message));
    await client.connect();
    expect((await users().look()).sessions).toEqual([
      { name: one(), source: '127.0.0.1', application: 'orders' },
    ]);
    await users().terminate(one());
    expect(await ended.promise).toContain('terminat');
    expect((await users().look()).sessions).toEqual([]);
  });

  it('that are not there are not made', async () => {
    const nobody = usersGateway(app.database, app.admin, ['nobody']);
    expect((await nobody.look()).roles).toEqual([]);
    await expect(nobody.change('nobody', MARK, { login: true }, fine)).rejects.toThrow(
      'there is no user nobody',
    );
  });
});

describe('a server that does not do it', () => {
  it.each([
    ['a wrong password of the admin', () => ({ ...app.admin, password: 'NIGHTWARDENCANARYwrong' }), '28P01'],
    ['an admin who may not', () => ({ user: one(), password: app.password }), '42501'],
  ])('says so by a code and in words of ours: %s', async (_, admin, code) => {
    const asked = usersGateway(app.database, admin(), app.database.users).change(
      other(),
      { ...MARK, seq: 9 },
      { login: true, verifier: scramVerifier('NIGHTWARDENCANARYnew') },
      fine,
    );
    const error = await asked.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DatabaseError);
    expect(error).toMatchObject({ code });
    expect(`${String(error)} ${JSON.stringify(error)} ${(error as Error).stack}`).not.toMatch(
      /NIGHTWARDENCANARY|SCRAM/,
    );
  });

  it('is no proof against a password when nothing listens, or its host is another', async () => {
    expect(await logsIn({ ...app.database, port: 1 }, { user: one(), password: 'x' })).toBe('unknown');
    const elsewhere = { ...app.database, host: 'localhost' };
    expect(await logsIn(elsewhere, { user: one(), password: app.password })).toBe('unknown');
    await expect(connected(elsewhere, app.admin, async () => 1)).rejects.toThrow(
      'nothing is sent unencrypted but to 127.0.0.1',
    );
  });

  it('that speaks no TLS, or is not to be read from a CA file, is not spoken to', async () => {
    const verified = { ...app.database, tls: { verify: 'system' } as const };
    await expect(connected(verified, app.admin, async () => 1)).rejects.toThrow(DatabaseError);
    const file = { ...app.database, tls: { verify: 'ca', file: '/nowhere.pem' } as const };
    await expect(connected(file, app.admin, async () => 1)).rejects.toThrow('/nowhere.pem');
  });

  it('that holds a lock for too long is given up, and what was begun is taken back', async () => {
    const holder = new Client({
      host: '127.0.0.1',
      port: server.port,
      database: app.database.dbname,
      user: 'owner',
      password: 'NIGHTWARDENCANARYowner',
    });
    await holder.connect();
    await holder.query('begin');
    await holder.query('select pg_advisory_xact_lock(hashtext($1))', [`nightwarden ${one()}`]);
    const asked = users().change(one(), { ...MARK, seq: 20 }, { login: false }, fine);
    await expect(asked).rejects.toMatchObject({ stage: 'query', code: '55P03' });
    await holder.end();
    expect(await login(one(), app.password)).toBe('works');
  });

  it('is asked as an application would', async () => {
    expect(
      await asUser(
        { port: server.port, dbname: app.database.dbname, user: one(), password: app.password },
        'select count(*)::int as n from orders',
      ),
    ).toEqual([{ n: 1 }]);
  });
});
