import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { usageBook } from '../../lib/core/trust/usage.ts';
import type { AccountExport } from '../../lib/ports/account-export.ts';
import { InputError } from '../../lib/ports/input-error.ts';
import { silent } from '../../lib/ports/progress.ts';
import { SOURCES } from '../../lib/sources/index.ts';
import { assemble } from '../../lib/usecases/assemble.ts';
import { readDirectory } from '../../lib/usecases/read-files.ts';
import {
  ACCOUNT,
  aFunction,
  aKey,
  aRow,
  aSecret,
  aUser,
  details,
  functionArn,
  keyId,
  ROOT_ROW,
  TAKEN_AT,
  userArn,
} from '../sources/files/export-builder.ts';

const NOW = '2026-12-01T00:00:00.000Z';
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'nightwarden-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function put(file: string, content: unknown): void {
  const data = typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content);
  writeFileSync(join(dir, file), data);
}

function toCsv(...rows: readonly Record<string, unknown>[]): string {
  return [Object.keys(rows[0]!), ...rows.map((row) => Object.values(row))]
    .map((cells) => cells.join(','))
    .join('\n');
}

function read(asOf?: string): Promise<AccountExport> {
  return readDirectory(dir, {
    ...(asOf === undefined ? {} : { asOf }),
    now: NOW,
    sink: usageBook(),
    progress: silent,
  });
}

function gapsOf(account: AccountExport) {
  return assemble(account, { exposures: [], gaps: [] }).gaps;
}

const MANIFEST = { account: ACCOUNT, takenAt: TAKEN_AT, regions: ['eu-west-1'], complete: true };
const RECORD = {
  eventID: 'e1',
  eventTime: '2026-11-20T00:00:00Z',
  eventName: 'GetObject',
  awsRegion: 'eu-west-1',
  userIdentity: { accessKeyId: keyId(1) },
};

function putAll(): void {
  put('manifest.json', MANIFEST);
  put('account-authorization-details.json', details({ UserDetailList: [aUser('ann')] }));
  put('credential-report.csv', toCsv(ROOT_ROW, aRow('ann')));
  put('access-keys.json', { AccessKeyMetadata: [aKey('ann', 1, { AccessKeyLastUsed: {} })] });
  put('secrets.json', { SecretList: [] });
  put('functions.json', { Functions: [] });
  for (const { file, list } of SOURCES) put(file, list === undefined ? [] : { [list]: [] });
  mkdirSync(join(dir, 'cloudtrail'));
  put('cloudtrail/a.json.gz', gzipSync(JSON.stringify({ Records: [RECORD] })));
}

describe('a directory of files', () => {
  it('that is whole leaves no gap', async () => {
    putAll();
    const account = await read();
    expect(account.manifest).toEqual({
      account: ACCOUNT,
      partition: 'aws',
      takenAt: TAKEN_AT,
      regions: ['eu-west-1'],
    });
    expect(account.trail.usage).toMatchObject([{ accessKeyId: keyId(1), calls: 1 }]);
    expect(gapsOf(account)).toEqual([]);
    expect(assemble(account, { exposures: [], gaps: [] }).read).toEqual([
      'users',
      'policies',
      'roles',
      'access-keys',
      'last-used',
      'root',
      'console-passwords',
      'secrets',
      'functions',
      'function-environments',
      'usage',
      ...new Set(SOURCES.flatMap(({ facts }) => facts)),
    ]);
  });

  it.each`
    file                                    | facts
    ${'account-authorization-details.json'} | ${['users', 'policies', 'roles']}
    ${'credential-report.csv'}              | ${['last-used', 'root', 'console-passwords']}
    ${'access-keys.json'}                   | ${['access-keys', 'last-used']}
    ${'secrets.json'}                       | ${['secrets']}
    ${'functions.json'}                     | ${['functions', 'function-environments']}
    ${'cloudtrail/'}                        | ${['usage']}
  `('without $file has a gap that names it', async ({ file, facts }) => {
    putAll();
    rmSync(join(dir, file), { recursive: true });
    expect(gapsOf(await read())).toContainEqual(
      expect.objectContaining({
        missing: file,
        reason: `${file} is missing`,
        facts,
        scope: { account: ACCOUNT },
      }),
    );
  });

  it('is judged at --as-of, else at the manifest’s moment, else now, which is a gap', async () => {
    putAll();
    expect((await read('2026-11-23T00:00:00.000Z')).manifest.takenAt).toBe('2026-11-23T00:00:00.000Z');
    expect((await read()).manifest.takenAt).toBe(TAKEN_AT);
    rmSync(join(dir, 'manifest.json'));
    const undated = await read();
    expect(undated.manifest.takenAt).toBe(NOW);
    expect(gapsOf(undated)).toMatchObject([{ missing: 'manifest.json', facts: ['last-used'] }]);
    expect(gapsOf(await read(TAKEN_AT))).toEqual([]);
    put('manifest.json', { account: ACCOUNT });
    expect(gapsOf(await read())).toMatchObject([
      { reason: expect.stringMatching(/^manifest\.json: no takenAt: /), facts: ['last-used'] },
    ]);
    expect(gapsOf(await read(TAKEN_AT))).toEqual([]);
  });

  describe('with CloudTrail files of several accounts', () => {
    const theirs = {
      ...RECORD,
      eventID: 'e2',
      recipientAccountId: '999999999999',
      userIdentity: { accessKeyId: keyId(9) },
    };

    it('keeps each key’s use apart: no key of this account is given what another did', async () => {
      putAll();
      put('cloudtrail/b.json', { Records: [theirs, { ...RECORD, recipientAccountId: ACCOUNT }] });
      const account = await read();
      expect(gapsOf(account)).toEqual([]);
      expect(account.trail.usage).toMatchObject([
        { accessKeyId: keyId(1), calls: 1 },
        { accessKeyId: keyId(9), calls: 1 },
      ]);
      expect(JSON.stringify(assemble(account, { exposures: [], gaps: [] }).credentials)).not.toContain(
        keyId(9),
      );
    });

    it('says so when none of them is of this account', async () => {
      putAll();
      put('cloudtrail/a.json.gz', gzipSync(JSON.stringify({ Records: [theirs] })));
      const account = await read();
      expect(account.trail.status).toBe('partial');
      expect(gapsOf(account)).toMatchObject([
        {
          missing: 'cloudtrail/',
          reason: expect.stringContaining('1 record of other accounts, none of 111122223333'),
          facts: ['usage'],
        },
      ]);
    });
  });

  it('tells its account and Regions by its ARNs where there is no manifest', async () => {
    put('functions.json', [aFunction('f'), aFunction('g', { FunctionArn: functionArn('g', 'us-east-1') })]);
    expect((await read()).manifest).toMatchObject({ account: ACCOUNT, regions: ['eu-west-1', 'us-east-1'] });
  });

  it('says that it is not complete when the manifest says so', async () => {
    putAll();
    put('manifest.json', { ...MANIFEST, complete: false });
    const account = await read();
    expect(account.authorization.status).toBe('partial');
    expect(gapsOf(account)).toMatchObject([{ missing: 'manifest.json' }]);
  });
});

describe('a damaged file is a gap that names the place, and the others are read', () => {
  it.each`
    why                          | file                                    | content                               | reason
    ${'malformed JSON'}          | ${'secrets.json'}                       | ${'{"SecretList": [\n{"a" 1}]}'}      | ${'secrets.json: line 2, column 6: expected :'}
    ${'an empty file'}           | ${'secrets.json'}                       | ${''}                                 | ${'secrets.json: line 1, column 1: expected a value, got the end of the file'}
    ${'a wrong type at the top'} | ${'secrets.json'}                       | ${'"canary"'}                         | ${'secrets.json: expected an object with SecretList or ARN, got string'}
    ${'other bytes than UTF-8'}  | ${'functions.json'}                     | ${Buffer.from([0x7b, 0xff, 0x7d])}    | ${'functions.json: expected UTF-8, got other bytes'}
    ${'UTF-16'}                  | ${'access-keys.json'}                   | ${Buffer.from('\ufeff[]', 'utf16le')} | ${"access-keys.json: expected UTF-8, got UTF-16 (as PowerShell's > writes it)"}
    ${'an answer of nothing'}    | ${'account-authorization-details.json'} | ${'[]'}                               | ${'account-authorization-details.json: expected an object with UserDetailList or GroupDetailList or RoleDetailList or Policies, got an empty array'}
    ${'no CSV'}                  | ${'credential-report.csv'}              | ${'{"Content": "dXNlcg=="}'}          | ${'credential-report.csv: line 1: expected the columns of a credential report, got none named user'}
    ${'an empty CSV'}            | ${'credential-report.csv'}              | ${''}                                 | ${'credential-report.csv: line 1: expected the columns of a credential report, got none named user'}
    ${'a damaged manifest'}      | ${'manifest.json'}                      | ${'{'}                                | ${'manifest.json: line 1, column 2: expected a name in double quotes or }, got the end of the file'}
    ${'a wrong manifest'}        | ${'manifest.json'}                      | ${{ account: 111122223333 }}          | ${'manifest.json: account: expected text, got number'}
  `('$why', async ({ file, content, reason }) => {
    putAll();
    put(file, content);
    const gaps = gapsOf(await read());
    expect(gaps).toContainEqual(expect.objectContaining({ missing: file, reason, badInput: true }));
    expect(JSON.stringify(gaps)).not.toContain('canary');
  });

  it('a row of the report with too few fields, and an open quote', async () => {
    putAll();
    put('credential-report.csv', `${toCsv(ROOT_ROW, aRow('ann'))}\nbob,arn\n"cy`);
    const reasons = gapsOf(await read()).map(({ reason }) => reason);
    expect(reasons).toEqual([
      'credential-report.csv: line 5: expected CSV, got a stray or open quote',
      expect.stringMatching(/^credential-report\.csv: line 4: expected \d+ fields, got 2$/),
    ]);
  });

  it('a truncated trail file', async () => {
    putAll();
    put('cloudtrail/b.json.gz', gzipSync('{"Records":[]}').subarray(0, 20));
    const account = await read();
    expect(account.trail.usage).toHaveLength(1);
    expect(account.trail.status).toBe('partial');
    expect(gapsOf(account)).toMatchObject([
      { missing: 'cloudtrail/b.json.gz', badInput: true, facts: ['usage'] },
    ]);
  });

  it('policies nested deeper than anything AWS writes, of a user who stands in it twice', async () => {
    putAll();
    const deep = `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`;
    const user = (name: string) =>
      JSON.stringify(aUser(name, { UserPolicyList: [{ PolicyName: 'p', PolicyDocument: '@' }] })).replace(
        '"@"',
        deep,
      );
    const list = [user('ann'), user('ann'), user('bob')].join(',');
    put(
      'account-authorization-details.json',
      JSON.stringify(details({ UserDetailList: ['@'] })).replace('"@"', list),
    );
    const { gaps, principals } = assemble(await read(), { exposures: [], gaps: [] });
    expect(gaps.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('user/ann stands in it twice'),
        expect.stringContaining('policy p of'),
      ]),
    );
    expect(principals.filter(({ type }) => type === 'user')).toHaveLength(2);
  });

  it('a pipe or a folder in place of a file, which is not opened for reading', async () => {
    putAll();
    rmSync(join(dir, 'secrets.json'));
    execFileSync('mkfifo', [join(dir, 'secrets.json')]);
    rmSync(join(dir, 'functions.json'));
    mkdirSync(join(dir, 'functions.json'));
    const reasons = gapsOf(await read()).map(({ reason }) => reason);
    expect(reasons).toContain('secrets.json: expected a regular file');
    expect(reasons).toContain('functions.json: expected a regular file');
  });

  it('a list that is cut off: its items are used', async () => {
    putAll();
    put('secrets.json', { SecretList: [aSecret('a')], NextToken: 'x' });
    put('secret-versions.json', []);
    const account = await read();
    expect(account.secrets).toMatchObject({ status: 'partial', items: [{ Name: 'a' }] });
    expect(gapsOf(account)).toMatchObject([{ missing: 'secrets.json' }]);
  });
});

describe('a directory that can not be used is refused in one line', () => {
  async function refused(): Promise<string> {
    const error = await read().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    const { message } = error as InputError;
    expect(message).not.toContain('\n');
    return message;
  }

  it('when it is empty, or has no known file', async () => {
    expect(await refused()).toContain('expected at least one of account-authorization-details.json');
    put('notes.txt', 'x');
    expect(await refused()).toContain('found none');
  });

  it('when it does not exist, or is a file', async () => {
    const parent = dir;
    dir = join(parent, 'no\nwhere');
    expect(await refused()).toContain('expected a directory, got none');
    dir = join(parent, 'file');
    writeFileSync(dir, '');
    expect(await refused()).toContain('expected a directory, got a file');
    dir = parent;
  });

  it('when nothing tells the account', async () => {
    put('access-keys.json', []);
    expect(await refused()).toContain('no file tells the account: write {"account"');
    put('access-keys.json', '[');
    expect(await refused()).toContain('(access-keys.json: line 1, column 2');
  });

  it('when it holds two accounts, named both', async () => {
    putAll();
    put('functions.json', [
      aFunction('f', { FunctionArn: functionArn('f').replace(ACCOUNT, '444455556666') }),
    ]);
    expect(await refused()).toContain(`${ACCOUNT} (manifest.json) and 444455556666 (functions.json)`);
    rmSync(join(dir, 'manifest.json'));
    expect(await refused()).toContain(
      `${ACCOUNT} (account-authorization-details.json) and 444455556666 (functions.json)`,
    );
  });
});

describe('values in functions.json', () => {
  const CANARY = 'canary-7f3a-value-of-a-password';
  it('are redacted before anything else sees them, wherever they stand', async () => {
    put('manifest.json', MANIFEST);
    put('functions.json', {
      Functions: [
        aFunction('f', {
          Description: CANARY,
          Environment: { Variables: { DB_PASSWORD: CANARY, N: { deep: CANARY } } },
        }),
        aFunction('g', { Environment: { Variables: [CANARY] } }),
        aFunction('h', { Environment: CANARY }),
        aFunction('i', { Environment: { Error: { ErrorCode: CANARY, Message: CANARY } } }),
        CANARY,
      ],
    });
    const account = await read();
    const snapshot = assemble(account, { exposures: [], gaps: [] });
    expect(JSON.stringify([account, snapshot])).not.toContain(CANARY);
    expect(snapshot.credentials).toMatchObject([
      { id: functionArn('f'), variables: [{ name: 'DB_PASSWORD', length: CANARY.length }] },
    ]);
    expect(
      snapshot.gaps.map(({ reason }) => reason).filter((reason) => reason.startsWith('functions.json')),
    ).toEqual([
      'functions.json: [0].Environment.Variables.N: expected text, got object',
      'functions.json: [1].Environment.Variables: expected object, got array',
      'functions.json: [2].Environment: expected object, got string',
      'functions.json: [4]: expected object, got string',
      `functions.json: Lambda could not decrypt the environment of ${functionArn('i')}`,
    ]);
  });

  it('that were redacted before stay as they are', async () => {
    const value = { redacted: true, length: 20, rules: [], keyId: keyId(1) };
    put('manifest.json', MANIFEST);
    put('functions.json', [aFunction('f', { Environment: { Variables: { ID: value } } })]);
    expect((await read()).functions.items).toMatchObject([{ Environment: { Variables: { ID: value } } }]);
  });
});

it('an authorization file of 100 MB is read', async () => {
  const document = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${'x'.repeat(9000)}` }],
  };
  const list = Array.from({ length: 11_000 }, (_, n) =>
    aUser(`user-${n}`, { UserPolicyList: [{ PolicyName: 'p', PolicyDocument: document }] }),
  );
  put('account-authorization-details.json', details({ UserDetailList: list }));
  const snapshot = assemble(await read(), { exposures: [], gaps: [] });
  expect(snapshot.principals).toHaveLength(11_000);
  expect(snapshot.principals[10_999]?.arn).toBe(userArn('user-10999'));
});
