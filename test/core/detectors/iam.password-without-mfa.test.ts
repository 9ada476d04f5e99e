import { expect, it } from 'vitest';
import { passwordWithoutMfa } from '../../../lib/core/detectors/iam.password-without-mfa/detector.ts';
import { ADMIN, ago, aKey, aLogin, aSnapshot, aUser, reasons, usedAgo, verdicts } from './build.ts';

const quiet = { lastUsed: usedAgo(31) };

it.each`
  why                                   | login                                         | policies   | expected
  ${'with MFA it passes'}               | ${aLogin()}                                   | ${[]}      | ${'pass'}
  ${'without MFA it fails'}             | ${aLogin({ mfa: 'no' })}                      | ${[]}      | ${'fail medium'}
  ${'MFA that is not known is unknown'} | ${aLogin({ mfa: 'unknown' })}                 | ${[]}      | ${'unknown iam:GetCredentialReport'}
  ${'unused, it is no better'}          | ${aLogin({ ...quiet, mfa: 'no' })}            | ${[]}      | ${'fail medium'}
  ${'an administrator’s is high'}       | ${aLogin({ ...quiet, mfa: 'no' })}            | ${[ADMIN]} | ${'fail high'}
  ${'one that is used is critical'}     | ${aLogin({ mfa: 'no' })}                      | ${[ADMIN]} | ${'fail critical'}
  ${'an old one weighs a little more'}  | ${aLogin({ mfa: 'no', createdAt: ago(366) })} | ${[]}      | ${'fail medium'}
`('$why', ({ login, policies, expected }) => {
  const snapshot = aSnapshot({ credentials: [login], principals: [aUser({ policies })] });
  expect(verdicts(passwordWithoutMfa, snapshot)).toEqual([expected]);
});

it('says that the password is enough, and since when it is', () => {
  const credentials = [aLogin({ mfa: 'no', createdAt: ago(366) }), aKey()];
  expect(reasons(passwordWithoutMfa, aSnapshot({ credentials }))).toEqual([
    'whoever knows or guesses the password is in',
    'in use',
    'more than a year old',
  ]);
});
