import { expect, it } from 'vitest';
import { keyAndPassword } from '../../../lib/core/detectors/iam.key-and-password/detector.ts';
import {
  ADMIN,
  aGap,
  ago,
  aKey,
  aLogin,
  aRootKey,
  aSnapshot,
  aUser,
  NEVER,
  reasons,
  usedAgo,
  userArn,
  verdicts,
} from './build.ts';

const REPORT = 'iam:GetCredentialReport';
const unread = aGap(REPORT, 'console-passwords');
const ofAnother = { ...unread, scope: { ...unread.scope, subject: userArn('ana') } };
const ofThisUser = { ...unread, scope: { ...unread.scope, subject: userArn('ci') } };

it.each`
  why                                              | credentials                                    | gaps            | expected
  ${'a key without a password passes'}             | ${[aKey()]}                                    | ${[]}           | ${'pass'}
  ${'a key beside a password fails'}               | ${[aKey(), aLogin()]}                          | ${[]}           | ${'fail medium'}
  ${'one that nobody uses weighs less'}            | ${[aKey({ lastUsed: usedAgo(31) }), aLogin()]} | ${[]}           | ${'fail low'}
  ${'an inactive key passes'}                      | ${[aKey({ status: 'Inactive' }), aLogin()]}    | ${[]}           | ${'pass'}
  ${'somebody else’s password is not its matter'}  | ${[aKey(), aLogin({ userName: 'ana' })]}       | ${[]}           | ${'pass'}
  ${'passwords that were not read are no verdict'} | ${[aKey()]}                                    | ${[unread]}     | ${`unknown ${REPORT}`}
  ${'a row that was not read is no verdict'}       | ${[aKey()]}                                    | ${[ofThisUser]} | ${`unknown ${REPORT}`}
  ${'another’s row is not needed'}                 | ${[aKey()]}                                    | ${[ofAnother]}  | ${'pass'}
  ${'what was read suffices to fail'}              | ${[aKey(), aLogin()]}                          | ${[unread]}     | ${'fail medium'}
`('$why', ({ credentials, gaps, expected }) => {
  expect(verdicts(keyAndPassword, aSnapshot({ credentials, gaps }))).toEqual([expected]);
});

it.each`
  why                                | facts                                             | made
  ${'within the hour of its user'}   | ${{ createdAt: ago(100 - 1 / 24) }}               | ${true}
  ${'later than that'}               | ${{ createdAt: ago(99.9) }}                       | ${false}
  ${'with the user, but used since'} | ${{ createdAt: ago(100), lastUsed: usedAgo(90) }} | ${false}
`('tells the key that came with its user: $why', ({ facts, made }) => {
  const snapshot = aSnapshot({
    credentials: [aKey({ lastUsed: NEVER, ...facts }), aLogin()],
    principals: [aUser({ createdAt: ago(100) })],
  });
  expect(reasons(keyAndPassword, snapshot).includes('made together with the user, and never used')).toBe(
    made,
  );
});

it('is high for an administrator, and leaves root to its own detector', () => {
  const snapshot = aSnapshot({
    credentials: [aKey(), aLogin(), aRootKey()],
    principals: [aUser({ policies: [ADMIN] })],
  });
  expect(verdicts(keyAndPassword, snapshot)).toEqual(['fail high']);
});

it('passes nothing while the report was not read at all', () => {
  expect(verdicts(keyAndPassword, aSnapshot({ credentials: [aKey()], read: ['access-keys'] }))).toEqual([
    `unknown ${REPORT}`,
  ]);
});
