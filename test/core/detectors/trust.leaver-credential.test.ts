import { expect, it } from 'vitest';
import { leaverCredential } from '../../../lib/core/detectors/trust.leaver-credential/detector.ts';
import {
  ADMIN,
  ANA,
  ago,
  aKey,
  aLogin,
  anApplicationCredential,
  aSecret,
  aSnapshot,
  aUser,
  BOB,
  NEVER,
  ROOT,
  reasons,
  usedAgo,
  verdicts,
  withoutRoster,
} from './build.ts';
import { aCertificate, anSshKey, aServiceCredential } from './build-user-credentials.ts';

const bobs = { tags: { owner: 'bob@example.com' } };
const login = (facts = {}) => aLogin({ ...bobs, lastUsed: usedAgo(60), ...facts });
const application = (facts = {}) => anApplicationCredential({ ...bobs, ...facts });
const unread = { tags: {}, tagsUnread: true } as const;

it.each`
  why                                                | credential                                                                         | expected
  ${'a password of somebody who is here passes'}     | ${aLogin()}                                                                        | ${['pass']}
  ${"a leaver's silent password is high"}            | ${login()}                                                                         | ${['fail high']}
  ${'one used since is critical'}                    | ${login({ lastUsed: usedAgo(1) })}                                                 | ${['fail critical']}
  ${'one that was never used is high'}               | ${login({ lastUsed: NEVER })}                                                      | ${['fail high']}
  ${'an inactive one weighs less'}                   | ${login({ status: 'Inactive' })}                                                   | ${['fail low']}
  ${'a user named by its first part is one as well'} | ${login({ userName: 'bob', tags: {} })}                                            | ${['fail high']}
  ${"a leaver's SSH key is high"}                    | ${anSshKey(bobs)}                                                                  | ${['fail high']}
  ${'a certificate is'}                              | ${aCertificate(bobs)}                                                              | ${['fail high']}
  ${'a key of one service is'}                       | ${aServiceCredential(bobs)}                                                        | ${['fail high']}
  ${'an inactive SSH key weighs less'}               | ${anSshKey({ ...bobs, status: 'Inactive' })}                                       | ${['fail low']}
  ${"an application's credential is medium"}         | ${application()}                                                                   | ${['fail medium']}
  ${'one that was switched off passes'}              | ${application({ status: 'Inactive' })}                                             | ${['pass']}
  ${'a contact who left passes beside an owner'}     | ${application({ tags: { owner: 'ana@example.com', contact: 'bob@example.com' } })} | ${['pass']}
  ${'one that nobody answers for is another matter'} | ${application({ tags: {} })}                                                       | ${['pass']}
  ${'one whose tags are not known is not judged'}    | ${application(unread)}                                                             | ${[]}
  ${'access keys have a detector of their own'}      | ${aKey(bobs)}                                                                      | ${[]}
  ${'secrets are no identity of anybody'}            | ${aSecret(bobs)}                                                                   | ${[]}
  ${"root's password is another matter"}             | ${login({ principal: ROOT, id: `${ROOT}#login-profile` })}                         | ${[]}
`('$why', ({ credential, expected }) => {
  const principals = [aUser(), aUser({ name: 'bob' })];
  expect(verdicts(leaverCredential, aSnapshot({ credentials: [credential], principals }))).toEqual(expected);
});

it.each`
  why                                        | person                                  | expected
  ${'who leaves tomorrow is still here'}     | ${{ ...BOB, leftOn: ago(-1) }}          | ${'pass'}
  ${'who leaves this very moment has left'}  | ${{ ...BOB, leftOn: ago(0) }}           | ${'fail high'}
  ${'who left, nobody knows when, has left'} | ${{ email: BOB.email, status: 'left' }} | ${'fail high'}
`('$why', ({ person, expected }) => {
  const snapshot = aSnapshot({ credentials: [login()], roster: { people: [ANA, person] } });
  expect(verdicts(leaverCredential, snapshot)).toEqual([expected]);
});

it.each`
  why               | credential
  ${'of a user'}    | ${login()}
  ${'of a service'} | ${application()}
`('calls nobody a leaver without a roster: $why', ({ credential }) => {
  expect(verdicts(leaverCredential, withoutRoster({ credentials: [credential] }))).toEqual([
    'unknown --roster',
  ]);
});

it('does not pass what is of a user who was not read', () => {
  const credentials = [aLogin({ tags: {} }), anSshKey({ tags: {} })];
  expect(verdicts(leaverCredential, aSnapshot({ credentials, principals: [] }))).toEqual([
    'unknown iam:GetAccountAuthorizationDetails',
    'unknown iam:GetAccountAuthorizationDetails',
  ]);
});

it('says that use since is not known, and counts what the user may do', () => {
  const principals = [aUser({ policies: [ADMIN] })];
  expect(reasons(leaverCredential, aSnapshot({ credentials: [anSshKey(bobs)], principals }))).toEqual([
    'bob@example.com left on 2026-11-02, and it is active',
    'whether it was used since is not known',
    'administrator by policy AdministratorAccess',
  ]);
});

it('does not take use by an application for use by whoever left', () => {
  const credentials = [application({ lastUsed: usedAgo(1) })];
  expect(reasons(leaverCredential, aSnapshot({ credentials }))).toEqual([
    'bob@example.com, who answered for it, left on 2026-11-02',
    'in use',
  ]);
});
