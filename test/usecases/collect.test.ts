import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SourceGap } from '../../lib/core/model/gap.ts';
import { usageBook } from '../../lib/core/trust/usage.ts';
import type { AccountExport, Part } from '../../lib/ports/account-export.ts';
import { InputError } from '../../lib/ports/input-error.ts';
import { silent } from '../../lib/ports/progress.ts';
import { redactRecord } from '../../lib/sources/files/records.ts';
import { redactVariables } from '../../lib/sources/redaction/index.ts';
import { assemble } from '../../lib/usecases/assemble.ts';
import { openRecords, writeExport } from '../../lib/usecases/collect.ts';
import { readDirectory } from '../../lib/usecases/read-files.ts';
import {
  ACCOUNT,
  aFunction,
  aGap,
  aGroup,
  aKey,
  aRole,
  aRow,
  aSecret,
  aUser,
  details,
  keyId,
  live,
  part,
  ROOT_ROW,
  secretArn,
  slot,
  TAKEN_AT,
} from '../sources/files/export-builder.ts';

let home: string;
let dir: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'nightwarden-'));
  dir = join(home, 'account');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const RECORD = {
  eventID: 'e1',
  eventTime: '2026-11-20T00:00:00Z',
  eventName: 'AssumeRole',
  eventSource: 'sts.amazonaws.com',
  awsRegion: 'eu-west-1',
  sourceIPAddress: '203.0.113.7',
  userAgent: 'aws-cli/2',
  userIdentity: { type: 'IAMUser', accessKeyId: keyId(1) },
};

async function collect(account: AccountExport, records: readonly unknown[] = []): Promise<AccountExport> {
  const sink = await openRecords(dir, usageBook());
  for (const record of records) sink.add(record);
  const whole = { ...account, trail: { ...account.trail, usage: sink.usage() } };
  await writeExport(whole, dir, sink);
  return whole;
}

function read(): Promise<AccountExport> {
  return readDirectory(dir, { now: '2026-12-24T00:00:00.000Z', sink: usageBook(), progress: silent });
}

function snapshot(account: AccountExport) {
  return assemble(account, { exposures: [], gaps: [] });
}

function everything(path = dir): readonly string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function texts(): string {
  return everything()
    .map((file) => (file.endsWith('.gz') ? gunzipSync(readFileSync(file)) : readFileSync(file)).toString())
    .join('\n');
}

describe('what is collected and read again', () => {
  it('gives the same snapshot, whole', async () => {
    const account = await collect(
      live({
        authorization: part('iam:GetAccountAuthorizationDetails', [
          {
            ...details({
              UserDetailList: [aUser('ann', { GroupList: ['ops'] })],
              GroupDetailList: [aGroup('ops')],
            }),
            IsTruncated: true,
            Marker: 'x',
          },
          { ...details({ RoleDetailList: [aRole('r')] }), IsTruncated: false },
        ]),
        credentialReport: part('iam:GetCredentialReport', [
          ROOT_ROW,
          aRow('ann', slot(1, { used: '2026-11-01T08:00:00Z' })),
        ]),
        accessKeys: part('iam:ListAccessKeys', [aKey('ann', 1)]),
        secrets: part('secretsmanager:ListSecrets', [
          aSecret('db "1",\n2'),
          aSecret('far', { ARN: secretArn('far', 'us-east-1') }),
        ]),
        secretVersions: part('secretsmanager:ListSecretVersionIds', [
          { ARN: secretArn('far', 'us-east-1'), Versions: [] },
        ]),
        functions: part('lambda:ListFunctions', [
          aFunction('f', {
            Environment: { Variables: await redactVariables({ DB_PASSWORD: 'hunter2-hunter2-x9' }) },
          }),
        ]),
      }),
      [RECORD, RECORD, { ...RECORD, eventID: 'e2' }],
    );
    expect(snapshot(await read())).toEqual(snapshot(account));
    expect(snapshot(account).usage).toMatchObject([{ calls: 2 }]);
  });

  it('gives an instance the role of its profile, of which nothing else is kept', async () => {
    const Arn = `arn:aws:iam::${ACCOUNT}:instance-profile/web`;
    const role = aRole('web', {
      InstanceProfileList: [{ Arn, Roles: ['canary'], InstanceProfileName: 'canary' }],
    });
    const instance = { arn: `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-0a`, type: 'AWS::EC2::Instance' };
    const account = live({
      authorization: part('iam:GetAccountAuthorizationDetails', [details({ RoleDetailList: [role] })]),
    });
    const workloads = part('ec2:DescribeInstances', [{ ...instance, instanceProfileArn: Arn }]);
    const whole = await collect({ ...account, listed: { ...account.listed, workloads } });
    const [found] = snapshot(await read()).workloads;
    expect(found).toMatchObject({ arn: instance.arn, role: role.Arn, environment: { state: 'not-asked' } });
    expect(snapshot(whole).workloads).toEqual([found]);
    expect(texts()).not.toContain('canary');
  });

  it('repeats the gaps of the live read instead of calling it clean', async () => {
    const gap = aGap('iam:ListAccessKeys', { facts: ['access-keys'] });
    const account = await collect(
      live({ accessKeys: part('iam:ListAccessKeys', [], { status: 'unread', gaps: [gap] }) }),
    );
    const again = await read();
    expect(again.accessKeys).toEqual(account.accessKeys);
    expect(snapshot(again)).toEqual(snapshot(account));
    expect(JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8'))).toMatchObject({
      account: '111122223333',
      takenAt: TAKEN_AT,
      complete: false,
    });
  });

  it('looks for no versions where no secret could be listed, as the live read did', async () => {
    const gap = aGap('secretsmanager:ListSecrets', { facts: ['secrets'] });
    const account = await collect(
      live({
        secrets: part('secretsmanager:ListSecrets', [], { status: 'unread', gaps: [gap] }),
        secretVersions: part('secretsmanager:ListSecretVersionIds', [], { status: 'unread' }),
      }),
    );
    expect(snapshot(await read()).gaps).toEqual(snapshot(account).gaps);
  });

  it('that lacks the records it read says so', async () => {
    await writeExport(live(), dir);
    expect((await read()).trail).toMatchObject({ status: 'unread', gaps: [{ missing: 'cloudtrail/' }] });
  });

  it('that was interrupted is a gap', async () => {
    await openRecords(dir, usageBook());
    await expect(read()).rejects.toThrow(/no file tells the account/);
    writeFileSync(join(dir, 'secrets.json'), JSON.stringify([aSecret('a')]));
    expect(snapshot(await read()).gaps).toContainEqual(
      expect.objectContaining({ reason: expect.stringContaining('did not finish') }),
    );
  });

  it('misses a file that was taken away since', async () => {
    await collect(live());
    rmSync(join(dir, 'secrets.json'));
    expect((await read()).secrets).toMatchObject({
      status: 'unread',
      gaps: [{ reason: 'secrets.json is missing' }],
    });
  });
});

const text = fc.string({ unit: 'binary', maxLength: 12 });
const oddItem = fc.oneof(fc.integer(), text, fc.constant(null));
const odd = fc.oneof(fc.constant(undefined), oddItem);
const anyGap: fc.Arbitrary<SourceGap> = fc
  .record({ subject: text, reason: text })
  .map(({ subject, reason }) => aGap('iam:X', { reason, scope: { account: '111122223333', subject } }));
const date = fc.constantFrom(
  '2026-11-01T08:00:00+00:00',
  '2026-11-22T02:30:00Z',
  '2027-01-01T00:00:00.000Z',
  'soon',
  3,
);

function anyPart(missing: string, item: fc.Arbitrary<unknown>, least = 0): fc.Arbitrary<Part> {
  return fc.oneof(
    fc.array(item, { minLength: least, maxLength: 4 }).map((items) => part(missing, items)),
    fc
      .tuple(
        fc.array(item, { minLength: least, maxLength: 3 }),
        fc.array(anyGap, { minLength: 1, maxLength: 2 }),
      )
      .map(([items, gaps]) => part(missing, items, { status: 'partial', gaps })),
    fc
      .array(anyGap, { minLength: 1, maxLength: 2 })
      .map((gaps) => part(missing, [], { status: 'unread', gaps })),
  );
}

const anyTags = fc.oneof(fc.array(fc.record({ Key: text, Value: text }), { maxLength: 2 }), odd);
const anyUser = fc
  .record({ name: fc.constantFrom('ann', 'bob'), CreateDate: date, Tags: anyTags })
  .map(({ name, ...fields }) => aUser(name, fields));
const anyPage = fc
  .record({
    UserDetailList: fc.oneof(fc.array(fc.oneof(anyUser, oddItem), { maxLength: 3 }), fc.constant([])),
  })
  .map((lists) => details(lists));
const anyKey = fc
  .record({
    user: fc.constantFrom('ann', 'bob'),
    n: fc.nat(3),
    CreateDate: date,
    AccessKeyLastUsed: fc.oneof(fc.constant({}), fc.record({ LastUsedDate: date }), odd),
  })
  .map(({ user, n, ...fields }) => aKey(user, n, fields));
const anyRow = fc
  .record({
    user: fc.constantFrom('ann', 'bob', '<root_account>'),
    used: fc.constantFrom('N/A', '2026-11-01T08:00:00Z', 'no_information'),
    more: text,
  })
  .map(({ user, used, more }) => aRow(user, { ...slot(1, { used }), more }));
const anySecret = fc
  .record({
    name: fc.constantFrom('a', 'b'),
    CreatedDate: date,
    Tags: anyTags,
    RotationRules: fc.oneof(fc.constant({ AutomaticallyAfterDays: 3 }), odd),
  })
  .map(({ name, ...fields }) => aSecret(name, fields));
const anyRedacted = fc.record({
  redacted: fc.constant(true),
  length: fc.nat(4_096),
  rules: fc.subarray(['jwt', 'github', 'secret-named-value']),
});
const anyFunction = fc
  .dictionary(fc.stringMatching(/^[A-Z_]{1,6}$/), anyRedacted, { maxKeys: 3 })
  .map((variables) => aFunction('f', { Environment: { Variables: variables } }));

it('law: to collect and to read again changes nothing, whatever was read and however badly', async () => {
  const parts = fc.record({
    authorization: anyPart('iam:GetAccountAuthorizationDetails', anyPage, 1),
    credentialReport: anyPart('iam:GetCredentialReport', anyRow),
    accessKeys: anyPart('iam:ListAccessKeys', fc.oneof(anyKey, fc.constantFrom(17, null, ''))),
    secrets: anyPart('secretsmanager:ListSecrets', anySecret),
    functions: anyPart('lambda:ListFunctions', anyFunction),
  });
  await fc.assert(
    fc.asyncProperty(parts, async (given) => {
      const account = await collect(live(given));
      expect(snapshot(await read())).toEqual(snapshot(account));
    }),
    { numRuns: 100 },
  );
});

describe('the directory', () => {
  it('is readable by its owner only', async () => {
    await collect(live(), [RECORD]);
    for (const file of everything()) expect([file, statSync(file).mode & 0o777]).toEqual([file, 0o600]);
    for (const folder of [dir, join(dir, 'cloudtrail')]) expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(everything().filter((file) => file.endsWith('.draft'))).toEqual([]);
  });

  it('may be one that was collected into before, of which nothing stays', async () => {
    await collect(live({ secrets: part('secretsmanager:ListSecrets', [aSecret('old')]) }), [RECORD]);
    writeFileSync(join(dir, 'notes.txt'), 'mine');
    const unread = part('secretsmanager:ListSecrets', [], {
      status: 'unread',
      gaps: [aGap('secretsmanager:ListSecrets')],
    });
    const account = await collect(live({ secrets: unread }));
    expect(snapshot(await read())).toEqual(snapshot(account));
    expect(readFileSync(join(dir, 'notes.txt'), 'utf8')).toBe('mine');
  });

  it.each(['notes.txt', 'secrets.json', 'manifest.json'])(
    'is refused when a %s of somebody else lies in it, which stays',
    async (file) => {
      mkdirSync(dir);
      chmodSync(dir, 0o755);
      writeFileSync(join(dir, file), '{"account":"111122223333"}');
      await expect(writeExport(live(), dir)).rejects.toThrow(InputError);
      expect(readFileSync(join(dir, file), 'utf8')).toBe('{"account":"111122223333"}');
      expect(statSync(dir).mode & 0o777).toBe(0o755);
      expect(readdirSync(dir)).toEqual([file]);
    },
  );

  it('is refused when it is a file', async () => {
    writeFileSync(dir, '');
    await expect(openRecords(dir, usageBook())).rejects.toThrow(/expected a directory to write to/);
  });
});

describe('no value is written', () => {
  const CANARY = 'canary-4d1e-value-of-a-secret';

  it('of an environment, a description, a secret, a request or an answer', async () => {
    const account = live({
      functions: part('lambda:ListFunctions', [
        aFunction('f', { Description: CANARY, Environment: { Variables: { A: CANARY } } }),
      ]),
      secrets: part('secretsmanager:ListSecrets', [
        aSecret('a', { SecretString: CANARY, Description: CANARY }),
        CANARY,
      ]),
      accessKeys: part('iam:ListAccessKeys', [aKey('ann', 1, { SecretAccessKey: CANARY })]),
      authorization: part('iam:GetAccountAuthorizationDetails', [
        { ...details({ UserDetailList: [aUser('ann', { Password: CANARY })] }), Other: CANARY },
      ]),
    });
    const responseElements = {
      credentials: { accessKeyId: 'ASIAEXAMPLEEXAMPLE00', sessionToken: CANARY, secretAccessKey: CANARY },
    };
    await collect(account, [
      { ...RECORD, responseElements, requestParameters: { password: CANARY }, errorMessage: CANARY },
    ]);
    expect(texts()).not.toContain(CANARY);
    expect(texts()).toContain('ASIAEXAMPLEEXAMPLE00');
  });

  it.each([
    {},
    17,
    'x',
    null,
    { responseElements: 'x' },
    { responseElements: { credentials: 'x' } },
    { responseElements: { credentials: { accessKeyId: 3 } } },
  ])('of a record of a strange form: %j', (record) => {
    expect(redactRecord(record)).toEqual({});
  });
});
