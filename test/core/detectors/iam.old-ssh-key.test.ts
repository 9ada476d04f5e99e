import fc from 'fast-check';
import { expect, it } from 'vitest';
import { oldSshKey } from '../../../lib/core/detectors/iam.old-ssh-key/detector.ts';
import { ADMIN, ago, aSnapshot, aUser, verdicts } from './build.ts';
import { anSshKey } from './build-user-credentials.ts';

const UNREAD = 'unknown iam:ListSSHPublicKeys';

it.each`
  why                                        | key                                                      | expected
  ${'a new key passes'}                      | ${anSshKey()}                                            | ${'pass'}
  ${'on the limit is still fine'}            | ${anSshKey({ createdAt: ago(365) })}                     | ${'pass'}
  ${'an hour before the next day is fine'}   | ${anSshKey({ createdAt: ago(365.95) })}                  | ${'pass'}
  ${'one day past the limit fails'}          | ${anSshKey({ createdAt: ago(366) })}                     | ${'fail low'}
  ${'nobody answers for it: weighs more'}    | ${anSshKey({ createdAt: ago(366), tags: {} })}           | ${'fail medium'}
  ${'an inactive key passes'}                | ${anSshKey({ createdAt: ago(900), status: 'Inactive' })} | ${'pass'}
  ${'an unread date is not a verdict'}       | ${anSshKey({ createdAt: null })}                         | ${UNREAD}
  ${'a date in the future is not a verdict'} | ${anSshKey({ createdAt: ago(-2) })}                      | ${UNREAD}
`('$why', ({ key, expected }) => {
  expect(verdicts(oldSshKey, aSnapshot({ credentials: [key] }))).toEqual([expected]);
});

it('weighs the same whatever its user may do: it opens CodeCommit only', () => {
  const snapshot = aSnapshot({
    credentials: [anSshKey({ createdAt: ago(400) })],
    principals: [aUser({ policies: [ADMIN] })],
  });
  expect(verdicts(oldSshKey, snapshot)).toEqual(['fail low']);
});

it('judges by the policy, and fails from the first whole day past its limit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 900 }), fc.integer({ min: 0, max: 1800 }), (maxAgeDays, days) => {
      const snapshot = aSnapshot({ credentials: [anSshKey({ createdAt: ago(days) })] });
      const expected = days > maxAgeDays ? 'fail low' : 'pass';
      expect(verdicts(oldSshKey, snapshot, { maxAgeDays })).toEqual([expected]);
    }),
  );
});
