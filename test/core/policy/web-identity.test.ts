import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { webTrusts } from '../../../lib/core/policy/web-identity.ts';

const GITHUB = 'token.actions.githubusercontent.com';
const REACH = ['exact', 'project', 'tenant', 'anyone'];

function allow(issuer: string, Condition?: object, more: object = {}): object {
  const Federated = issuer.startsWith('accounts.') || issuer.startsWith('cognito') ? issuer : arn(issuer);
  return {
    Effect: 'Allow',
    Principal: { Federated },
    Action: 'sts:AssumeRoleWithWebIdentity',
    ...(Condition === undefined ? {} : { Condition }),
    ...more,
  };
}

const arn = (issuer: string) => `arn:aws:iam::111122223333:oidc-provider/${issuer}`;
const reachOf = (...Statement: readonly object[]) =>
  webTrusts({ Statement })?.map(({ reach, meant }) =>
    meant === undefined ? REACH[reach] : `${REACH[reach]}, meant ${REACH[meant]}`,
  );
const sub = (issuer: string, value: unknown, operator = 'StringLike') => ({
  [operator]: { [`${issuer}:sub`]: value },
});

describe('what a subject lets in', () => {
  it.each`
    issuer                                            | value                                                          | reach
    ${GITHUB}                                         | ${'*'}                                                         | ${'anyone'}
    ${GITHUB}                                         | ${'repo:*'}                                                    | ${'anyone'}
    ${GITHUB}                                         | ${'re?o:acme/app:ref:refs/heads/main'}                         | ${'anyone'}
    ${GITHUB}                                         | ${'repo:acme*'}                                                | ${'anyone'}
    ${GITHUB}                                         | ${'repo:*/app:ref:refs/heads/main'}                            | ${'anyone'}
    ${GITHUB}                                         | ${'repo:acme/*'}                                               | ${'tenant'}
    ${GITHUB}                                         | ${'repo:acme/*:ref:refs/heads/main'}                           | ${'tenant'}
    ${GITHUB}                                         | ${'repo:acme/app*'}                                            | ${'tenant'}
    ${GITHUB}                                         | ${'repo:acme@12/app@34:*'}                                     | ${'project'}
    ${GITHUB}                                         | ${'repo:acme/app:*'}                                           | ${'project'}
    ${GITHUB}                                         | ${'repo:acme/app:ref:refs/heads/*'}                            | ${'project'}
    ${GITHUB}                                         | ${'repo:acme/app:environment:*'}                               | ${'project'}
    ${GITHUB}                                         | ${'repo:acme/app:ref:refs/heads/release/*'}                    | ${'exact'}
    ${GITHUB}                                         | ${'repo:acme/app:ref:refs/heads/main'}                         | ${'exact'}
    ${GITHUB}                                         | ${'repo:acme/app:pull_request'}                                | ${'exact'}
    ${GITHUB}                                         | ${['repo:acme/app:ref:refs/heads/main', 'repo:acme/*']}        | ${'tenant'}
    ${GITHUB}                                         | ${'repository_owner_id:12:*'}                                  | ${'tenant'}
    ${`${GITHUB}/acme`}                               | ${'repo:*'}                                                    | ${'tenant'}
    ${'gitlab.com'}                                   | ${'project_path:*'}                                            | ${'anyone'}
    ${'gitlab.com'}                                   | ${'project_path:acme/*'}                                       | ${'tenant'}
    ${'gitlab.com'}                                   | ${'project_path:acme/app:*'}                                   | ${'project'}
    ${'gitlab.com'}                                   | ${'project_path:acme/app:ref_type:branch:ref:*'}               | ${'project'}
    ${'gitlab.com'}                                   | ${'project_path:acme/app:ref_type:branch:ref:main'}            | ${'exact'}
    ${'gitlab.example.com'}                           | ${'project_path:*'}                                            | ${'tenant'}
    ${'app.terraform.io'}                             | ${'organization:*:project:p:workspace:w:run_phase:*'}          | ${'anyone'}
    ${'app.terraform.io'}                             | ${'organization:acme:*'}                                       | ${'tenant'}
    ${'app.terraform.io'}                             | ${'organization:acme:project:p:workspace:*:run_phase:*'}       | ${'project'}
    ${'app.terraform.io'}                             | ${'organization:acme:project:*:workspace:w:run_phase:*'}       | ${'exact'}
    ${'agent.buildkite.com'}                          | ${'organization:acme:pipeline:p:*'}                            | ${'project'}
    ${'agent.buildkite.com'}                          | ${'organization:acme:pipeline:p:ref:refs/heads/main:commit:*'} | ${'exact'}
    ${'api.bitbucket.org/2.0/workspaces/acme/x/oidc'} | ${'*'}                                                         | ${'tenant'}
    ${'api.bitbucket.org/2.0/workspaces/acme/x/oidc'} | ${'{01234567-89ab-cdef-0123-456789abcdef}:*'}                  | ${'exact'}
    ${'oidc.circleci.com/org/0123'}                   | ${'org/0123/*'}                                                | ${'tenant'}
    ${'oidc.circleci.com/org/0123'}                   | ${'org/0123/project/01234567-89ab-cdef-0123-456789abcdef/*'}   | ${'exact'}
    ${'oidc.eks.eu-west-1.amazonaws.com/id/AB12'}     | ${'system:serviceaccount:*'}                                   | ${'tenant'}
    ${'oidc.eks.eu-west-1.amazonaws.com/id/AB12'}     | ${'system:serviceaccount:*:app'}                               | ${'tenant'}
    ${'oidc.eks.eu-west-1.amazonaws.com/id/AB12'}     | ${'system:serviceaccount:shop:*'}                              | ${'project'}
    ${'oidc.eks.eu-west-1.amazonaws.com/id/AB12'}     | ${'system:serviceaccount:shop:app'}                            | ${'exact'}
    ${'oidc.vercel.com'}                              | ${'owner:acme:*'}                                              | ${'tenant'}
    ${'oidc.vercel.com'}                              | ${'owner:acme:project:site:*'}                                 | ${'project'}
    ${'oidc.vercel.com'}                              | ${'owner:acme:project:site:environment:production'}            | ${'exact'}
    ${'api.pulumi.com/oidc'}                          | ${'pulumi:deploy:org:acme:*'}                                  | ${'tenant'}
    ${'login.example.com'}                            | ${'*'}                                                         | ${'tenant'}
    ${'login.example.com'}                            | ${'machine-7-*'}                                               | ${'exact'}
  `('$issuer with $value: $reach', ({ issuer, value, reach }) => {
    expect(reachOf(allow(issuer, sub(issuer, value)))).toEqual([reach]);
  });

  it.each`
    issuer                                        | reach
    ${GITHUB}                                     | ${'anyone'}
    ${'gitlab.com'}                               | ${'anyone'}
    ${'app.terraform.io'}                         | ${'anyone'}
    ${'accounts.google.com'}                      | ${'anyone'}
    ${'cognito-identity.amazonaws.com'}           | ${'anyone'}
    ${'oidc.eks.eu-west-1.amazonaws.com/id/AB12'} | ${'tenant'}
    ${'oidc.circleci.com/org/0123'}               | ${'tenant'}
    ${'login.example.com'}                        | ${'tenant'}
  `('without a condition $issuer lets in $reach', ({ issuer, reach }) => {
    expect(reachOf(allow(issuer))).toEqual([reach]);
  });

  it('a longer beginning never lets in more', () => {
    const whole = 'repo:acme/app:ref:refs/heads/main';
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(whole.length), (a, b) => {
        const reach = (length: number) =>
          webTrusts({ Statement: allow(GITHUB, sub(GITHUB, `${whole.slice(0, length)}*`)) })?.[0]?.reach ?? 0;
        expect(reach(Math.max(a, b))).toBeLessThanOrEqual(reach(Math.min(a, b)));
      }),
    );
  });
});

describe('how conditions are read', () => {
  const main = 'repo:acme/app:ref:refs/heads/main';
  it.each`
    why                                         | condition                                                                                           | expected
    ${'an audience says nothing of who asks'}   | ${{ StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' } }}                                     | ${['anyone']}
    ${'a wildcard under StringEquals is text'}  | ${sub(GITHUB, 'repo:*', 'StringEquals')}                                                            | ${['exact']}
    ${'any case of key and operator'}           | ${{ stringlike: { [`${GITHUB.toUpperCase()}:SUB`]: 'repo:acme/*' } }}                               | ${['tenant']}
    ${'ForAnyValue needs the claim'}            | ${sub(GITHUB, main, 'ForAnyValue:StringLike')}                                                      | ${['exact']}
    ${'ForAllValues holds without it'}          | ${sub(GITHUB, main, 'ForAllValues:StringLike')}                                                     | ${['anyone, meant exact']}
    ${'IfExists holds without it'}              | ${sub(GITHUB, main, 'StringEqualsIfExists')}                                                        | ${['anyone, meant exact']}
    ${'everybody but some'}                     | ${sub(GITHUB, main, 'StringNotEquals')}                                                             | ${['anyone']}
    ${'that there is a claim'}                  | ${{ Null: { [`${GITHUB}:sub`]: 'false' } }}                                                         | ${['anyone']}
    ${'the narrower of two'}                    | ${{ ...sub(GITHUB, 'repo:acme/*'), ...sub(GITHUB, main, 'StringEquals') }}                          | ${['exact']}
    ${'a repository by a claim of its own'}     | ${{ StringEquals: { [`${GITHUB}:repository`]: 'acme/app' } }}                                       | ${['project']}
    ${'and its branch'}                         | ${{ StringEquals: { [`${GITHUB}:repository`]: 'acme/app', [`${GITHUB}:ref`]: 'refs/heads/main' } }} | ${['exact']}
    ${'an owner by a claim of its own'}         | ${{ StringLike: { [`${GITHUB}:repository`]: 'acme/*' } }}                                           | ${['tenant']}
    ${'a beginning of an owner'}                | ${{ StringLike: { [`${GITHUB}:repository_owner`]: 'acme*' } }}                                      | ${['anyone']}
    ${'a workflow that anybody may call'}       | ${{ StringEquals: { [`${GITHUB}:job_workflow_ref`]: 'acme/flows/.github/workflows/x.yml@main' } }}  | ${['anyone']}
    ${'a claim of another provider'}            | ${sub('gitlab.com', 'project_path:acme/app:ref_type:branch:ref:main')}                              | ${[]}
    ${'an address, which is nobody’s identity'} | ${{ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }}                                              | ${['anyone']}
  `('$why', ({ condition, expected }) => {
    expect(reachOf(allow(GITHUB, condition))).toEqual(expected);
  });

  it.each`
    issuer                              | condition                                                                                                                                                            | expected
    ${'accounts.google.com'}            | ${{ StringEquals: { 'accounts.google.com:aud': '1065' } }}                                                                                                           | ${['exact']}
    ${'accounts.google.com'}            | ${{ StringEquals: { 'accounts.google.com:oaud': 'anything' } }}                                                                                                      | ${['anyone']}
    ${'cognito-identity.amazonaws.com'} | ${{ StringEquals: { 'cognito-identity.amazonaws.com:aud': 'eu-west-1:pool' } }}                                                                                      | ${['project']}
    ${'cognito-identity.amazonaws.com'} | ${{ StringEquals: { 'cognito-identity.amazonaws.com:aud': 'eu-west-1:pool' }, 'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' } }} | ${['exact']}
    ${'cognito-identity.amazonaws.com'} | ${{ 'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' } }}                                                                           | ${['anyone']}
    ${'api.pulumi.com/oidc'}            | ${{ StringEquals: { 'api.pulumi.com/oidc:aud': 'aws:acme' } }}                                                                                                       | ${['tenant']}
  `('who asks by other claims: $condition', ({ issuer, condition, expected }) => {
    expect(reachOf(allow(issuer, condition))).toEqual(expected);
  });
});

describe('how statements are read', () => {
  const narrow = allow(GITHUB, sub(GITHUB, 'repo:acme/app:ref:refs/heads/main'));
  it('any one is enough, and the widest is told', () => {
    expect(reachOf(narrow, allow(GITHUB, sub(GITHUB, 'repo:acme/*')))).toEqual(['tenant']);
  });
  it('each provider is told, the widest first', () => {
    expect(webTrusts({ Statement: [narrow, allow('gitlab.com')] })?.map(({ name }) => name)).toEqual([
      'GitLab.com',
      'GitHub Actions',
    ]);
  });
  it.each`
    why                                   | statement                                                                                                 | expected
    ${'an action that does not assume'}   | ${allow(GITHUB, undefined, { Action: 'sts:TagSession' })}                                                 | ${[]}
    ${'assuming without a web identity'}  | ${allow(GITHUB, undefined, { Action: 'sts:AssumeRole' })}                                                 | ${[]}
    ${'all actions'}                      | ${allow(GITHUB, undefined, { Action: 'STS:*' })}                                                          | ${['anyone']}
    ${'all actions but one'}              | ${allow(GITHUB, undefined, { Action: undefined, NotAction: 'sts:TagSession' })}                           | ${['anyone']}
    ${'people by SAML'}                   | ${allow(GITHUB, undefined, { Principal: { Federated: 'arn:aws:iam::111122223333:saml-provider/okta' } })} | ${[]}
    ${'a service'}                        | ${allow(GITHUB, undefined, { Principal: { Service: 'lambda.amazonaws.com' } })}                           | ${[]}
    ${'anybody, which is another matter'} | ${allow(GITHUB, undefined, { Principal: '*', Action: 'sts:*' })}                                          | ${[]}
  `('$why', ({ statement, expected }) => {
    expect(reachOf(statement)).toEqual(expected);
  });
  it.each`
    why                                       | deny                                                                                                      | expected
    ${'a Deny of everything'}                 | ${{ Principal: '*' }}                                                                                     | ${[]}
    ${'a Deny of all but one repository'}     | ${{ Principal: '*', Condition: sub(GITHUB, 'repo:acme/app:*', 'StringNotLike') }}                         | ${['project']}
    ${'one that spares a token without it'}   | ${{ Principal: '*', Condition: sub(GITHUB, 'repo:acme/app:*', 'ForAnyValue:StringNotLike') }}             | ${['anyone, meant project']}
    ${'one that asks for something more too'} | ${{ Principal: '*', Condition: { ...sub(GITHUB, 'repo:acme/*', 'StringNotLike'), Bool: { a: 'true' } } }} | ${['anyone']}
    ${'one of another provider'}              | ${{ Principal: { Federated: arn('gitlab.com') } }}                                                        | ${['anyone']}
    ${'one of another action'}                | ${{ Principal: '*', Action: 'sts:TagSession' }}                                                           | ${['anyone']}
  `('$why', ({ deny, expected }) => {
    const denied = { Effect: 'Deny', Action: 'sts:AssumeRoleWithWebIdentity', ...deny };
    expect(reachOf(allow(GITHUB), denied)).toEqual(expected);
  });
  it.each`
    why                            | document
    ${'none'}                      | ${null}
    ${'no statement'}              | ${{}}
    ${'a condition of text'}       | ${{ Statement: allow(GITHUB, 'x' as unknown as object) }}
    ${'an operator of text'}       | ${{ Statement: allow(GITHUB, { StringLike: 'x' }) }}
    ${'a value that is an object'} | ${{ Statement: allow(GITHUB, sub(GITHUB, { a: 1 })) }}
    ${'no effect'}                 | ${{ Statement: allow(GITHUB, undefined, { Effect: 'Maybe' }) }}
    ${'no action'}                 | ${{ Statement: allow(GITHUB, undefined, { Action: undefined }) }}
    ${'no principal'}              | ${{ Statement: allow(GITHUB, undefined, { Principal: undefined }) }}
    ${'a principal of a number'}   | ${{ Statement: allow(GITHUB, undefined, { Principal: { Federated: 7 } }) }}
  `('a document with $why is unreadable, never narrow', ({ document }) => {
    expect(webTrusts(document)).toBeNull();
  });
});
