import { expect, it } from 'vitest';
import { plaintextInBuildProject } from '../../../lib/core/detectors/codebuild.plaintext-credential/detector.ts';
import { judge } from '../../../lib/core/detectors/judge.ts';
import { DEFAULT_POLICY } from '../../../lib/core/model/policy.ts';
import { enrich } from '../../../lib/core/trust/enrich.ts';
import { ACCOUNT, ADMIN, aKey, aPlaintext, aSnapshot, aUser, evaluate, KEY, verdicts } from './build.ts';

const project = aPlaintext({
  id: `arn:aws:codebuild:eu-west-1:${ACCOUNT}:project/shop`,
  workload: 'AWS::CodeBuild::Project',
  name: 'shop',
});
const password = { ...project, variables: [{ name: 'buildspec', length: 240, rules: ['url-password'] }] };

it.each`
  why                                         | credentials                                | admin    | expected
  ${'a credential in the open is high'}       | ${[password]}                              | ${false} | ${['fail high']}
  ${'one nobody answers for is high'}         | ${[{ ...password, tags: {} }]}             | ${false} | ${['fail high']}
  ${"an administrator's key is critical"}     | ${[project, aKey()]}                       | ${true}  | ${['fail critical']}
  ${'unless it is inactive'}                  | ${[project, aKey({ status: 'Inactive' })]} | ${true}  | ${['fail high']}
  ${'what lies in a function is for another'} | ${[aPlaintext()]}                          | ${false} | ${[]}
  ${'an account without any says nothing'}    | ${[aKey()]}                                | ${true}  | ${[]}
`('$why', ({ credentials, admin, expected }) => {
  const principals = [aUser({ policies: admin ? [ADMIN] : [] })];
  expect(verdicts(plaintextInBuildProject, aSnapshot({ credentials, principals }))).toEqual(expected);
});

it('tells the place, the rule and the key', () => {
  const [verdict] = evaluate(plaintextInBuildProject, aSnapshot({ credentials: [project, aKey()] }));
  expect(verdict).toMatchObject({
    title: expect.stringMatching(/build project shop holds a credential in the open/i),
    reasons: [{ text: 'in the open in variable AWS_KEY' }],
    evidence: {
      variables: [{ name: 'AWS_KEY', rules: ['aws-access-key-id'], keyId: KEY }],
      accessKeys: [{ id: KEY, status: 'Active' }],
    },
  });
});

it('is named by the gap of projects that could not be read', () => {
  const gap = {
    scope: { account: ACCOUNT, region: 'eu-west-1' },
    missing: 'codebuild:BatchGetProjects',
    reason: 'access denied',
    remedy: 'allow it',
    facts: ['build-projects'] as const,
  };
  const { gaps } = judge(enrich(aSnapshot({ gaps: [gap] }), DEFAULT_POLICY), DEFAULT_POLICY);
  expect(gaps).toHaveLength(1);
  expect(gaps[0]?.detectors).toContain('codebuild.plaintext-credential');
});
