import { expect, it } from 'vitest';
import { judge } from '../../../lib/core/detectors/judge.ts';
import { plaintextParameter } from '../../../lib/core/detectors/ssm.plaintext-parameter/detector.ts';
import { DEFAULT_POLICY } from '../../../lib/core/model/policy.ts';
import { enrich } from '../../../lib/core/trust/enrich.ts';
import { ACCOUNT, ADMIN, aKey, aPlaintext, aSnapshot, aUser, evaluate, KEY, verdicts } from './build.ts';

const parameter = aPlaintext({
  id: `arn:aws:ssm:eu-west-1:${ACCOUNT}:parameter/shop/db`,
  workload: 'AWS::SSM::Parameter',
  name: '/shop/db',
  variables: [{ name: '/shop/db', length: 61, rules: ['url-password'] }],
});
const withKey = {
  ...parameter,
  variables: [{ name: '/shop/db', length: 90, rules: ['aws-secret-access-key'], keyId: KEY }],
};

it.each`
  why                                         | credentials                                | admin    | expected
  ${'a credential in the open is high'}       | ${[parameter]}                             | ${false} | ${['fail high']}
  ${'one nobody answers for is high'}         | ${[{ ...parameter, tags: {} }]}            | ${false} | ${['fail high']}
  ${"an administrator's key is critical"}     | ${[withKey, aKey()]}                       | ${true}  | ${['fail critical']}
  ${'unless it is inactive'}                  | ${[withKey, aKey({ status: 'Inactive' })]} | ${true}  | ${['fail high']}
  ${'what lies in a function is for another'} | ${[aPlaintext()]}                          | ${false} | ${[]}
  ${'an account without any says nothing'}    | ${[aKey()]}                                | ${true}  | ${[]}
`('$why', ({ credentials, admin, expected }) => {
  const principals = [aUser({ policies: admin ? [ADMIN] : [] })];
  expect(verdicts(plaintextParameter, aSnapshot({ credentials, principals }))).toEqual(expected);
});

it('tells the place, the rule and the key', () => {
  const [verdict] = evaluate(plaintextParameter, aSnapshot({ credentials: [withKey, aKey()] }));
  expect(verdict).toMatchObject({
    title: 'Parameter /shop/db holds a credential in the open',
    reasons: [{ text: 'in the open in value /shop/db' }],
    evidence: {
      variables: [{ name: '/shop/db', rules: ['aws-secret-access-key'], keyId: KEY }],
      accessKeys: [{ id: KEY, status: 'Active' }],
    },
  });
});

it('is named by the gap of values that could not be read', () => {
  const gap = {
    scope: { account: ACCOUNT, region: 'eu-west-1' },
    missing: 'ssm:GetParameters',
    reason: 'access denied',
    remedy: 'allow it',
    facts: ['parameters'] as const,
  };
  const { gaps } = judge(enrich(aSnapshot({ gaps: [gap] }), DEFAULT_POLICY), DEFAULT_POLICY);
  expect(gaps).toHaveLength(1);
  expect(gaps[0]?.detectors).toContain('ssm.plaintext-parameter');
});
