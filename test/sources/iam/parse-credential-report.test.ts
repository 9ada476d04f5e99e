import { describe, expect, it } from 'vitest';
import {
  aGap,
  aRow,
  aUser,
  credential,
  part,
  REPORT_AT,
  ROOT_ARN,
  ROOT_ROW,
  reasons,
  report,
  slot,
  snapshotOf,
  userArn,
  users,
} from '../files/export-builder.ts';

const LOGIN = `${userArn('ann')}#login-profile`;

describe('console passwords', () => {
  it.each`
    why                                        | enabled    | used                           | lastUsed
    ${'a date is a use'}                       | ${'true'}  | ${'2026-11-01T08:00:00+00:00'} | ${{ state: 'used', at: '2026-11-01T08:00:00.000Z', asOf: REPORT_AT }}
    ${'no_information is never'}               | ${'TRUE'}  | ${'no_information'}            | ${{ state: 'never', asOf: REPORT_AT }}
    ${'N/A of an enabled password is unknown'} | ${'true'}  | ${'N/A'}                       | ${{ state: 'unknown', missing: 'iam:GetCredentialReport' }}
    ${'a disabled one is no credential'}       | ${'false'} | ${'N/A'}                       | ${undefined}
  `('$why', ({ enabled, used, lastUsed }) => {
    const row = aRow('ann', { password_enabled: enabled, password_last_used: used, mfa_active: 'true' });
    const snapshot = snapshotOf({ authorization: users(aUser('ann')), credentialReport: report(row) });
    expect(credential(snapshot, LOGIN)?.lastUsed).toEqual(lastUsed);
    if (lastUsed !== undefined)
      expect(credential(snapshot, LOGIN)).toMatchObject({ status: 'Active', mfa: 'yes', userName: 'ann' });
  });

  it('of a user deleted since the report are gone; where users were not read they are kept', () => {
    const row = aRow('ann', { password_enabled: 'true', password_last_used: 'no_information' });
    expect(credential(snapshotOf({ credentialReport: report(row) }), LOGIN)).toBeUndefined();
    const unread = part('iam:GetAccountAuthorizationDetails', [], { status: 'unread', gaps: [aGap('x')] });
    expect(
      credential(snapshotOf({ authorization: unread, credentialReport: report(row) }), LOGIN),
    ).toBeDefined();
  });
});

describe('a report that is not whole', () => {
  it('without root tells nothing of root', () => {
    const snapshot = snapshotOf({ credentialReport: part('credential-report.csv', [aRow('ann')]) });
    expect(snapshot.principals).toEqual([]);
    expect(snapshot.gaps).toMatchObject([
      { facts: ['root'], reason: 'credential-report.csv: expected a row <root_account>, got none' },
    ]);
  });

  it('without a user older than it is a gap of that user; a newer user is not missed', () => {
    const snapshot = snapshotOf({
      authorization: users(aUser('old'), aUser('new', { CreateDate: '2026-11-22T02:30:00Z' })),
      credentialReport: report(),
    });
    expect(snapshot.gaps).toMatchObject([
      { scope: { subject: userArn('old') }, facts: ['last-used', 'console-passwords'] },
    ]);
  });

  it.each`
    column                           | value        | expected
    ${'access_key_1_last_used_date'} | ${'soon'}    | ${'a date, N/A, no_information or not_supported, got string'}
    ${'mfa_active'}                  | ${'perhaps'} | ${'TRUE or FALSE, got string'}
    ${'arn'}                         | ${'ann'}     | ${'an ARN of iam, got string'}
  `('names the row of a wrong $column', ({ column, value, expected }) => {
    const rows = [ROOT_ROW, aRow('ann', { [column]: value })];
    const snapshot = snapshotOf({ credentialReport: part('credential-report.csv', rows) });
    expect(reasons(snapshot)).toEqual([`credential-report.csv: row 3.${column}: expected ${expected}`]);
  });

  it('does not make up root keys that are inactive without a date', () => {
    const root = aRow('<root_account>', slot(1, { active: 'false', rotated: 'N/A' }));
    const snapshot = snapshotOf({ credentialReport: part('iam:GetCredentialReport', [root]) });
    expect(snapshot.credentials).toEqual([]);
    expect(snapshot.principals).toMatchObject([{ arn: ROOT_ARN, mfa: 'no' }]);
  });
});
