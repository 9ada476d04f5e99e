import { expect, it } from 'vitest';
import { neverUsedAccessKey } from '../../../lib/core/detectors/iam.never-used-access-key/detector.ts';
import { ago, aKey, aRootKey, aSnapshot, KEY, NEVER, UNREAD, usageOf, verdicts } from './build.ts';

const never = (days: number) => aKey({ createdAt: ago(days), lastUsed: NEVER });

it.each`
  why                                                | key                                                                          | expected
  ${'a used key passes'}                             | ${aKey()}                                                                    | ${'pass'}
  ${'an active key that was never used fails'}       | ${never(60)}                                                                 | ${'fail medium'}
  ${'a brand-new key passes'}                        | ${never(0)}                                                                  | ${'pass'}
  ${'on the limit is still fine'}                    | ${never(7)}                                                                  | ${'pass'}
  ${'one day past the limit fails'}                  | ${never(8)}                                                                  | ${'fail medium'}
  ${'an inactive key passes'}                        | ${{ ...never(60), status: 'Inactive' }}                                      | ${'pass'}
  ${'an unread last use is never taken for never'}   | ${aKey({ createdAt: ago(60), lastUsed: UNREAD })}                            | ${'unknown iam:GetAccessKeyLastUsed'}
  ${'never, as told before the grace ended, is not'} | ${aKey({ createdAt: ago(20), lastUsed: { state: 'never', asOf: ago(14) } })} | ${'unknown iam:GetAccessKeyLastUsed'}
  ${'an unknown creation is not a verdict'}          | ${aKey({ createdAt: null, lastUsed: NEVER })}                                | ${'unknown iam:ListAccessKeys'}
  ${'a creation in the future is not a verdict'}     | ${never(-3)}                                                                 | ${'unknown iam:ListAccessKeys'}
`('$why', ({ key, expected }) => {
  expect(verdicts(neverUsedAccessKey, aSnapshot({ credentials: [key] }))).toEqual([expected]);
});

it('takes a use that only CloudTrail shows', () => {
  const snapshot = aSnapshot({ credentials: [never(60)], usage: [usageOf(KEY, ago(50))] });
  expect(verdicts(neverUsedAccessKey, snapshot)).toEqual(['pass']);
});

it('takes its grace from the policy', () => {
  expect(verdicts(neverUsedAccessKey, aSnapshot({ credentials: [never(8)] }), { graceDays: 30 })).toEqual([
    'pass',
  ]);
});

it('leaves root to its own detector', () => {
  expect(verdicts(neverUsedAccessKey, aSnapshot({ credentials: [aRootKey({ lastUsed: NEVER })] }))).toEqual(
    [],
  );
});
