import { describe, expect, it } from 'vitest';
import type { IamGateway } from '../../../lib/aws/iam.ts';
import { silent } from '../../../lib/ports/progress.ts';
import { readIam } from '../../../lib/sources/iam/live.ts';
import {
  ACCOUNT,
  aKey,
  KEY_1,
  KEY_2,
  listOf,
  REPORT_AT,
  REPORT_HEADER,
  reportRow,
  smallAccount,
} from '../../aws/fake-gateways.ts';
import { sdkError } from '../../aws/sdk-errors.ts';

const NAPS: number[] = [];

async function read(changes: Partial<IamGateway> = {}, watched: readonly string[] = []) {
  const asked: string[] = [];
  const iam = { ...smallAccount().iam, ...changes };
  NAPS.length = 0;
  const result = await readIam({
    account: ACCOUNT,
    partition: 'aws',
    gateway: {
      ...iam,
      accessKeyLastUsed: (id) => {
        asked.push(id);
        return iam.accessKeyLastUsed(id);
      },
    },
    watched: new Set(watched),
    progress: silent,
    now: () => new Date('2026-11-22T03:00:00Z'),
    sleep: (ms) => {
      NAPS.push(ms);
      return Promise.resolve();
    },
  });
  return { ...result, asked: asked.toSorted() };
}

const denied = () => Promise.reject(sdkError('AccessDenied'));
const details = (user: object) => ({
  authorizationDetails: () =>
    listOf({ UserDetailList: [{ UserName: 'ada', Arn: `arn:aws:iam::${ACCOUNT}:user/ada`, ...user }] }),
});
/** A credential report of these rows. */
const report = (...rows: readonly string[]) => ({
  credentialReport: () =>
    Promise.resolve({ csv: [REPORT_HEADER, ...rows].join('\n'), generatedAt: REPORT_AT }),
});
const key1 = aKey(KEY_1, 'ada', '2025-02-01T00:00:00Z');

describe('an account that answers everything', () => {
  it('is read completely, in the shape of the CLI', async () => {
    const { authorization, credentialReport, accessKeys, credentialReportAt } = await read();
    expect([authorization.status, credentialReport.status, accessKeys.status]).toEqual(
      Array(3).fill('complete'),
    );
    expect(credentialReportAt).toBe(REPORT_AT.toISOString());
    expect(credentialReport.items).toHaveLength(3);
    expect(credentialReport.items[1]).toMatchObject({ user: 'ada', access_key_1_active: 'true' });
    expect(authorization.items).toMatchObject([
      { UserDetailList: [{ CreateDate: '2025-01-01T00:00:00.000Z' }, {}] },
    ]);
    expect(accessKeys.items).toEqual([
      { AccessKeyId: KEY_1, UserName: 'ada', Status: 'Active', CreateDate: '2025-02-01T00:00:00.000Z' },
      {
        AccessKeyId: KEY_2,
        UserName: 'bob',
        Status: 'Active',
        CreateDate: '2026-11-22T02:00:00.000Z',
        AccessKeyLastUsed: {
          LastUsedDate: '2026-11-22T02:30:00.000Z',
          ServiceName: 's3',
          Region: 'us-east-1',
        },
      },
    ]);
  });
});

describe('the last use of a key is asked for', () => {
  const same = '2025-02-01T00:00:00+00:00';

  it.each`
    why                                             | changes                                                                                                                      | watched                  | asked
    ${'when the report tells it: not'}              | ${{}}                                                                                                                        | ${[]}                    | ${[]}
    ${'when its creation is a second off'}          | ${{ accessKeys: () => [aKey(KEY_1, 'ada', '2025-02-01T00:00:01Z')] }}                                                        | ${[]}                    | ${[KEY_1]}
    ${'when two keys were made in the same second'} | ${{ accessKeys: () => [key1, aKey(KEY_2, 'ada', '2025-02-01T00:00:00Z')] }}                                                  | ${[]}                    | ${[KEY_1, KEY_2]}
    ${'when two slots of the report differ'}        | ${report(reportRow('<root_account>'), reportRow('ada', { rotated: same }, { rotated: same, used: '2026-01-01T00:00:00Z' }))} | ${[]}                    | ${[KEY_1]}
    ${'when the key is newer than the report'}      | ${{ accessKeys: () => [aKey(KEY_1, 'ada', '2026-11-22T02:00:00Z')] }}                                                        | ${[]}                    | ${[KEY_1]}
    ${'when the report could not be read'}          | ${{ credentialReport: denied }}                                                                                              | ${[]}                    | ${[KEY_1]}
    ${'when the report is not CSV'}                 | ${{ credentialReport: () => Promise.resolve({ csv: 'a,"b', generatedAt: REPORT_AT }) }}                                      | ${[]}                    | ${[KEY_1]}
    ${'when the key is watched'}                    | ${{}}                                                                                                                        | ${[KEY_1.toLowerCase()]} | ${[KEY_1]}
    ${'when its user is watched by name'}           | ${{}}                                                                                                                        | ${['ada']}               | ${[KEY_1]}
    ${'when its user has a watched tag'}            | ${details({ Tags: [{ Key: 'owner', Value: 'Ada@Example.org' }] })}                                                           | ${['ada@example.org']}   | ${[KEY_1]}
    ${'when its user is quarantined by AWS'}        | ${details({ AttachedManagedPolicies: [{ PolicyArn: 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3' }] })}            | ${[]}                    | ${[KEY_1]}
    ${'when somebody else is watched: not'}         | ${{}}                                                                                                                        | ${['eve']}               | ${[]}
  `(
    '$why',
    async ({
      changes,
      watched,
      asked,
    }: {
      changes: Partial<IamGateway>;
      watched: string[];
      asked: string[];
    }) => {
      const keysOfAda = changes.accessKeys ?? (() => Promise.resolve([key1]));
      const accessKeys = async (name: string) => (name === 'ada' ? await keysOfAda(name) : []);
      expect((await read({ ...changes, accessKeys }, watched)).asked).toEqual(asked);
    },
  );

  it('and when it can not be read it stays unknown, with a gap of the key', async () => {
    const { accessKeys } = await read({ accessKeyLastUsed: denied });
    expect(accessKeys.status).toBe('partial');
    expect(accessKeys.items[1]).toEqual({
      AccessKeyId: KEY_2,
      UserName: 'bob',
      Status: 'Active',
      CreateDate: '2026-11-22T02:00:00.000Z',
    });
    expect(accessKeys.gaps).toMatchObject([
      {
        scope: { account: ACCOUNT, subject: KEY_2 },
        missing: 'iam:GetAccessKeyLastUsed',
        facts: ['last-used'],
      },
    ]);
  });
});

describe('users', () => {
  it('are taken from the credential report when the details were denied', async () => {
    const { authorization, accessKeys } = await read({
      authorizationDetails: () => listOf<object>(sdkError('AccessDenied')),
    });
    expect(authorization).toMatchObject({ status: 'unread', items: [] });
    expect(authorization.gaps[0]?.facts).toContain('access-keys');
    expect(accessKeys.items).toHaveLength(2);
    expect(accessKeys.status).toBe('partial');
  });

  it('of the pages before a fault are kept', async () => {
    const { authorization } = await read({
      authorizationDetails: () => listOf<object>({ UserDetailList: [] }, sdkError('ThrottlingException')),
    });
    expect(authorization).toMatchObject({ status: 'partial', items: [{ UserDetailList: [] }] });
  });

  it('that nothing names leave their keys unread', async () => {
    const { accessKeys } = await read({
      authorizationDetails: () => listOf<object>(sdkError('AccessDenied')),
      credentialReport: denied,
    });
    expect(accessKeys).toMatchObject({ status: 'unread', items: [] });
  });

  it('who were deleted while we read have no keys and leave no gap', async () => {
    const { accessKeys } = await read({
      accessKeys: (name) =>
        name === 'bob' ? Promise.reject(sdkError('NoSuchEntity')) : Promise.resolve([key1]),
    });
    expect(accessKeys).toMatchObject({ status: 'complete', gaps: [] });
  });

  it('whose keys can not be listed are named in the gap', async () => {
    const { accessKeys } = await read({
      accessKeys: (name) => (name === 'bob' ? denied() : Promise.resolve([key1])),
    });
    expect(accessKeys.gaps).toMatchObject([
      {
        scope: { account: ACCOUNT, subject: `arn:aws:iam::${ACCOUNT}:user/bob` },
        missing: 'iam:ListAccessKeys',
        facts: ['access-keys', 'last-used'],
      },
    ]);
  });

  it('may all be without keys', async () => {
    const { accessKeys } = await read({ accessKeys: () => Promise.resolve([]) });
    expect(accessKeys).toMatchObject({ status: 'complete', items: [] });
  });
});

describe('the credential report', () => {
  it('is waited for', async () => {
    const states = ['in progress', 'in progress', 'ready'] as const;
    let asked = 0;
    const { credentialReport } = await read({
      requestCredentialReport: () => Promise.resolve(states[asked++] ?? 'ready'),
    });
    expect(credentialReport.status).toBe('complete');
    expect(NAPS).toEqual([1000, 1000]);
  });

  it('is not waited for without end', async () => {
    const { credentialReport } = await read({
      requestCredentialReport: () => Promise.resolve('in progress'),
      credentialReport: () => Promise.reject(sdkError('CredentialReportNotReadyException')),
    });
    expect(NAPS.reduce((sum, ms) => sum + ms, 0)).toBe(120_000);
    expect(credentialReport.gaps).toMatchObject([
      {
        missing: 'iam:GenerateCredentialReport',
        reason: 'AWS was still making the credential report after two minutes',
        facts: ['last-used', 'root', 'console-passwords'],
      },
    ]);
  });

  it('that somebody else had made is used when ours was refused', async () => {
    const { credentialReport } = await read({ requestCredentialReport: denied });
    expect(credentialReport).toMatchObject({ status: 'complete', gaps: [] });
  });

  it.each`
    why                            | get                                      | missing
    ${'there is none'}             | ${'CredentialReportNotPresentException'} | ${'iam:GenerateCredentialReport'}
    ${'the last one is too old'}   | ${'CredentialReportExpiredException'}    | ${'iam:GenerateCredentialReport'}
    ${'reading it is refused too'} | ${'AccessDenied'}                        | ${'iam:GetCredentialReport'}
  `(
    'is a gap when it may not be made and $why',
    async ({ get, missing }: { get: string; missing: string }) => {
      const { credentialReport, credentialReportAt } = await read({
        requestCredentialReport: denied,
        credentialReport: () => Promise.reject(sdkError(get)),
      });
      expect(credentialReport).toMatchObject({ status: 'unread', items: [], gaps: [{ missing }] });
      expect(credentialReportAt).toBeUndefined();
    },
  );
});
