import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LastUse } from '../../../lib/core/model/credential.ts';
import { laterUse } from '../../../lib/sources/iam/last-use.ts';
import {
  aGap,
  aKey,
  aRow,
  aUser,
  credential,
  keyId,
  keys,
  part,
  REPORT_AT,
  ROOT_ARN,
  reasons,
  report,
  slot,
  snapshotOf,
  TAKEN_AT,
  userArn,
  users,
} from '../files/export-builder.ts';

const USED = '2026-11-01T08:00:00+00:00';
const LATER = '2026-11-21T09:15:00+00:00';
const NOW_CREATED = '2026-11-22T02:30:00+00:00';
const used = (at: string) => ({ LastUsedDate: at, ServiceName: 's3', Region: 'eu-west-1' });
const NEVER = { ServiceName: 'N/A', Region: 'N/A' };

function lastUse(key: Record<string, unknown>, row: Record<string, unknown>): LastUse | undefined {
  const snapshot = snapshotOf({
    authorization: users(aUser('ann')),
    accessKeys: keys(aKey('ann', 1, key)),
    credentialReport: report(aRow('ann', row)),
  });
  return credential(snapshot, keyId(1))?.lastUsed;
}

describe('the last use of an access key', () => {
  it.each`
    why                                                        | key                                                                          | row                                                  | state        | at
    ${'AWS names a use'}                                       | ${{ AccessKeyLastUsed: used(USED) }}                                         | ${{}}                                                | ${'used'}    | ${USED}
    ${'the whole answer of GetAccessKeyLastUsed is taken too'} | ${{ AccessKeyLastUsed: { UserName: 'ann', AccessKeyLastUsed: used(USED) } }} | ${{}}                                                | ${'used'}    | ${USED}
    ${'AWS says that it was never used'}                       | ${{ AccessKeyLastUsed: NEVER }}                                              | ${{}}                                                | ${'never'}   | ${undefined}
    ${'AWS says N/A as date'}                                  | ${{ AccessKeyLastUsed: { LastUsedDate: 'N/A' } }}                            | ${{}}                                                | ${'never'}   | ${undefined}
    ${'AWS’s empty date came as null'}                         | ${{ AccessKeyLastUsed: { LastUsedDate: null, ...NEVER } }}                   | ${{}}                                                | ${'never'}   | ${undefined}
    ${'an empty answer is no "never"'}                         | ${{ AccessKeyLastUsed: {} }}                                                 | ${{}}                                                | ${'unknown'} | ${undefined}
    ${'a service without a date is no "never"'}                | ${{ AccessKeyLastUsed: { ServiceName: 's3', Region: 'eu-west-1' } }}         | ${{}}                                                | ${'unknown'} | ${undefined}
    ${'a service with a null date is no "never"'}              | ${{ AccessKeyLastUsed: { LastUsedDate: null, ServiceName: 's3' } }}          | ${{}}                                                | ${'unknown'} | ${undefined}
    ${'nothing tells'}                                         | ${{}}                                                                        | ${{}}                                                | ${'unknown'} | ${undefined}
    ${'the report names a use'}                                | ${{}}                                                                        | ${slot(1, { used: USED })}                           | ${'used'}    | ${USED}
    ${'the report says N/A of a key older than it'}            | ${{}}                                                                        | ${slot(2)}                                           | ${'never'}   | ${undefined}
    ${'the report has no information'}                         | ${{}}                                                                        | ${slot(1, { used: 'no_information' })}               | ${'unknown'} | ${undefined}
    ${'the report tells of another key'}                       | ${{}}                                                                        | ${slot(1, { rotated: '2026-01-01T10:00:01+00:00' })} | ${'unknown'} | ${undefined}
    ${'a key newer than the report is not never used'}         | ${{ CreateDate: NOW_CREATED }}                                               | ${slot(1, { rotated: NOW_CREATED })}                 | ${'unknown'} | ${undefined}
    ${'the report is later'}                                   | ${{ AccessKeyLastUsed: used(USED) }}                                         | ${slot(1, { used: LATER })}                          | ${'used'}    | ${LATER}
    ${'the report is earlier'}                                 | ${{ AccessKeyLastUsed: used(LATER) }}                                        | ${slot(1, { used: USED })}                           | ${'used'}    | ${LATER}
    ${'a use beats "never"'}                                   | ${{ AccessKeyLastUsed: NEVER }}                                              | ${slot(1, { used: USED })}                           | ${'used'}    | ${USED}
    ${'two keys of one second that agree'}                     | ${{}}                                                                        | ${{ ...slot(1), ...slot(2) }}                        | ${'never'}   | ${undefined}
    ${'two keys of one second that differ'}                    | ${{}}                                                                        | ${{ ...slot(1), ...slot(2, { used: USED }) }}        | ${'unknown'} | ${undefined}
  `('$why: $state', ({ key, row, state, at }) => {
    expect(lastUse(key, row)).toMatchObject({
      state,
      ...(at === undefined ? {} : { at: new Date(at).toISOString() }),
    });
  });

  it('is known up to the moment at which its source was made', () => {
    expect(lastUse({ AccessKeyLastUsed: NEVER }, {})).toEqual({ state: 'never', asOf: TAKEN_AT });
    expect(lastUse({}, slot(1))).toEqual({ state: 'never', asOf: REPORT_AT });
  });

  it('is not taken from a report whose age nobody knows, for a key of the last four hours', () => {
    const snapshot = snapshotOf(
      {
        authorization: users(aUser('ann')),
        accessKeys: part('access-keys.json', [aKey('ann', 1, { CreateDate: '2026-11-22T00:00:00Z' })]),
        credentialReport: part('credential-report.csv', [
          aRow('ann', slot(1, { rotated: '2026-11-22T00:00:00Z' })),
        ]),
      },
      { credentialReportAt: undefined as never },
    );
    expect(credential(snapshot, keyId(1))?.lastUsed).toEqual({
      state: 'unknown',
      missing: 'access-keys.json',
    });
  });

  it('is unknown when two listed keys share the second of the one in the report', () => {
    const snapshot = snapshotOf({
      authorization: users(aUser('ann')),
      accessKeys: keys(aKey('ann', 1), aKey('ann', 2)),
      credentialReport: report(aRow('ann', slot(1, { used: USED }))),
    });
    expect(snapshot.credentials.slice(0, 2).map(({ lastUsed }) => lastUsed.state)).toEqual([
      'unknown',
      'unknown',
    ]);
  });

  it('is a gap, and unknown, when it is no object', () => {
    const snapshot = snapshotOf({
      authorization: users(aUser('ann')),
      accessKeys: keys(aKey('ann', 1, { AccessKeyLastUsed: null })),
    });
    expect(reasons(snapshot)).toContain(
      'iam:ListAccessKeys: [0].AccessKeyLastUsed: expected object, got null',
    );
    expect(credential(snapshot, keyId(1))).toBeUndefined();
  });
});

const anyUse: fc.Arbitrary<LastUse> = fc.oneof(
  fc.record({
    state: fc.constant('used' as const),
    at: fc.constantFrom(USED, LATER),
    asOf: fc.constantFrom(REPORT_AT, TAKEN_AT),
  }),
  fc.record({ state: fc.constant('never' as const), asOf: fc.constantFrom(REPORT_AT, TAKEN_AT) }),
  fc.record({ state: fc.constant('unknown' as const), missing: fc.constant('iam:GetAccessKeyLastUsed') }),
);

it('what two sources say does not depend on which is asked first, and never loses a use', () => {
  fc.assert(
    fc.property(anyUse, anyUse, (a, b) => {
      const joined = laterUse(a, b);
      expect(laterUse(b, a)).toEqual(joined);
      if (a.state === 'used' || b.state === 'used') expect(joined.state).toBe('used');
      if (joined.state === 'unknown') expect([a.state, b.state]).toEqual(['unknown', 'unknown']);
    }),
  );
});

describe('keys that only the report shows', () => {
  const row = aRow('ann', slot(1, { used: USED }));
  const pseudo = `${userArn('ann')}#access-key-1`;

  it('are taken from it when the list was not read', () => {
    const accessKeys = part('iam:ListAccessKeys', [], {
      status: 'unread',
      gaps: [aGap('iam:ListAccessKeys')],
    });
    const snapshot = snapshotOf({
      authorization: users(aUser('ann', { Tags: [{ Key: 'owner', Value: 'x' }] })),
      credentialReport: report(row),
      accessKeys,
    });
    expect(credential(snapshot, pseudo)).toMatchObject({
      kind: 'access-key',
      status: 'Active',
      userName: 'ann',
      principal: userArn('ann'),
      tags: { owner: 'x' },
      createdAt: '2026-01-01T10:00:00.000Z',
    });
    expect(snapshot.gaps).toHaveLength(1);
  });

  it('are Inactive when the report says so', () => {
    const accessKeys = part('iam:ListAccessKeys', [], {
      status: 'unread',
      gaps: [aGap('iam:ListAccessKeys')],
    });
    const snapshot = snapshotOf({
      credentialReport: report(aRow('ann', slot(2, { active: 'false' }))),
      accessKeys,
    });
    expect(credential(snapshot, `${userArn('ann')}#access-key-2`)).toMatchObject({ status: 'Inactive' });
  });

  it('were deleted since, when AWS listed the keys of every user', () => {
    const snapshot = snapshotOf({
      authorization: users(aUser('ann')),
      credentialReport: report(row),
      accessKeys: keys(),
    });
    expect(credential(snapshot, pseudo)).toBeUndefined();
    expect(snapshot.gaps).toEqual([]);
  });

  it.each`
    why                                  | subject           | found
    ${'the gap is of this user'}         | ${userArn('ann')} | ${true}
    ${'the gap is of the whole account'} | ${undefined}      | ${true}
    ${'the gap is of somebody else'}     | ${userArn('bob')} | ${false}
  `('in a list that was read in part: $why', ({ subject, found }) => {
    const gap = aGap('iam:ListAccessKeys', {
      facts: ['access-keys'],
      scope: { account: '111122223333', ...(subject ? { subject } : {}) },
    });
    const accessKeys = part('iam:ListAccessKeys', [], { status: 'partial', gaps: [gap] });
    const snapshot = snapshotOf({
      authorization: users(aUser('ann')),
      credentialReport: report(row),
      accessKeys,
    });
    expect(credential(snapshot, pseudo) !== undefined).toBe(found);
  });

  it('are a gap when a file names no key of their user: it may be of other users only', () => {
    const accessKeys = part('access-keys.json', [aKey('bob', 1)]);
    const snapshot = snapshotOf({
      authorization: users(aUser('ann'), aUser('bob')),
      credentialReport: report(row, aRow('bob', slot(1))),
      accessKeys,
    });
    expect(credential(snapshot, pseudo)).toBeDefined();
    expect(snapshot.gaps).toMatchObject([
      { missing: 'access-keys.json', facts: ['access-keys'], scope: { subject: userArn('ann') } },
    ]);
  });

  it('can not be ruled out from a file alone', () => {
    const snapshot = snapshotOf({
      authorization: users(aUser('ann'), aUser('bob')),
      accessKeys: part('access-keys.json', [aKey('bob', 1)]),
      credentialReport: part('credential-report.csv', [], {
        status: 'unread',
        gaps: [aGap('credential-report.csv')],
      }),
    });
    expect(snapshot.gaps).toMatchObject([
      { missing: 'credential-report.csv' },
      { missing: 'credential-report.csv', facts: ['access-keys'] },
    ]);
  });

  it("are root's always: no API lists them", () => {
    const root = { ...aRow('<root_account>', { mfa_active: 'true' }), ...slot(2, { used: USED }) };
    const snapshot = snapshotOf({ credentialReport: part('iam:GetCredentialReport', [root]) });
    expect(credential(snapshot, `${ROOT_ARN}#access-key-2`)).toMatchObject({
      principal: ROOT_ARN,
      userName: '<root>',
      status: 'Active',
      lastUsed: { state: 'used' },
    });
    expect(snapshot.principals).toEqual([{ type: 'root', arn: ROOT_ARN, mfa: 'yes' }]);
  });
});

describe('access keys of the list', () => {
  it('belong to the user of that name, wherever it stands', () => {
    const arn = 'arn:aws:iam::111122223333:user/team/x/ann';
    const snapshot = snapshotOf({
      authorization: users(aUser('ann', { Arn: arn, Path: '/team/x/' })),
      accessKeys: keys(aKey('ann', 1)),
    });
    expect(credential(snapshot, keyId(1))?.principal).toBe(arn);
  });

  it('of a user that the details do not have are kept, and a gap', () => {
    const snapshot = snapshotOf({ accessKeys: keys(aKey('ghost', 1)) });
    expect(credential(snapshot, keyId(1))).toMatchObject({ principal: userArn('ghost'), tags: {} });
    expect(snapshot.gaps).toMatchObject([
      { scope: { subject: keyId(1) }, missing: 'iam:GetAccountAuthorizationDetails' },
    ]);
  });

  it('are used once when they stand twice, and it is a gap when the two differ', () => {
    const same = snapshotOf({
      authorization: users(aUser('ann')),
      accessKeys: keys(aKey('ann', 1), aKey('ann', 1)),
    });
    expect(same.credentials.filter(({ id }) => id === keyId(1))).toHaveLength(1);
    expect(same.gaps).toEqual([]);
    const other = snapshotOf({
      authorization: users(aUser('ann')),
      accessKeys: keys(aKey('ann', 1), aKey('ann', 1, { Status: 'Inactive' })),
    });
    expect(credential(other, keyId(1))).toMatchObject({ status: 'Active' });
    expect(other.gaps).toMatchObject([{ scope: { subject: keyId(1) }, badInput: true }]);
  });

  it.each`
    field            | value         | expected
    ${'CreateDate'}  | ${17}         | ${'[0].CreateDate: expected a date, got number'}
    ${'CreateDate'}  | ${'tomorrow'} | ${'[0].CreateDate: expected a date, got string'}
    ${'Status'}      | ${'on'}       | ${'[0].Status: expected Active or Inactive or Expired, got string'}
    ${'AccessKeyId'} | ${'AKIA'}     | ${'[0].AccessKeyId: expected an access key id, got string'}
    ${'UserName'}    | ${undefined}  | ${'[0].UserName: expected text, got nothing'}
  `('with a wrong $field are a gap that names the place', ({ field, value, expected }) => {
    const accessKeys = part('access-keys.json', [aKey('ann', 1, { [field]: value }), aKey('ann', 2)]);
    const snapshot = snapshotOf({ authorization: users(aUser('ann')), accessKeys });
    expect(snapshot.gaps).toMatchObject([{ reason: `access-keys.json: ${expected}`, badInput: true }]);
    expect(credential(snapshot, keyId(2))).toBeDefined();
  });

  it.each(['wJalrXUtnFEMI/K7MDENG/bPxRfiCYCANARYKEY1', 'wJalrXUtnFEMIaK7MDENGabPxRfiCYCANARYKEY1'])(
    'with a secret where the id should be never show it',
    (secret) => {
      const accessKeys = part('access-keys.json', [aKey('ann', 1, { AccessKeyId: secret }), aKey('ann', 2)]);
      const snapshot = snapshotOf({ authorization: users(aUser('ann')), accessKeys });
      expect(snapshot.gaps).toMatchObject([
        {
          reason: 'access-keys.json: [0].AccessKeyId: expected an access key id, got string',
          badInput: true,
        },
      ]);
      expect(JSON.stringify(snapshot)).not.toContain(secret);
    },
  );
});
