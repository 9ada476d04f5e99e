import { expect, it } from 'vitest';
import { leaverAccessKey } from '../../../lib/core/detectors/iam.leaver-access-key/detector.ts';
import {
  ADMIN,
  ANA,
  ago,
  aKey,
  aSnapshot,
  aUser,
  BOB,
  KEY,
  NEVER,
  reasons,
  UNREAD,
  usageOf,
  usedAgo,
  userArn,
  verdicts,
  withoutRoster,
} from './build.ts';

const bobs = (facts = {}) => aKey({ tags: { owner: 'bob@example.com' }, lastUsed: usedAgo(60), ...facts });

it.each`
  why                                                | key                                                | expected
  ${'a key of somebody who is here passes'}          | ${aKey()}                                          | ${'pass'}
  ${"a leaver's silent key is high"}                 | ${bobs()}                                          | ${'fail high'}
  ${"a leaver's key used since is critical"}         | ${bobs({ lastUsed: usedAgo(1) })}                  | ${'fail critical'}
  ${"a leaver's key that was never used is high"}    | ${bobs({ lastUsed: NEVER })}                       | ${'fail high'}
  ${'an unread last use does not stop the finding'}  | ${bobs({ lastUsed: UNREAD })}                      | ${'fail high'}
  ${'an inactive one weighs less'}                   | ${bobs({ status: 'Inactive' })}                    | ${'fail low'}
  ${'a user named by the e-mail is one as well'}     | ${aKey({ userName: 'bob@example.com', tags: {} })} | ${'fail critical'}
  ${'a user named by its first part is one as well'} | ${aKey({ userName: 'bob', tags: {} })}             | ${'fail critical'}
  ${'a key nobody answers for is another matter'}    | ${aKey({ tags: {} })}                              | ${'pass'}
`('$why', ({ key, expected }) => {
  const principals = [
    aUser(),
    aUser({ name: 'bob' }),
    aUser({ name: 'bob@example.com', arn: userArn('bob@example.com') }),
  ];
  expect(verdicts(leaverAccessKey, aSnapshot({ credentials: [key], principals }))).toEqual([expected]);
});

it.each`
  why                                           | person                                            | expected
  ${'who leaves tomorrow is still here'}        | ${{ ...BOB, leftOn: ago(-1) }}                    | ${'pass'}
  ${'who leaves this very moment has left'}     | ${{ ...BOB, leftOn: ago(0) }}                     | ${'fail high'}
  ${'who left, nobody knows when, has left'}    | ${{ email: BOB.email, status: 'left' }}           | ${'fail high'}
  ${'their last day is theirs to its end'}      | ${{ ...BOB, leftOn: '2026-11-22T00:00:00.000Z' }} | ${'pass'}
  ${'a day on the roster is theirs to its end'} | ${{ ...BOB, leftOn: '2026-11-21T00:00:00.000Z' }} | ${'fail high'}
  ${'the day after is not'}                     | ${{ ...BOB, leftOn: '2026-11-20T00:00:00.000Z' }} | ${'fail critical'}
`('$why', ({ person, expected }) => {
  const credentials = [bobs({ lastUsed: { state: 'used', at: '2026-11-21T18:00:00.000Z', asOf: ago(0) } })];
  const snapshot = aSnapshot({ credentials, roster: { people: [ANA, person] } });
  expect(verdicts(leaverAccessKey, snapshot)).toEqual([expected]);
});

it('sees in CloudTrail that a key was used since', () => {
  const snapshot = aSnapshot({ credentials: [bobs({ lastUsed: UNREAD })], usage: [usageOf(KEY, ago(2))] });
  expect(verdicts(leaverAccessKey, snapshot)).toEqual(['fail critical']);
  expect(reasons(leaverAccessKey, snapshot)).toEqual([
    'bob@example.com left on 2026-11-02, and it is active',
    'used after 2026-11-02',
  ]);
});

it("weighs a leaver's unused administrator as critical", () => {
  const snapshot = aSnapshot({ credentials: [bobs()], principals: [aUser({ policies: [ADMIN] })] });
  expect(verdicts(leaverAccessKey, snapshot)).toEqual(['fail critical']);
});

it('says that use since is not known when it is not', () => {
  for (const lastUsed of [UNREAD, usedAgo(60, ago(40)), { state: 'never', asOf: ago(40) } as const]) {
    expect(reasons(leaverAccessKey, aSnapshot({ credentials: [bobs({ lastUsed })] }))).toContain(
      'whether it was used since is not known',
    );
  }
});

it('calls nobody a leaver without a roster', () => {
  expect(verdicts(leaverAccessKey, withoutRoster({ credentials: [bobs()] }))).toEqual(['unknown --roster']);
});

it('does not pass a key whose user was not read', () => {
  const snapshot = aSnapshot({ credentials: [aKey({ tags: {} })], principals: [] });
  expect(verdicts(leaverAccessKey, snapshot)).toEqual(['unknown iam:GetAccountAuthorizationDetails']);
});
