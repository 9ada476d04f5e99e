import { expect, it } from 'vitest';
import { ownerlessCredential } from '../../../lib/core/detectors/trust.ownerless-credential/detector.ts';
import {
  aKey,
  aLogin,
  anApplicationCredential,
  aRootKey,
  aSecret,
  aSnapshot,
  aUser,
  evaluate,
  reasons,
  usedAgo,
  userArn,
  verdicts,
  withoutRoster,
} from './build.ts';
import { aCertificate, anSshKey, aServiceCredential } from './build-user-credentials.ts';

const quiet = usedAgo(40);

it.each`
  why                                                | credential                                                       | expected
  ${'a key whose owner is here passes'}              | ${aKey()}                                                        | ${['pass']}
  ${'a key of a team with somebody in it passes'}    | ${aKey({ tags: { team: 'payments' } })}                          | ${['pass']}
  ${'a key that nothing binds to anybody fails'}     | ${aKey({ tags: {}, lastUsed: quiet })}                           | ${['fail medium']}
  ${'a lead is not an owner'}                        | ${aKey({ tags: { owner: 'eve@example.com' }, lastUsed: quiet })} | ${['fail medium']}
  ${'a team that nobody is left in is not an owner'} | ${aKey({ tags: { team: 'legacy' }, lastUsed: quiet })}           | ${['fail medium']}
  ${'a leaver is not an owner'}                      | ${aKey({ tags: { owner: 'bob@example.com' }, lastUsed: quiet })} | ${['fail medium']}
  ${'an empty tag is no tag'}                        | ${aKey({ tags: { owner: ' ' }, lastUsed: quiet })}               | ${['fail medium']}
  ${'an inactive key passes'}                        | ${aKey({ tags: {}, status: 'Inactive' })}                        | ${['pass']}
  ${'a password without an owner fails as well'}     | ${aLogin({ tags: {}, lastUsed: quiet })}                         | ${['fail medium']}
  ${'an SSH key does'}                               | ${anSshKey({ tags: {} })}                                        | ${['fail medium']}
  ${'a certificate does'}                            | ${aCertificate({ tags: {} })}                                    | ${['fail medium']}
  ${'a key of one service does'}                     | ${aServiceCredential({ tags: {} })}                              | ${['fail medium']}
  ${'one whose user has an owner passes'}            | ${aServiceCredential()}                                          | ${['pass']}
  ${'an inactive one passes'}                        | ${anSshKey({ tags: {}, status: 'Inactive' })}                    | ${['pass']}
  ${"an application's is low"}                       | ${anApplicationCredential({ tags: {} })}                         | ${['fail low']}
  ${'one that was switched off passes'}              | ${anApplicationCredential({ tags: {}, status: 'Inactive' })}     | ${['pass']}
  ${'one whose owner is here passes'}                | ${anApplicationCredential()}                                     | ${['pass']}
  ${'one whose tags are not known is not judged'}    | ${anApplicationCredential({ tags: {}, tagsUnread: true })}       | ${[]}
  ${"root's key is left to its own detector"}        | ${aRootKey()}                                                    | ${[]}
  ${'a secret whose owner is here passes'}           | ${aSecret()}                                                     | ${['pass']}
  ${'a secret without an owner is low'}              | ${aSecret({ tags: {}, lastUsed: quiet })}                        | ${['fail low']}
  ${'one that is in use is medium'}                  | ${aSecret({ tags: {} })}                                         | ${['fail medium']}
  ${'a replica passes'}                              | ${aSecret({ tags: {}, primaryRegion: 'us-east-1' })}             | ${['pass']}
  ${'a secret of an AWS service passes'}             | ${aSecret({ tags: {}, owningService: 'rds' })}                   | ${['pass']}
  ${'a secret scheduled for deletion passes'}        | ${aSecret({ tags: {}, status: 'Inactive' })}                     | ${['pass']}
`('$why', ({ credential, expected }) => {
  expect(verdicts(ownerlessCredential, aSnapshot({ credentials: [credential] }))).toEqual(expected);
});

it.each`
  why                                                 | credential                                         | expected
  ${'a tag that no roster confirms is not a verdict'} | ${aKey()}                                          | ${'unknown --roster'}
  ${"nor is an application's"}                        | ${anApplicationCredential()}                       | ${'unknown --roster'}
  ${'nor is that of the user of a password'}          | ${aLogin()}                                        | ${'unknown --roster'}
  ${"nor is a secret's"}                              | ${aSecret()}                                       | ${'unknown --roster'}
  ${'nor is a user that is named like an e-mail'}     | ${aKey({ userName: 'ana@example.com', tags: {} })} | ${'unknown --roster'}
  ${'what names nobody at all fails all the same'}    | ${aKey({ tags: {} })}                              | ${'fail medium'}
`('without a roster $why', ({ credential, expected }) => {
  const principals = [aUser(), aUser({ name: 'ana@example.com', arn: userArn('ana@example.com') })];
  expect(verdicts(ownerlessCredential, withoutRoster({ credentials: [credential], principals }))).toEqual([
    expected,
  ]);
});

it('does not judge a key whose user was not read', () => {
  const snapshot = aSnapshot({ credentials: [aKey({ tags: {} })], principals: [] });
  expect(verdicts(ownerlessCredential, snapshot)).toEqual(['unknown iam:GetAccountAuthorizationDetails']);
});

it('names the leads', () => {
  const snapshot = aSnapshot({
    credentials: [aKey({ tags: { owner: 'eve@example.com' }, lastUsed: quiet })],
  });
  expect(reasons(ownerlessCredential, snapshot)).toEqual([
    'the roster does not know eve@example.com, whom its tags name',
  ]);
  expect(evaluate(ownerlessCredential, snapshot)).toMatchObject([
    {
      evidence: { leads: [{ name: 'eve@example.com', evidence: 'tag owner on user ci, not in the roster' }] },
    },
  ]);
});
