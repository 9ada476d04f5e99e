import { expect, it } from 'vitest';
import { inactiveAccessKey } from '../../../lib/core/detectors/iam.inactive-access-key/detector.ts';
import {
  ago,
  aKey,
  aRootKey,
  aSnapshot,
  KEY,
  NEVER,
  OTHER_KEY,
  reasons,
  UNREAD,
  usageOf,
  usedAgo,
  verdicts,
} from './build.ts';

const off = { status: 'Inactive', createdAt: ago(300) } as const;
const STALE = 'unknown iam:GetAccessKeyLastUsed';

it.each`
  why                                              | key                                                                  | expected
  ${'an active key is not its matter'}             | ${aKey({ createdAt: ago(900), lastUsed: usedAgo(400) })}             | ${'pass'}
  ${'a key that is long inactive fails'}           | ${aKey({ ...off, lastUsed: usedAgo(200) })}                          | ${'fail low'}
  ${'on the limit it may still be given back'}     | ${aKey({ ...off, lastUsed: usedAgo(90) })}                           | ${'pass'}
  ${'one day past the limit fails'}                | ${aKey({ ...off, lastUsed: usedAgo(91) })}                           | ${'fail low'}
  ${'never used, it counts from its creation'}     | ${aKey({ ...off, lastUsed: NEVER })}                                 | ${'fail low'}
  ${'never used and younger than the limit'}       | ${aKey({ ...off, createdAt: ago(90), lastUsed: NEVER })}             | ${'pass'}
  ${'an unread last use is not a verdict'}         | ${aKey({ ...off, lastUsed: UNREAD })}                                | ${STALE}
  ${'but no key is kept longer than it exists'}    | ${aKey({ ...off, createdAt: ago(80), lastUsed: UNREAD })}            | ${'pass'}
  ${'without dates there is no verdict'}           | ${aKey({ ...off, createdAt: null, lastUsed: NEVER })}                | ${'unknown iam:ListAccessKeys'}
  ${'a last use told long ago can not tell of it'} | ${aKey({ ...off, lastUsed: usedAgo(100, ago(20)) })}                 | ${STALE}
  ${'silent long before it was told, it fails'}    | ${aKey({ ...off, lastUsed: usedAgo(200, ago(20)) })}                 | ${'fail low'}
  ${'a leaked one weighs more'}                    | ${aKey({ ...off, id: OTHER_KEY, tags: {}, lastUsed: usedAgo(200) })} | ${'fail medium'}
`('$why', ({ key, expected }) => {
  const exposures = [{ credential: OTHER_KEY, at: ago(5), source: 'a scanner' }];
  expect(verdicts(inactiveAccessKey, aSnapshot({ credentials: [key], exposures }))).toEqual([expected]);
});

it.each`
  why                                            | days   | expected      | reason
  ${'deactivated lately, it may be asked back'}  | ${20}  | ${'pass'}     | ${undefined}
  ${'deactivated long ago, as CloudTrail shows'} | ${120} | ${'fail low'} | ${'inactive since 2026-07-25, as CloudTrail shows'}
`('goes by the deactivation that CloudTrail shows: $why', ({ days, expected, reason }) => {
  for (const lastUsed of [usedAgo(250), UNREAD]) {
    const snapshot = aSnapshot({
      credentials: [aKey({ ...off, lastUsed })],
      deactivations: [{ accessKeyId: KEY, at: ago(days) }],
    });
    expect(verdicts(inactiveAccessKey, snapshot)).toEqual([expected]);
    expect(reasons(inactiveAccessKey, snapshot)[0]).toBe(reason);
  }
});

it('says what it goes by when nobody tells the day of the deactivation', () => {
  const tell = (facts: object) =>
    reasons(inactiveAccessKey, aSnapshot({ credentials: [aKey({ ...off, ...facts })] }))[0];
  expect(tell({ lastUsed: usedAgo(200) })).toBe(
    'inactive, and last used on 2026-05-06; IAM does not tell when it was deactivated',
  );
  expect(tell({ lastUsed: NEVER })).toBe(
    'inactive, made on 2026-01-26 and never used; IAM does not tell when it was deactivated',
  );
});

it('takes a use that only CloudTrail shows, and leaves root to its own detector', () => {
  const credentials = [aKey({ ...off, lastUsed: usedAgo(200) }), aRootKey({ ...off, lastUsed: NEVER })];
  expect(verdicts(inactiveAccessKey, aSnapshot({ credentials, usage: [usageOf(KEY, ago(30))] }))).toEqual([
    'pass',
  ]);
});
