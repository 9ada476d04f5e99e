import { expect, it } from 'vitest';
import { staleKeyInUse } from '../../../lib/core/detectors/iam.stale-key-in-use/detector.ts';
import {
  ADMIN,
  aGap,
  ago,
  aKey,
  aRootKey,
  aSnapshot,
  aUser,
  KEY,
  NEVER,
  reasons,
  UNREAD,
  usageOf,
  usedAgo,
  verdicts,
} from './build.ts';

const TRAIL = 'cloudtrail:LookupEvents';
const used = [usageOf(KEY, ago(2))];
const stale = { createdAt: ago(300), lastUsed: usedAgo(100) } as const;

it.each`
  why                                                  | key                                              | usage                      | gaps                      | expected
  ${'IAM calls it stale, CloudTrail shows calls'}      | ${aKey(stale)}                                   | ${used}                    | ${[]}                     | ${'fail medium'}
  ${'both call it silent'}                             | ${aKey(stale)}                                   | ${[]}                      | ${[]}                     | ${'pass'}
  ${'both call it used'}                               | ${aKey()}                                        | ${used}                    | ${[]}                     | ${'pass'}
  ${'on the limit IAM does not call it stale'}         | ${aKey({ lastUsed: usedAgo(45) })}               | ${used}                    | ${[]}                     | ${'pass'}
  ${'one day past the limit it does'}                  | ${aKey({ lastUsed: usedAgo(46) })}               | ${used}                    | ${[]}                     | ${'fail medium'}
  ${'calls on the limit are in use'}                   | ${aKey(stale)}                                   | ${[usageOf(KEY, ago(45))]} | ${[]}                     | ${'fail medium'}
  ${'calls before that are not'}                       | ${aKey(stale)}                                   | ${[usageOf(KEY, ago(46))]} | ${[]}                     | ${'pass'}
  ${'IAM says never, CloudTrail shows calls'}          | ${aKey({ ...stale, lastUsed: NEVER })}           | ${used}                    | ${[]}                     | ${'fail medium'}
  ${'a new key that IAM does not know used yet'}       | ${aKey({ createdAt: ago(45), lastUsed: NEVER })} | ${used}                    | ${[]}                     | ${'pass'}
  ${'an inactive key passes'}                          | ${aKey({ ...stale, status: 'Inactive' })}        | ${used}                    | ${[]}                     | ${'pass'}
  ${'what IAM tells was not read'}                     | ${aKey({ ...stale, lastUsed: UNREAD })}          | ${used}                    | ${[]}                     | ${'unknown iam:GetAccessKeyLastUsed'}
  ${'not all of CloudTrail was read'}                  | ${aKey(stale)}                                   | ${[]}                      | ${[aGap(TRAIL, 'usage')]} | ${`unknown ${TRAIL}`}
  ${'not all of it was read, and what was shows use'}  | ${aKey(stale)}                                   | ${used}                    | ${[aGap(TRAIL, 'usage')]} | ${'fail medium'}
  ${'where IAM knows of use, CloudTrail is not asked'} | ${aKey()}                                        | ${[]}                      | ${[aGap(TRAIL, 'usage')]} | ${'pass'}
  ${'calls ahead of us are no verdict'}                | ${aKey(stale)}                                   | ${[usageOf(KEY, ago(-9))]} | ${[]}                     | ${`unknown ${TRAIL}`}
`('$why', ({ key, usage, gaps, expected }) => {
  expect(verdicts(staleKeyInUse, aSnapshot({ credentials: [key], usage, gaps }))).toEqual([expected]);
});

it.each`
  why                                   | first  | last   | reason
  ${'calls of today may be too new'}    | ${0.2} | ${0.1} | ${"IAM's record may lag behind them"}
  ${'older ones are not'}               | ${20}  | ${0.1} | ${'IAM had time to learn of them: its record is wrong'}
  ${'calls that IAM knew do not count'} | ${120} | ${0.1} | ${"IAM's record may lag behind them"}
`('tells a late record from a wrong one: $why', ({ first, last, reason }) => {
  const usage = [{ ...usageOf(KEY, ago(last)), firstSeen: ago(first) }];
  expect(
    reasons(staleKeyInUse, aSnapshot({ credentials: [aKey({ ...stale, createdAt: ago(200) })], usage })),
  ).toEqual(['IAM knows of no use since 2026-08-14, but CloudTrail shows calls', reason]);
});

it('is high for an administrator, and leaves root to its own detector', () => {
  const credentials = [aKey(stale), aRootKey(stale)];
  const principals = [aUser({ policies: [ADMIN] })];
  expect(verdicts(staleKeyInUse, aSnapshot({ credentials, principals, usage: used }))).toEqual(['fail high']);
});
