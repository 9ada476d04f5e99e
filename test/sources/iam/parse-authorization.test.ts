import { describe, expect, it } from 'vitest';
import type { Role, User } from '../../../lib/core/model/principal.ts';
import type { Snapshot } from '../../../lib/core/model/snapshot.ts';
import {
  aGroup,
  aRole,
  aUser,
  credential,
  details,
  part,
  reasons,
  snapshotOf,
  TAKEN_AT,
  userArn,
  users,
} from '../files/export-builder.ts';

const ORIGIN = 'account-authorization-details.json';
const DOCUMENT = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] };
const MANAGED = 'arn:aws:iam::111122223333:policy/reader';
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';

function managed(fields: Record<string, unknown> = {}) {
  return {
    Arn: MANAGED,
    PolicyName: 'reader',
    DefaultVersionId: 'v2',
    PolicyVersionList: [
      { VersionId: 'v1', IsDefaultVersion: false, Document: { Statement: [] } },
      { VersionId: 'v2', IsDefaultVersion: true, Document: DOCUMENT },
    ],
    ...fields,
  };
}

function user(snapshot: Snapshot, name = 'ann'): User {
  return snapshot.principals.find((principal) => principal.arn === userArn(name)) as User;
}

function read(...pages: readonly unknown[]): Snapshot {
  return snapshotOf({ authorization: part(ORIGIN, pages) });
}

const attached = (arn: string) => [{ PolicyName: 'x', PolicyArn: arn }];

describe('policies', () => {
  it.each`
    why                        | document
    ${'an object (the CLI)'}   | ${DOCUMENT}
    ${'URL-encoded (the API)'} | ${encodeURIComponent(JSON.stringify(DOCUMENT))}
    ${'JSON text'}             | ${JSON.stringify(DOCUMENT)}
  `('are read from $why', ({ document }) => {
    const snapshot = read(
      details({
        UserDetailList: [aUser('ann', { UserPolicyList: [{ PolicyName: 'own', PolicyDocument: document }] })],
      }),
    );
    expect(user(snapshot).policies).toEqual([{ name: 'own', document: DOCUMENT }]);
  });

  it('keep a percent sign that stands in plain JSON', () => {
    const document = JSON.stringify({ Statement: [{ Sid: '100%25' }] });
    const snapshot = read(
      details({
        UserDetailList: [aUser('ann', { UserPolicyList: [{ PolicyName: 'own', PolicyDocument: document }] })],
      }),
    );
    expect(user(snapshot).policies[0]?.document).toEqual({ Statement: [{ Sid: '100%25' }] });
  });

  it.each(['{"Statement": secret-canary', '%E0%A4%A', '[]', '"x"', 17, null, undefined])(
    'that are %j are null and a gap of their principal',
    (document) => {
      const snapshot = read(
        details({
          UserDetailList: [
            aUser('ann', { UserPolicyList: [{ PolicyName: 'own', PolicyDocument: document }] }),
          ],
        }),
      );
      expect(user(snapshot).policies).toEqual([{ name: 'own', document: null }]);
      expect(snapshot.gaps).toMatchObject([
        { scope: { subject: userArn('ann') }, facts: ['policies'], badInput: true },
      ]);
      expect(JSON.stringify(snapshot.gaps)).not.toContain('canary');
    },
  );

  it('that are attached take the document of their default version, also from another page', () => {
    const snapshot = read(
      details({ UserDetailList: [aUser('ann', { AttachedManagedPolicies: attached(MANAGED) })] }),
      details({ Policies: [managed()] }),
    );
    expect(user(snapshot).policies).toEqual([{ name: 'reader', arn: MANAGED, document: DOCUMENT }]);
    expect(snapshot.gaps).toEqual([]);
  });

  it('that are attached and not in the export are null and a gap', () => {
    const snapshot = read(
      details({ UserDetailList: [aUser('ann', { AttachedManagedPolicies: attached(MANAGED) })] }),
    );
    expect(user(snapshot).policies).toEqual([{ name: 'reader', arn: MANAGED, document: null }]);
    expect(snapshot.gaps).toMatchObject([
      { scope: { subject: userArn('ann') }, missing: ORIGIN, facts: ['policies'] },
    ]);
  });

  it.each([ADMINISTRATOR, ADMINISTRATOR.replace('aws', 'aws-cn')])(
    '%s is known without its document',
    (arn) => {
      const snapshot = read(
        details({ UserDetailList: [aUser('ann', { AttachedManagedPolicies: attached(arn) })] }),
      );
      expect(user(snapshot).policies[0]?.document).toMatchObject({
        Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
      });
      expect(snapshot.gaps).toEqual([]);
    },
  );

  it("a customer's policy of that name is not", () => {
    const arn = 'arn:aws:iam::111122223333:policy/AdministratorAccess';
    const snapshot = read(
      details({ UserDetailList: [aUser('ann', { AttachedManagedPolicies: attached(arn) })] }),
    );
    expect(user(snapshot).policies[0]?.document).toBeNull();
  });

  it('that bound a user are resolved alike', () => {
    const bounded = aUser('ann', {
      PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: MANAGED },
    });
    expect(
      user(read(details({ UserDetailList: [bounded], Policies: [managed()] }))).boundary?.document,
    ).toEqual(DOCUMENT);
    const unread = read(details({ UserDetailList: [bounded] }));
    expect(user(unread).boundary).toEqual({ name: 'reader', arn: MANAGED, document: null });
    expect(unread.gaps).toHaveLength(1);
  });

  it('of a group that can not be read are a gap of each member', () => {
    const snapshot = read(
      details({
        UserDetailList: [
          aUser('ann', { GroupList: ['ops'] }),
          aUser('bob', { GroupList: ['lost'] }),
          aUser('cy'),
        ],
        GroupDetailList: [aGroup('ops', { AttachedManagedPolicies: attached(MANAGED) })],
      }),
    );
    expect(snapshot.groups).toMatchObject([{ name: 'ops', policies: [{ arn: MANAGED, document: null }] }]);
    expect(snapshot.gaps.map(({ scope }) => scope.subject)).toEqual([userArn('ann'), userArn('bob')]);
  });
});

describe('roles', () => {
  const role = (fields: Record<string, unknown>) => read(details({ RoleDetailList: [aRole('r', fields)] }));
  const only = (snapshot: Snapshot) => snapshot.principals.find(({ type }) => type === 'role') as Role;

  it.each`
    why                                        | field                                                                 | lastUsed
    ${'used'}                                  | ${{ LastUsedDate: '2026-11-01T08:00:00+00:00', Region: 'eu-west-1' }} | ${{ state: 'used', at: '2026-11-01T08:00:00.000Z', region: 'eu-west-1', asOf: TAKEN_AT }}
    ${'an empty RoleLastUsed is never'}        | ${{}}                                                                 | ${{ state: 'never', asOf: TAKEN_AT }}
    ${'an absent RoleLastUsed is not "never"'} | ${undefined}                                                          | ${{ state: 'unknown', missing: ORIGIN }}
  `('$why', ({ field, lastUsed }) => {
    const snapshot = role({ RoleLastUsed: field });
    expect(only(snapshot).lastUsed).toEqual(lastUsed);
    expect(credential(snapshot, only(snapshot).arn)).toMatchObject({ kind: 'role-session', lastUsed });
  });

  it('of services and of Identity Center are told apart', () => {
    const linked = role({ Path: '/aws-service-role/x.amazonaws.com/' });
    expect(linked.credentials[0]).toMatchObject({ serviceLinked: true, identityCenter: false });
    const sso = role({ Path: '/aws-reserved/sso.amazonaws.com/eu-west-1/' });
    expect(sso.credentials[0]).toMatchObject({ serviceLinked: false, identityCenter: true });
  });

  it('of services make no gap of a policy document that is not there', () => {
    const AttachedManagedPolicies = attached('arn:aws:iam::aws:policy/aws-service-role/X');
    expect(role({ Path: '/aws-service-role/x.amazonaws.com/', AttachedManagedPolicies }).gaps).toEqual([]);
    expect(role({ AttachedManagedPolicies }).gaps).toHaveLength(1);
  });

  it('with a trust policy that is no JSON are kept without it, and a gap', () => {
    const snapshot = role({ AssumeRolePolicyDocument: 'not JSON' });
    expect(only(snapshot).trust).toBeNull();
    expect(snapshot.gaps).toMatchObject([{ facts: ['roles'], badInput: true }]);
  });
});

describe('what does not fit', () => {
  it('is named by its place, and the rest is used', () => {
    const snapshot = read(details({ UserDetailList: [aUser('ann'), aUser('bob', { CreateDate: 17 }), 'x'] }));
    expect(reasons(snapshot)).toEqual([
      `${ORIGIN}: UserDetailList[1].CreateDate: expected a date, got number`,
      `${ORIGIN}: UserDetailList[2]: expected object, got string`,
    ]);
    expect(snapshot.gaps).toMatchObject([
      { badInput: true, scope: { subject: userArn('bob') } },
      { badInput: true },
    ]);
    expect(user(snapshot)).toBeDefined();
  });

  it('is named with its page where there are several', () => {
    const snapshot = read(details(), details({ RoleDetailList: {} }));
    expect(reasons(snapshot)).toEqual([`${ORIGIN}: [1].RoleDetailList: expected array, got object`]);
  });

  it('is a list that no page has: it was not asked for', () => {
    const { RoleDetailList: _, ...without } = details();
    expect(read(without).gaps).toMatchObject([
      { reason: `${ORIGIN}: RoleDetailList: expected array, got nothing`, facts: ['roles', 'policies'] },
    ]);
  });

  it('is a user that stands twice and differs; the same one twice is one', () => {
    expect(read(details({ UserDetailList: [aUser('ann'), aUser('ann')] })).gaps).toEqual([]);
    const snapshot = read(details({ UserDetailList: [aUser('ann'), aUser('ann', { Path: '/x/' })] }));
    expect(snapshot.principals.filter(({ type }) => type === 'user')).toMatchObject([{ path: '/' }]);
    expect(snapshot.gaps).toMatchObject([{ scope: { subject: userArn('ann') }, badInput: true }]);
  });

  it('never forges a line: names with line breaks stay in theirs', () => {
    const Arn = 'arn:aws:iam::111122223333:user/a\n\u001b[31mfake';
    const snapshot = snapshotOf({ authorization: users(aUser('a', { Arn, CreateDate: 3, Tags: [] })) });
    expect(reasons(snapshot).join('')).not.toMatch(/[\n\u001b]/);
  });

  it('is not a tag named like an object’s insides', () => {
    const snapshot = read(
      details({
        UserDetailList: [
          aUser('ann', {
            Tags: [
              { Key: '__proto__', Value: 'x' },
              { Key: 'owner', Value: 'y' },
            ],
          }),
        ],
      }),
    );
    expect(Object.entries(user(snapshot).tags)).toEqual([
      ['__proto__', 'x'],
      ['owner', 'y'],
    ]);
  });
});
