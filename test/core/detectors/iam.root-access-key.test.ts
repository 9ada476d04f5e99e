import { expect, it } from 'vitest';
import { rootAccessKey } from '../../../lib/core/detectors/iam.root-access-key/detector.ts';
import { judge } from '../../../lib/core/detectors/judge.ts';
import { DEFAULT_POLICY } from '../../../lib/core/model/policy.ts';
import { enrich } from '../../../lib/core/trust/enrich.ts';
import { ACCOUNT, aKey, aRootKey, aSnapshot, UNREAD, usedAgo, verdicts } from './build.ts';

it.each`
  why                                     | key                                                         | expected
  ${'an active key of root is critical'}  | ${aRootKey()}                                               | ${['fail critical']}
  ${'an unused one is critical as well'}  | ${aRootKey({ lastUsed: usedAgo(400) })}                     | ${['fail critical']}
  ${'an unread last use changes nothing'} | ${aRootKey({ lastUsed: UNREAD, createdAt: null })}          | ${['fail critical']}
  ${'an inactive one weighs less'}        | ${aRootKey({ status: 'Inactive', lastUsed: usedAgo(400) })} | ${['fail medium']}
  ${"a user's key is no matter of it"}    | ${aKey()}                                                   | ${[]}
`('$why', ({ key, expected }) => {
  expect(verdicts(rootAccessKey, aSnapshot({ credentials: [key] }))).toEqual(expected);
});

it('is named by the gap when nobody could look', () => {
  const gap = {
    scope: { account: ACCOUNT },
    missing: 'iam:GetCredentialReport',
    reason: 'access denied',
    remedy: 'allow it',
    facts: ['root'] as const,
  };
  const { gaps } = judge(enrich(aSnapshot({ gaps: [gap] }), DEFAULT_POLICY), DEFAULT_POLICY);
  expect(gaps).toMatchObject([
    {
      missing: 'iam:GetCredentialReport',
      detectors: ['iam.root-access-key', 'trust.exposed-credential'],
      subjects: 0,
    },
  ]);
});
