import { expect, it } from 'vitest';
import { judge } from '../../../lib/core/detectors/judge.ts';
import { plaintextInFunction } from '../../../lib/core/detectors/lambda.plaintext-credential/detector.ts';
import { DEFAULT_POLICY } from '../../../lib/core/model/policy.ts';
import { enrich } from '../../../lib/core/trust/enrich.ts';
import { ACCOUNT, ADMIN, aKey, aPlaintext, aSnapshot, aUser, evaluate, KEY, verdicts } from './build.ts';

const password = aPlaintext({ variables: [{ name: 'DB_PASSWORD', length: 24, rules: ['basic-auth'] }] });

it.each`
  why                                       | credentials                                     | admin    | expected
  ${'a credential in the open is high'}     | ${[password]}                                   | ${false} | ${['fail high']}
  ${'one nobody answers for is high'}       | ${[{ ...password, tags: {} }]}                  | ${false} | ${['fail high']}
  ${'a key that is not known here is high'} | ${[aPlaintext()]}                               | ${true}  | ${['fail high']}
  ${"an administrator's key is critical"}   | ${[aPlaintext(), aKey()]}                       | ${true}  | ${['fail critical']}
  ${'unless it is inactive'}                | ${[aPlaintext(), aKey({ status: 'Inactive' })]} | ${true}  | ${['fail high']}
  ${'an account without any says nothing'}  | ${[aKey()]}                                     | ${true}  | ${[]}
`('$why', ({ credentials, admin, expected }) => {
  const principals = [aUser({ policies: admin ? [ADMIN] : [] })];
  expect(verdicts(plaintextInFunction, aSnapshot({ credentials, principals }))).toEqual(expected);
});

it('tells the place, the rule and the key, and no more of the value', () => {
  const [verdict] = evaluate(plaintextInFunction, aSnapshot({ credentials: [aPlaintext(), aKey()] }));
  expect(verdict).toMatchObject({
    title: 'Environment of function checkout holds a credential in the open',
    evidence: {
      variables: [{ name: 'AWS_KEY', rules: ['aws-access-key-id'], keyId: KEY }],
      accessKeys: [{ id: KEY, status: 'Active' }],
    },
  });
});

it('is named by the gap of an environment that could not be read', () => {
  const gap = {
    scope: { account: ACCOUNT, region: 'eu-west-1' },
    missing: 'lambda:GetFunctionConfiguration',
    reason: 'access denied',
    remedy: 'allow it',
    facts: ['function-environments'] as const,
  };
  const { gaps } = judge(enrich(aSnapshot({ gaps: [gap] }), DEFAULT_POLICY), DEFAULT_POLICY);
  expect(gaps).toHaveLength(1);
  expect(gaps[0]?.detectors).toEqual(
    expect.arrayContaining(['lambda.plaintext-credential', 'trust.exposed-credential']),
  );
});
