import { expect, it } from 'vitest';
import { administratorCredential } from '../../../lib/core/detectors/iam.administrator-credential/detector.ts';
import {
  ADMIN,
  ADMIN_WITH_MFA,
  aKey,
  aRole,
  aRoleSession,
  aRootKey,
  aSnapshot,
  aUser,
  NOW,
  reasons,
  trusting,
  UNREAD_POLICY,
  usedAgo,
  verdicts,
} from './build.ts';

const IAM = 'iam:GetAccountAuthorizationDetails';
const quiet = { lastUsed: usedAgo(40) };

it.each`
  why                                           | user                                     | key                                       | expected
  ${'a key that may do little passes'}          | ${aUser()}                               | ${aKey()}                                 | ${'pass'}
  ${"an administrator's active key is high"}    | ${aUser({ policies: [ADMIN] })}          | ${aKey(quiet)}                            | ${'fail high'}
  ${'one that nobody answers for, in use, too'} | ${aUser({ policies: [ADMIN] })}          | ${aKey({ tags: {} })}                     | ${'fail critical'}
  ${'under conditions it weighs less'}          | ${aUser({ policies: [ADMIN_WITH_MFA] })} | ${aKey(quiet)}                            | ${'fail medium'}
  ${'inactive it weighs less'}                  | ${aUser({ policies: [ADMIN] })}          | ${aKey({ ...quiet, status: 'Inactive' })} | ${'fail low'}
  ${'an unread policy is not a verdict'}        | ${aUser({ policies: [UNREAD_POLICY] })}  | ${aKey()}                                 | ${`unknown ${IAM}`}
  ${'an unread group is not a verdict'}         | ${aUser({ groups: ['admins'] })}         | ${aKey()}                                 | ${`unknown ${IAM}`}
  ${'an unread user is not a verdict'}          | ${aUser({ name: 'another' })}            | ${aKey()}                                 | ${`unknown ${IAM}`}
`('$why', ({ user, key, expected }) => {
  expect(verdicts(administratorCredential, aSnapshot({ credentials: [key], principals: [user] }))).toEqual([
    expected,
  ]);
});

const admin = { policies: [ADMIN], ...quiet };
const ofTheOrganisation = {
  Statement: [
    {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { AWS: '*' },
      Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
    },
  ],
};
const sameAccount = 'arn:aws:iam::111122223333:root';

it.each`
  why                                         | role                                                                                                   | session                     | expected
  ${'a role that a service assumes fails'}    | ${aRole(admin)}                                                                                        | ${{}}                       | ${'fail medium'}
  ${'a role of another account fails'}        | ${aRole({ ...admin, trust: trusting({ AWS: '999988887777' }) })}                                       | ${{}}                       | ${'fail medium'}
  ${'a role that anyone may assume is high'}  | ${aRole({ ...admin, trust: trusting('*') })}                                                           | ${{}}                       | ${'fail high'}
  ${'anyone on a condition weighs less'}      | ${aRole({ ...admin, trust: ofTheOrganisation })}                                                       | ${{}}                       | ${'fail medium'}
  ${'a role only for its own account passes'} | ${aRole({ ...admin, trust: trusting({ AWS: sameAccount }) })}                                          | ${{}}                       | ${'pass'}
  ${'a role for SAML people passes'}          | ${aRole({ ...admin, trust: trusting({ Federated: 'arn:aws:iam::111122223333:saml-provider/okta' }) })} | ${{}}                       | ${'pass'}
  ${'under conditions it weighs less'}        | ${aRole({ ...admin, policies: [ADMIN_WITH_MFA] })}                                                     | ${{}}                       | ${'fail low'}
  ${'a role that may do little passes'}       | ${aRole()}                                                                                             | ${{}}                       | ${'pass'}
  ${'a service-linked role passes'}           | ${aRole(admin)}                                                                                        | ${{ serviceLinked: true }}  | ${'pass'}
  ${"a role of Identity Center's passes"}     | ${aRole(admin)}                                                                                        | ${{ identityCenter: true }} | ${'pass'}
  ${'an unread trust is not a verdict'}       | ${aRole({ ...admin, trust: null })}                                                                    | ${{}}                       | ${`unknown ${IAM}`}
  ${'an unread policy is not a verdict'}      | ${aRole({ policies: [UNREAD_POLICY] })}                                                                | ${{}}                       | ${`unknown ${IAM}`}
`('$why', ({ role, session, expected }) => {
  const credentials = [aRoleSession(role, session)];
  expect(verdicts(administratorCredential, aSnapshot({ credentials, principals: [role] }))).toEqual([
    expected,
  ]);
});

it('names the policy, the group that brings it, and who may assume a role', () => {
  const user = aUser({ groups: ['admins'] });
  const role = aRole(admin);
  const snapshot = aSnapshot({
    credentials: [aKey(quiet), aRoleSession(role)],
    principals: [user, role],
    groups: [{ arn: 'arn:aws:iam::111122223333:group/admins', name: 'admins', policies: [ADMIN] }],
  });
  expect(reasons(administratorCredential, snapshot)).toEqual([
    'an active long-term key that is administrator by policy AdministratorAccess by group admins',
    'a role that is administrator by policy AdministratorAccess',
    'may be assumed by service lambda.amazonaws.com',
  ]);
});

it('does not say that anyone may assume a role when a condition decides', () => {
  const role = aRole({ ...admin, trust: ofTheOrganisation });
  expect(
    reasons(administratorCredential, aSnapshot({ credentials: [aRoleSession(role)], principals: [role] })),
  ).toContain('may be assumed by anyone (on condition of aws:principalorgid)');
});

it('is critical when it was exposed', () => {
  const snapshot = aSnapshot({
    credentials: [aKey()],
    principals: [aUser({ policies: [ADMIN] })],
    exposures: [{ credential: aKey().id, at: NOW, source: 'a scanner' }],
  });
  expect(verdicts(administratorCredential, snapshot)).toEqual(['fail critical']);
});

it('leaves root to its own detector', () => {
  expect(verdicts(administratorCredential, aSnapshot({ credentials: [aRootKey()] }))).toEqual([]);
});
