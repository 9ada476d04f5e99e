import { expect, it } from 'vitest';
import { plaintextInStack } from '../../../lib/core/detectors/cloudformation.plaintext-credential/detector.ts';
import { judge } from '../../../lib/core/detectors/judge.ts';
import type { PlaintextCredential } from '../../../lib/core/model/credential.ts';
import { DEFAULT_POLICY } from '../../../lib/core/model/policy.ts';
import { enrich } from '../../../lib/core/trust/enrich.ts';
import { ACCOUNT, ADMIN, aKey, aPlaintext, aSnapshot, aUser, evaluate, KEY, verdicts } from './build.ts';

const ARN = `arn:aws:cloudformation:eu-west-1:${ACCOUNT}:stack/shop/8f14e45f`;

function inTheOpen(facts: Partial<PlaintextCredential> = {}): PlaintextCredential {
  return aPlaintext({
    workload: 'AWS::CloudFormation::Stack',
    name: 'shop',
    id: ARN,
    variables: [{ name: 'parameter DbPassword', length: 24, rules: ['secret-named-value'] }],
    ...facts,
  });
}
const key = inTheOpen({
  variables: [{ name: 'parameter DbPassword', length: 60, rules: ['aws-secret-access-key'], keyId: KEY }],
});

it.each`
  why                                       | credentials                            | admin    | expected
  ${'a credential in the open is high'}     | ${[inTheOpen()]}                       | ${false} | ${['fail high']}
  ${'one nobody answers for is high'}       | ${[inTheOpen({ tags: {} })]}           | ${false} | ${['fail high']}
  ${'a key that is not known here is high'} | ${[key]}                               | ${true}  | ${['fail high']}
  ${"an administrator's key is critical"}   | ${[key, aKey()]}                       | ${true}  | ${['fail critical']}
  ${'unless it is inactive'}                | ${[key, aKey({ status: 'Inactive' })]} | ${true}  | ${['fail high']}
  ${'what lies elsewhere is not its own'}   | ${[aPlaintext()]}                      | ${false} | ${[]}
  ${'an account without any says nothing'}  | ${[aKey()]}                            | ${true}  | ${[]}
`('$why', ({ credentials, admin, expected }) => {
  const principals = [aUser({ policies: admin ? [ADMIN] : [] })];
  expect(verdicts(plaintextInStack, aSnapshot({ credentials, principals }))).toEqual(expected);
});

it('tells the place, the rule and the key, and no more of the value', () => {
  const [verdict] = evaluate(plaintextInStack, aSnapshot({ credentials: [key, aKey()] }));
  expect(verdict).toMatchObject({
    title: 'Stack shop holds a credential in the open',
    reasons: [{ points: 70, text: 'in the open in parameter DbPassword' }],
    evidence: {
      variables: [{ name: 'parameter DbPassword', rules: ['aws-secret-access-key'], keyId: KEY }],
      accessKeys: [{ id: KEY, status: 'Active' }],
    },
  });
});

it('is named by the gap of what could not be read', () => {
  const gap = {
    scope: { account: ACCOUNT, region: 'eu-west-1' },
    missing: 'cloudformation:DescribeStacks',
    reason: 'access denied',
    remedy: 'allow it',
    facts: ['stacks'] as const,
  };
  const { gaps } = judge(enrich(aSnapshot({ gaps: [gap] }), DEFAULT_POLICY), DEFAULT_POLICY);
  expect(gaps).toHaveLength(1);
  expect(gaps[0]?.detectors).toContain('cloudformation.plaintext-credential');
});
