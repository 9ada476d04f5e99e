import fc from 'fast-check';
import { expect, it } from 'vitest';
import { apiKeyWithoutExpiry } from '../../../lib/core/detectors/iam.api-key-without-expiry/detector.ts';
import { ago, aSnapshot, verdicts } from './build.ts';
import { aServiceCredential } from './build-user-credentials.ts';

it.each`
  why                                       | facts                                                   | expected
  ${'a Bedrock key without an end fails'}   | ${{}}                                                   | ${['fail medium']}
  ${'one of CloudWatch Logs weighs less'}   | ${{ service: 'logs.amazonaws.com', createdAt: ago(5) }} | ${['fail medium']}
  ${'nobody answers for it: weighs more'}   | ${{ tags: {} }}                                         | ${['fail high']}
  ${'a short life passes'}                  | ${{ expiresAt: ago(-5) }}                               | ${['pass']}
  ${'on the limit is still fine'}           | ${{ createdAt: ago(30), expiresAt: ago(-60) }}          | ${['pass']}
  ${'one day past the limit fails'}         | ${{ createdAt: ago(30), expiresAt: ago(-61) }}          | ${['fail medium']}
  ${'an end in a hundred years fails'}      | ${{ createdAt: ago(30), expiresAt: ago(-36_000) }}      | ${['fail medium']}
  ${'one past its end passes'}              | ${{ createdAt: ago(300), expiresAt: ago(1) }}           | ${['pass']}
  ${'an inactive one passes'}               | ${{ status: 'Inactive' }}                               | ${['pass']}
  ${'without an end, whenever it was made'} | ${{ createdAt: null }}                                  | ${['fail medium']}
  ${'an unread life is not a verdict'}      | ${{ createdAt: null, expiresAt: ago(-60) }}             | ${['unknown iam:ListServiceSpecificCredentials']}
  ${'a password can not be given an end'}   | ${{ service: 'codecommit.amazonaws.com' }}              | ${[]}
`('$why', ({ facts, expected }) => {
  expect(verdicts(apiKeyWithoutExpiry, aSnapshot({ credentials: [aServiceCredential(facts)] }))).toEqual(
    expected,
  );
});

it('judges by the policy, and fails from the first whole day past its limit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 800 }), (maxLifeDays, life) => {
      const key = aServiceCredential({ createdAt: ago(0.5), expiresAt: ago(0.5 - life) });
      const expected = life > maxLifeDays ? 'fail medium' : 'pass';
      expect(verdicts(apiKeyWithoutExpiry, aSnapshot({ credentials: [key] }), { maxLifeDays })).toEqual([
        expected,
      ]);
    }),
  );
});
