import { expect, it } from 'vitest';
import { oldServiceSpecificCredential } from '../../../lib/core/detectors/iam.old-service-specific-credential/detector.ts';
import { ago, aSnapshot, reasons, verdicts } from './build.ts';
import { anSshKey, aServiceCredential } from './build-user-credentials.ts';

const UNREAD = 'unknown iam:ListServiceSpecificCredentials';

it.each`
  why                                     | facts                                          | expected
  ${'a new one passes'}                   | ${{}}                                          | ${'pass'}
  ${'on the limit is still fine'}         | ${{ createdAt: ago(90) }}                      | ${'pass'}
  ${'one day past the limit fails'}       | ${{ createdAt: ago(91) }}                      | ${'fail low'}
  ${'nobody answers for it: weighs more'} | ${{ createdAt: ago(91), tags: {} }}            | ${'fail medium'}
  ${'an inactive one passes'}             | ${{ createdAt: ago(900), status: 'Inactive' }} | ${'pass'}
  ${'one past its end passes'}            | ${{ createdAt: ago(900), expiresAt: ago(1) }}  | ${'pass'}
  ${'one before its end does not'}        | ${{ createdAt: ago(900), expiresAt: ago(-1) }} | ${'fail low'}
  ${'an unread date is not a verdict'}    | ${{ createdAt: null }}                         | ${UNREAD}
`('$why', ({ facts, expected }) => {
  const snapshot = aSnapshot({ credentials: [aServiceCredential(facts)] });
  expect(verdicts(oldServiceSpecificCredential, snapshot)).toEqual([expected]);
});

it('leaves SSH keys to their own detector, and names the day', () => {
  const credentials = [anSshKey({ createdAt: ago(900) }), aServiceCredential({ createdAt: ago(100) })];
  expect(reasons(oldServiceSpecificCredential, aSnapshot({ credentials }))).toEqual([
    `active, and made on ${ago(100).slice(0, 10)}`,
  ]);
});
