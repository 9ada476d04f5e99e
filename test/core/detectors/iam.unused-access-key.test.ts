import fc from 'fast-check';
import { expect, it } from 'vitest';
import { unusedAccessKey } from '../../../lib/core/detectors/iam.unused-access-key/detector.ts';
import {
  ADMIN,
  ago,
  aKey,
  aRootKey,
  aSnapshot,
  aUser,
  KEY,
  NEVER,
  UNREAD,
  usageOf,
  usedAgo,
  verdicts,
} from './build.ts';

const STALE = 'unknown iam:GetAccessKeyLastUsed';

it.each`
  why                                                 | key                                                     | expected
  ${'a key used yesterday passes'}                    | ${aKey()}                                               | ${'pass'}
  ${'a key that fell silent fails'}                   | ${aKey({ lastUsed: usedAgo(200) })}                     | ${'fail medium'}
  ${'on the limit is still fine'}                     | ${aKey({ lastUsed: usedAgo(45) })}                      | ${'pass'}
  ${'an hour before the next day is still fine'}      | ${aKey({ lastUsed: usedAgo(45.95) })}                   | ${'pass'}
  ${'one day past the limit fails'}                   | ${aKey({ lastUsed: usedAgo(46) })}                      | ${'fail medium'}
  ${'an inactive key passes'}                         | ${aKey({ status: 'Inactive', lastUsed: usedAgo(200) })} | ${'pass'}
  ${'never used is another matter'}                   | ${aKey({ createdAt: ago(400), lastUsed: NEVER })}       | ${'pass'}
  ${'an unread last use is not a verdict'}            | ${aKey({ lastUsed: UNREAD })}                           | ${STALE}
  ${'a last use told 4 hours ago is taken as it is'}  | ${aKey({ lastUsed: usedAgo(46, ago(1 / 6)) })}          | ${'fail medium'}
  ${'a last use told long ago can not tell of today'} | ${aKey({ lastUsed: usedAgo(46, ago(10)) })}             | ${STALE}
  ${'what was silent long before it was told, fails'} | ${aKey({ lastUsed: usedAgo(90, ago(10)) })}             | ${'fail medium'}
  ${'a use during the sweep passes'}                  | ${aKey({ lastUsed: usedAgo(-0.1) })}                    | ${'pass'}
  ${'a use in the future is not a verdict'}           | ${aKey({ lastUsed: usedAgo(-30) })}                     | ${STALE}
  ${'a key nobody answers for weighs more'}           | ${aKey({ lastUsed: usedAgo(200), tags: {} })}           | ${'fail medium'}
`('$why', ({ key, expected }) => {
  expect(verdicts(unusedAccessKey, aSnapshot({ credentials: [key] }))).toEqual([expected]);
});

it('weighs an unused administrator as high', () => {
  const snapshot = aSnapshot({
    credentials: [aKey({ lastUsed: usedAgo(200) })],
    principals: [aUser({ policies: [ADMIN] })],
  });
  expect(verdicts(unusedAccessKey, snapshot)).toEqual(['fail high']);
});

it('takes a use that only CloudTrail shows, even when IAM could not be asked', () => {
  const usage = [usageOf(KEY, ago(3))];
  for (const lastUsed of [UNREAD, usedAgo(200)]) {
    expect(verdicts(unusedAccessKey, aSnapshot({ credentials: [aKey({ lastUsed })], usage }))).toEqual([
      'pass',
    ]);
  }
});

it('leaves root to its own detector', () => {
  const credentials = [aRootKey({ lastUsed: usedAgo(200) })];
  expect(verdicts(unusedAccessKey, aSnapshot({ credentials }))).toEqual([]);
});

it('judges by the policy, and fails from the first whole day past its limit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 0, max: 800 }), (unusedDays, days) => {
      const snapshot = aSnapshot({ credentials: [aKey({ createdAt: ago(900), lastUsed: usedAgo(days) })] });
      const [verdict] = verdicts(unusedAccessKey, snapshot, { unusedDays });
      expect(verdict).toBe(days > unusedDays ? 'fail medium' : 'pass');
    }),
  );
});
