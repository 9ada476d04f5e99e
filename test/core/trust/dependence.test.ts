import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../../lib/core/model/policy.ts';
import type { Snapshot } from '../../../lib/core/model/snapshot.ts';
import type { DeclaredCredential } from '../../../lib/core/rotation/policy.ts';
import { declarationOf, dependenceOf } from '../../../lib/core/trust/dependence.ts';
import { enrich } from '../../../lib/core/trust/enrich.ts';
import { isWithin } from '../../../lib/core/trust/networks.ts';
import {
  ACCOUNT,
  aFunction,
  ago,
  aKey,
  aRole,
  aSecret,
  aSnapshot,
  aUser,
  KEY,
  NEVER,
  policyOf,
  usageOf,
  userArn,
} from '../detectors/build.ts';
import { aDeclaration, aDependent, ORDERS, SECRET } from '../rotation/facts.ts';

const key = aKey({ lastUsed: NEVER });

function dependence(
  snapshot: Partial<Snapshot> = {},
  declared: DeclaredCredential | undefined = aDeclaration(),
) {
  const estate = enrich(aSnapshot({ credentials: [key], ...snapshot }), DEFAULT_POLICY);
  return dependenceOf(estate, estate.subjects[0]!, declared);
}
const names = (...args: Parameters<typeof dependence>) =>
  dependence(...args).dependents.map(
    ({ id, kind, todo }) => `${kind} ${id}${todo === null ? '' : ' blocks'}`,
  );
const DECLARED = ['declared reports', 'declared orders'];

describe('dependents', () => {
  it('are those who were declared', () => {
    expect(names()).toEqual(DECLARED);
    const [first] = dependence().dependents;
    expect(first).toMatchObject({ environment: 'production', owner: 'payments', confidence: 'high' });
  });

  it.each([
    ['its key id', KEY],
    ['its user', userArn('ci')],
  ])('are declared by %s', (_by, credential) => {
    expect(declarationOf(key, [aDeclaration({ credential })])?.credential).toBe(credential);
    expect(declarationOf(key, [aDeclaration({ credential: `${credential}x` })])).toBeUndefined();
  });

  it('a copy in a function that was not found is unread: nobody knows who owns it', () => {
    expect(dependence().unread).toEqual([
      'the function of copy env: it is gone, or in a Region that was not looked at',
    ]);
    const found = { workloads: [aFunction('orders', 'prod')] };
    expect(dependence(found)).toMatchObject({ unread: [], managed: [] });
  });

  it('a copy in a function that a stack made says whose it is', () => {
    const tags = { 'aws:cloudformation:stack-name': 'shop' };
    expect(dependence({ workloads: [{ ...aFunction('orders', 'prod'), tags }] }).managed).toEqual([
      { copy: 'env', stack: 'shop' },
    ]);
  });

  it('a holder that nobody declared blocks, and says what to add', () => {
    const found = dependence({ workloads: [aFunction('forgotten', 'prod', { keys: [KEY] })] }).dependents.at(
      -1,
    );
    expect(found).toMatchObject({
      kind: 'holder',
      id: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:forgotten`,
      environment: 'prod',
      evidence: 'its key id lies in environment variable KEY_0',
    });
    expect(found?.todo).toContain('to the copies of this credential under rotation.credentials');
  });

  it.each<[string, DeclaredCredential]>([
    ['a copy in the function', aDeclaration()],
    ['its ARN', aDeclaration({ copies: [], dependents: [aDependent({ arn: ORDERS })] })],
    [
      'its ARN with an alias',
      aDeclaration({ copies: [], dependents: [aDependent({ arn: `${ORDERS}:live` })] }),
    ],
  ])('a holder is known by %s', (_by, declared) => {
    const workloads = [aFunction('orders', 'prod', { keys: [KEY] })];
    expect(names({ workloads }, declared).every((each) => each.startsWith('declared'))).toBe(true);
  });

  it('another revision of a task definition is the same holder', () => {
    const arn = (revision: number) => `arn:aws:ecs:eu-west-1:${ACCOUNT}:task-definition/shop:${revision}`;
    const task = { ...aFunction('shop', '', { keys: [KEY] }), arn: arn(9), type: 'AWS::ECS::TaskDefinition' };
    const declared = aDeclaration({ copies: [], dependents: [aDependent({ arn: arn(7) })] });
    expect(names({ workloads: [task] }, declared)).toEqual(['declared reports']);
  });

  it('a parameter is known by its copy', () => {
    const arn = `arn:aws:ssm:eu-west-1:${ACCOUNT}:parameter/batch/aws`;
    const parameter = { ...aFunction('/batch/aws', '', { keys: [KEY] }), arn, type: 'AWS::SSM::Parameter' };
    const target = { in: 'parameter', name: '/batch/aws', region: 'eu-west-1' } as const;
    const copies = [{ id: 'env', wayBack: true, target }];
    expect(names({ workloads: [parameter] }, aDeclaration({ copies }))).toEqual(DECLARED);
    expect(names({ workloads: [parameter] }, aDeclaration({ copies: [], dependents: [] }))).toEqual([
      `holder ${arn} blocks`,
    ]);
  });
});

describe('a tag', () => {
  it.each([
    ['on the user', { principals: [aUser({ tags: { 'nightwarden:dependent': 'batch nightly-export' } })] }],
    [
      "on the key's own tags",
      {
        credentials: [aKey({ lastUsed: NEVER, tags: { 'nightwarden:dependent': 'batch  nightly-export' } })],
      },
    ],
    [
      'on the secret',
      {
        credentials: [
          key,
          aSecret({ name: 'app', tags: { 'nightwarden:dependent': 'batch nightly-export' } }),
        ],
      },
    ],
  ])('%s adds dependents, and so blocks', (_where, snapshot) => {
    expect(names(snapshot)).toEqual([...DECLARED, 'tag batch blocks', 'tag nightly-export blocks']);
  });

  it.each([KEY, userArn('ci'), SECRET])('on a workload that names %s adds the workload', (value) => {
    const workload = { ...aFunction('batch', ''), tags: { 'nightwarden:dependent': value } };
    expect(names({ workloads: [workload] })).toEqual([...DECLARED, `tag ${workload.arn} blocks`]);
  });

  it('that names somebody who is declared adds nobody', () => {
    const user = aUser({ tags: { 'nightwarden:dependent': 'reports' } });
    expect(names({ principals: [user] })).toEqual(DECLARED);
  });

  it('names no target, probe or command: what it says is a name, and nothing of the plan is taken from it', () => {
    const value = 'http://evil/probe arn:aws:lambda:eu-west-1:999999999999:function:x $(id)';
    const user = aUser({ tags: { 'nightwarden:dependent': value, 'nightwarden:probe': 'http://evil' } });
    const added = dependence({ principals: [user] }).dependents.slice(2);
    expect(added.map(({ declared }) => declared)).toEqual([null, null, null]);
    expect(JSON.stringify(added)).not.toContain('nightwarden:probe');
  });

  it('takes nobody away', () => {
    expect(names({ principals: [aUser({ tags: { 'nightwarden:dependent': '' } })] })).toEqual(DECLARED);
  });
});

describe('readers of the secret', () => {
  const read = (resource: string, effect = 'Allow') =>
    policyOf('read', { Effect: effect, Action: 'secretsmanager:GetSecretValue', Resource: resource });
  const withRole = (resource: string, effect?: string) => {
    const role = aRole({ policies: [read(resource, effect)] });
    return { principals: [aUser(), role], workloads: [aFunction('batch', 'prod', { role: role.arn })] };
  };
  const batch = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:batch`;

  it.each<[string, Partial<Snapshot>, string[]]>([
    ['by name', withRole(SECRET), [`reader ${batch} blocks`]],
    ['by a pattern', withRole(`${SECRET.slice(0, -6)}*`), [`reader ${batch} blocks`]],
    ['by a Deny', withRole(SECRET, 'Deny'), []],
    ['by an Allow of every secret', withRole('*'), []],
    [
      'by an Allow of every secret of the account',
      withRole(`arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:*`),
      [],
    ],
    ['another secret', withRole(`${SECRET}x`), []],
  ])('%s', (_by, snapshot, found) => expect(names(snapshot)).toEqual([...DECLARED, ...found]));

  it('of a copy in another secret', () => {
    const other = `${SECRET}2`;
    const copies = [{ id: 'dr', wayBack: true, target: { in: 'secret', arn: other, replicas: [] } }] as const;
    const found = names(withRole(other), aDeclaration({ copies, dependents: [aDependent()] }));
    expect(found).toEqual(['declared reports', `reader ${batch} blocks`]);
  });

  it("in another account, whom the secret's own policy lets in", () => {
    const other = 'arn:aws:iam::999999999999:role/reporting';
    const document = {
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: other },
          Action: 'secretsmanager:GetSecretValue',
          Resource: '*',
        },
      ],
    };
    expect(names({ resourcePolicies: [{ resource: SECRET, document }] })).toEqual([
      ...DECLARED,
      `reader ${other} blocks`,
    ]);
    const declared = aDeclaration({ dependents: [aDependent({ arn: other })] });
    expect(names({ resourcePolicies: [{ resource: SECRET, document }] }, declared)).toEqual([
      'declared reports',
    ]);
  });

  it('are unknown where that policy could not be read', () => {
    const workloads = [aFunction('orders', 'prod')];
    const unread = (document: null | 'none') =>
      dependence({ workloads, resourcePolicies: [{ resource: SECRET, document }] }).unread;
    expect(unread(null)).toHaveLength(1);
    expect(unread('none')).toEqual([]);
  });
});

describe('uses', () => {
  it.each([
    ['none', {}, []],
    [
      'one from a declared network',
      {
        usage: [
          {
            ...usageOf(KEY, ago(2)),
            sourceIps: ['203.0.113.7'],
            counts: { ...usageOf(KEY, ago(2)).counts, sourceIps: 1 },
          },
        ],
      },
      [],
    ],
    [
      'one that only IAM tells',
      { credentials: [aKey()] },
      ['a call of s3 in eu-west-1 on 2026-11-21, which CloudTrail does not show'],
    ],
    [
      'of a service, and more than were kept',
      { usage: [{ ...usageOf(KEY, ago(2)), counts: { ...usageOf(KEY, ago(2)).counts, sourceIps: 9 } }] },
      [
        'calls from lambda.amazonaws.com, up to 2026-11-20 (it calls itself aws-cli/2.31, lambda.amazonaws.com)',
        'calls from 7 more sources, of which only the number was kept',
      ],
    ],
  ])('unexplained: %s', (_what, snapshot, texts) => {
    expect(dependence(snapshot).unexplained).toEqual(texts);
  });
});

it.each`
  source                | networks             | within
  ${'10.1.2.3'}         | ${['10.0.0.0/8']}    | ${true}
  ${'11.1.2.3'}         | ${['10.0.0.0/8']}    | ${false}
  ${'10.1.2.3'}         | ${['10.1.2.3']}      | ${true}
  ${'::ffff:10.1.2.3'}  | ${['10.0.0.0/8']}    | ${true}
  ${'2001:db8::1'}      | ${['2001:db8::/32']} | ${true}
  ${'2001:db8::1'}      | ${['10.0.0.0/8']}    | ${false}
  ${'s3.amazonaws.com'} | ${['10.0.0.0/8']}    | ${false}
  ${'10.1.2.3'}         | ${['nonsense']}      | ${false}
`('$source lies in $networks: $within', ({ source, networks, within }) =>
  expect(isWithin(source, networks)).toBe(within),
);
