import { expect, it } from 'vitest';
import { unusedPassword } from '../../../lib/core/detectors/iam.unused-password/detector.ts';
import type { LastUse } from '../../../lib/core/model/credential.ts';
import { ADMIN, ago, aLogin, aSnapshot, aUser, NEVER, reasons, usageOf, usedAgo, verdicts } from './build.ts';

const UNREAD: LastUse = { state: 'unknown', missing: 'iam:GetCredentialReport' };
const UNKNOWN = 'unknown iam:GetCredentialReport';

it.each`
  why                                               | login                                                                               | expected
  ${'a password used yesterday passes'}             | ${aLogin()}                                                                         | ${'pass'}
  ${'on the limit is still fine'}                   | ${aLogin({ lastUsed: usedAgo(45) })}                                                | ${'pass'}
  ${'one day past the limit fails'}                 | ${aLogin({ lastUsed: usedAgo(46) })}                                                | ${'fail medium'}
  ${'never used, it counts from when it was set'}   | ${aLogin({ createdAt: ago(46), lastUsed: NEVER })}                                  | ${'fail medium'}
  ${'a new one has as long as one that fell quiet'} | ${aLogin({ createdAt: ago(45), lastUsed: NEVER })}                                  | ${'pass'}
  ${'never used, and nobody knows since when'}      | ${aLogin({ createdAt: null, lastUsed: NEVER })}                                     | ${UNKNOWN}
  ${'an unread last use is not a verdict'}          | ${aLogin({ createdAt: ago(400), lastUsed: UNREAD })}                                | ${UNKNOWN}
  ${'a sign-in ahead of us is not a verdict'}       | ${aLogin({ lastUsed: usedAgo(-30) })}                                               | ${UNKNOWN}
  ${'a report of long ago can not tell of today'}   | ${aLogin({ lastUsed: usedAgo(50, ago(10)) })}                                       | ${UNKNOWN}
  ${'silent long before the report, it fails'}      | ${aLogin({ lastUsed: usedAgo(90, ago(10)) })}                                       | ${'fail medium'}
  ${'a leaver’s weighs more'}                       | ${aLogin({ lastUsed: usedAgo(90), tags: { owner: 'bob@example.com' }, mfa: 'no' })} | ${'fail high'}
`('$why', ({ login, expected }) => {
  expect(verdicts(unusedPassword, aSnapshot({ credentials: [login] }))).toEqual([expected]);
});

it('takes a sign-in that only CloudTrail shows', () => {
  const login = aLogin({ lastUsed: UNREAD });
  expect(
    verdicts(unusedPassword, aSnapshot({ credentials: [login], usage: [usageOf(login.id, ago(3))] })),
  ).toEqual(['pass']);
});

it('says why it weighs what it weighs', () => {
  const snapshot = aSnapshot({
    credentials: [aLogin({ lastUsed: usedAgo(90), mfa: 'no' })],
    principals: [aUser({ policies: [ADMIN] })],
  });
  expect(verdicts(unusedPassword, snapshot)).toEqual(['fail high']);
  expect(reasons(unusedPassword, snapshot)).toEqual([
    'last used on 2026-08-24',
    'nothing but the password is asked for',
    'administrator by policy AdministratorAccess',
  ]);
});
