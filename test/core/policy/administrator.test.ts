import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Administrator } from '../../../lib/core/model/estate.ts';
import type { Group, JsonObject, PolicyDocument, User } from '../../../lib/core/model/principal.ts';
import { administrator } from '../../../lib/core/policy/administrator.ts';

const ALL = { Effect: 'Allow', Action: '*', Resource: '*' };
const POWER_USER = [
  { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
  { Effect: 'Allow', Action: ['iam:CreateServiceLinkedRole', 'iam:ListRoles'], Resource: '*' },
];
const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
const OLD_SESSIONS = { DateLessThan: { 'aws:TokenIssueTime': '2026-11-01T00:00:00Z' } };
/** A policy variable, as IAM writes it. */
const variable = (name: string) => `\${${name}}`;
const allow = (Action: string | string[], Resource: string | string[] = '*') => ({
  Effect: 'Allow',
  Action,
  Resource,
});
const deny = (Action: string | string[], Resource: string | string[] = '*') => ({
  Effect: 'Deny',
  Action,
  Resource,
});

function document(name: string, Statement: unknown): PolicyDocument {
  return { name, document: { Version: '2012-10-17', Statement } };
}

function aUser(
  policies: readonly PolicyDocument[],
  boundary?: PolicyDocument,
  groups: readonly string[] = [],
): User {
  return {
    type: 'user',
    arn: 'arn:aws:iam::111122223333:user/ci',
    name: 'ci',
    path: '/',
    createdAt: null,
    tags: {},
    policies,
    groups,
    ...(boundary ? { boundary } : {}),
  };
}

function ofUser(policies: readonly PolicyDocument[], boundary?: PolicyDocument): Administrator {
  return administrator(aUser(policies, boundary), new Map());
}

function ofRole(policies: readonly PolicyDocument[]): Administrator {
  const { groups: _groups, ...facts } = aUser(policies);
  const lastUsed = { state: 'unknown', missing: 'x' } as const;
  return administrator(
    { ...facts, type: 'role', arn: 'arn:aws:iam::111122223333:role/ci', trust: null, lastUsed },
    new Map(),
  );
}

describe('by its statements', () => {
  it.each([
    ['everything everywhere', ALL, 'yes'],
    ['a single statement in an array', [ALL], 'yes'],
    ['an array of one star', [{ Effect: 'Allow', Action: ['*'], Resource: ['*'] }], 'yes'],
    ['the pattern *:*', [allow('*:*')], 'yes'],
    ['every ARN of the partition', [allow('*', 'arn:aws:*')], 'yes'],
    ['an ARN with its fields left out', [allow('*', ['arn:aws:iam', 'arn:aws:*'])], 'yes'],
    ['nothing', [], 'no'],
    ['actions in another case', [allow(['IAM:*', 'S3:*', '*'])], 'yes'],
    [
      'everything but the account and the organisation',
      [{ Effect: 'Allow', NotAction: ['organizations:*', 'account:*'], Resource: '*' }],
      'yes',
    ],
    ['PowerUserAccess', POWER_USER, 'no'],
    ['PowerUserAccess and iam:* held together', [...POWER_USER, allow('iam:*')], 'yes'],
    [
      'PowerUserAccess and iam:* on every ARN of IAM',
      [...POWER_USER, allow('iam:*', 'arn:aws:iam::*:*')],
      'yes',
    ],
    [
      'PowerUserAccess and iam:* on one path',
      [...POWER_USER, allow('iam:*', 'arn:aws:iam::111122223333:role/app/*')],
      'no',
    ],
    ['PowerUserAccess and iam:PassRole', [...POWER_USER, allow('iam:PassRole')], 'no'],
    ['iam:* alone', [allow('iam:*')], 'no'],
    [
      'the services by name',
      [
        allow([
          'iam:*',
          's3:*',
          'ec2:*',
          'lambda:*',
          'dynamodb:*',
          'kms:*',
          'secretsmanager:*',
          'ssm:*',
          'rds:*',
          'sqs:*',
          'ecs:*',
          'cloudformation:*',
        ]),
      ],
      'no',
    ],
    ['reading everything', [allow(['*:Get*', '*:List*', '*:Describe*'])], 'no'],
    ['everything on one bucket', [allow('*', 'arn:aws:s3:::logs/*')], 'no'],
    ['everything in one Region', [allow('*', 'arn:aws:*:eu-west-1:*:*')], 'no'],
    ['everything of another account', [allow('*', 'arn:aws:*:*:999988887777:*')], 'no'],
    [
      'everything but one resource',
      [{ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::audit/*' }],
      'yes',
    ],
    ['wildcards inside names', [allow(['?*', 'iam:Cre?te*'])], 'yes'],
    ['everything of its own account', [allow('*', 'arn:aws:*:*:111122223333:*')], 'yes'],
    [
      'everything but one action on one resource',
      [{ Effect: 'Allow', NotAction: 'iam:DeleteUser', NotResource: 'arn:aws:s3:::audit' }],
      'yes',
    ],
    [
      'everything but IAM, by resource',
      [{ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:iam::*:*' }],
      'no',
    ],
    ['a policy variable for a star', [allow('*', variable('*'))], 'no'],
    [
      'everything under a condition, and iam:* under none',
      [{ ...ALL, Condition: MFA }, allow('iam:*')],
      'conditional',
    ],
  ])('%s', (_why, statements, verdict) => {
    expect(ofUser([document('p', statements)]).verdict).toBe(verdict);
  });
});

describe('Deny goes first', () => {
  it.each([
    ['of everything', deny('*'), 'no'],
    ['of all of IAM', deny('iam:*'), 'no'],
    ['of IAM, in another case', deny('IAM:*'), 'no'],
    [
      'of everything but reading',
      { Effect: 'Deny', NotAction: ['s3:Get*', 's3:List*'], Resource: '*' },
      'no',
    ],
    [
      'of everything outside one bucket',
      { Effect: 'Deny', Action: '*', NotResource: 'arn:aws:s3:::logs/*' },
      'no',
    ],
    [
      'of what gives control of identities',
      deny([
        'iam:CreateUser',
        'iam:AttachUserPolicy',
        'iam:PutUserPolicy',
        'iam:CreateAccessKey',
        'iam:PassRole',
        'iam:AttachRolePolicy',
        'iam:UpdateAssumeRolePolicy',
        'iam:CreatePolicyVersion',
      ]),
      'no',
    ],
    ['of one action elsewhere', deny('s3:DeleteBucket'), 'yes'],
    ['of one service', deny('s3:*'), 'yes'],
    ['of making users only', deny(['iam:CreateUser', 'iam:CreateAccessKey']), 'yes'],
    ['of IAM on one protected role', deny('iam:*', 'arn:aws:iam::111122223333:role/protected'), 'yes'],
    ['of stopping the trail', deny('cloudtrail:StopLogging'), 'yes'],
    [
      'of everything without MFA',
      { ...deny('*'), Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } },
      'conditional',
    ],
    ['of one action elsewhere, under a condition', { ...deny('s3:DeleteBucket'), Condition: MFA }, 'yes'],
    ['of old sessions', { ...deny('*'), Condition: OLD_SESSIONS }, 'yes'],
    [
      'of old sessions, key in another case',
      { ...deny('*'), Condition: { dateLessThan: { 'AWS:tokenIssueTime': 'x' } } },
      'yes',
    ],
    [
      'of old sessions or none',
      { ...deny('*'), Condition: { DateLessThanIfExists: { 'aws:TokenIssueTime': 'x' } } },
      'conditional',
    ],
    [
      'of old sessions from elsewhere',
      { ...deny('*'), Condition: { ...OLD_SESSIONS, IpAddress: { 'aws:SourceIp': 'x' } } },
      'yes',
    ],
    [
      'of sessions without MFA, which no request by a long-term key is',
      { ...deny('*'), Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } },
      'yes',
    ],
    [
      'of sessions without MFA, as AWS shows it with a second condition',
      {
        Effect: 'Deny',
        NotAction: 'iam:ListMFADevices',
        Resource: '*',
        Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false', 'aws:ViaAWSService': 'false' } },
      },
      'yes',
    ],
    [
      'of sessions whose MFA is old',
      { ...deny('*'), Condition: { NumericGreaterThan: { 'aws:MultiFactorAuthAge': '3600' } } },
      'yes',
    ],
    [
      'of sessions whose MFA is old or missing',
      { ...deny('*'), Condition: { NumericGreaterThanIfExists: { 'aws:MultiFactorAuthAge': '3600' } } },
      'conditional',
    ],
    [
      'of whatever is no session',
      { ...deny('*'), Condition: { Null: { 'aws:TokenIssueTime': 'true' } } },
      'conditional',
    ],
    [
      'of everything outside one Region',
      { ...deny('*'), Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } } },
      'conditional',
    ],
    [
      'of the data, which it can give back to itself',
      deny(['s3:*', 'dynamodb:*', 'secretsmanager:*', 'kms:*']),
      'yes',
    ],
    ['of running anything', deny(['ec2:*', 'lambda:*', 'ecs:*', 'ssm:*', 'cloudformation:*']), 'yes'],
    [
      'of the data and of running anything',
      deny(['s3:*', 'dynamodb:*', 'secretsmanager:*', 'kms:*', 'ec2:*', 'lambda:*', 'ecs:*']),
      'no',
    ],
    [
      'of IAM but for its own user',
      { Effect: 'Deny', Action: 'iam:*', NotResource: `arn:aws:iam::*:user/${variable('aws:username')}` },
      'no',
    ],
    ['of IAM on roles only', deny('iam:*', 'arn:aws:iam::*:role/*'), 'yes'],
  ])('%s', (_why, statement, verdict) => {
    expect(ofUser([document('admin', ALL), document('guard', statement)]).verdict).toBe(verdict);
  });

  it('weighs a Deny of sessions without MFA on a role, all of whose credentials are sessions', () => {
    const Condition = { Bool: { 'aws:MultiFactorAuthPresent': 'false' } };
    expect(ofRole([document('admin', ALL), document('guard', { ...deny('*'), Condition })]).verdict).toBe(
      'conditional',
    );
  });

  it('weighs a Deny of old sessions on a role, all of whose credentials are sessions', () => {
    expect(
      ofRole([document('admin', ALL), document('guard', { ...deny('*'), Condition: OLD_SESSIONS })]).verdict,
    ).toBe('conditional');
  });
});

describe('within a boundary', () => {
  it.each([
    ['that allows everything', ALL, 'yes'],
    ['that allows one service', allow('s3:*'), 'no'],
    ['that denies IAM', [ALL, deny('iam:*')], 'no'],
    ['that allows everything under a condition', { ...ALL, Condition: MFA }, 'conditional'],
    ['that allows nothing', [], 'no'],
    ['that allows everything but IAM', { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }, 'no'],
    [
      'that denies making principals without it',
      [ALL, { ...deny('iam:*'), Condition: { StringNotEquals: { 'iam:PermissionsBoundary': 'x' } } }],
      'conditional',
    ],
  ])('%s', (_why, statements, verdict) => {
    expect(ofUser([document('admin', ALL)], document('dev-boundary', statements)).verdict).toBe(verdict);
  });

  it('gives nothing by itself', () => {
    expect(ofUser([], document('dev-boundary', ALL)).verdict).toBe('no');
  });
});

describe('what was not read', () => {
  const unread: PolicyDocument = { name: 'Unread', document: null };
  const IAM = 'iam:GetAccountAuthorizationDetails';

  it.each([
    ['may allow everything', [unread], undefined, 'unknown'],
    ['may deny everything', [document('admin', ALL), unread], undefined, 'unknown'],
    ['is moot when a Deny decides', [document('guard', deny('iam:*')), unread], undefined, 'no'],
    ['is moot when the boundary decides', [unread], document('b', allow('s3:*')), 'no'],
    ['a boundary may allow nothing', [document('admin', ALL)], unread, 'unknown'],
    ['a boundary is moot when nothing is allowed', [document('p', allow('s3:*'))], unread, 'no'],
  ])('%s', (_why, policies, boundary, verdict) => {
    expect(ofUser(policies, boundary).verdict).toBe(verdict);
  });

  it.each([
    ['text in place of a document', '{"Statement":[]}'],
    ['a number', 7],
    ['no statement', {}],
    ['a statement that is text', { Statement: 'all' }],
    ['an unknown effect', { Statement: { ...ALL, Effect: 'allow' } }],
    ['neither Action nor NotAction', { Statement: { Effect: 'Allow', Resource: '*' } }],
    ['both Action and NotAction', { Statement: { ...ALL, NotAction: 's3:*' } }],
    ['no resource', { Statement: { Effect: 'Allow', Action: '*' } }],
    ['an action that is no text', { Statement: { ...ALL, Action: [1] } }],
    ['a condition that is text', { Statement: { ...ALL, Condition: 'mfa' } }],
    ['one good statement beside a bad one', { Statement: [ALL, null] }],
  ])('counts a document that is not valid as unread: %s', (_why, raw) => {
    expect(ofUser([{ name: 'odd', document: raw as JsonObject }])).toEqual({
      verdict: 'unknown',
      missing: IAM,
      because: ['policy odd, which could not be read'],
    });
  });

  it('names the group whose policies were not read', () => {
    expect(administrator(aUser([], undefined, ['admins']), new Map())).toEqual({
      verdict: 'unknown',
      missing: IAM,
      because: ['the policies of group admins, which could not be read'],
    });
  });
});

describe('names what decides', () => {
  const admins: Group = {
    arn: 'arn:aws:iam::111122223333:group/admins',
    name: 'admins',
    policies: [document('arn:aws:iam::aws:policy/AdministratorAccess', ALL)],
  };
  const decided = (user: User) => {
    const answer = administrator(user, new Map([['admins', admins]]));
    return [answer.verdict, ...(answer.because ?? [])];
  };

  it.each([
    [
      'root',
      administrator({ type: 'root', arn: 'arn:aws:iam::111122223333:root', mfa: 'yes' }, new Map()).because,
      ['being root'],
    ],
    [
      'a group',
      decided(aUser([document('logs', allow('s3:*'))], undefined, ['admins'])),
      ['yes', 'policy AdministratorAccess by group admins'],
    ],
    [
      'several together',
      decided(aUser([document('power', POWER_USER), document('iam', allow('iam:*'))])),
      ['yes', 'policy iam', 'policy power'],
    ],
    [
      'several together, in whatever order AWS names them',
      decided(aUser([document('iam', allow('iam:*')), document('power', POWER_USER)])),
      ['yes', 'policy iam', 'policy power'],
    ],
    [
      'a Deny',
      decided(aUser([document('admin', ALL), document('guard', deny('iam:*'))])),
      ['no', 'a Deny in policy guard'],
    ],
    [
      'a boundary',
      decided(aUser([document('admin', ALL)], document('dev-boundary', allow('s3:*')))),
      ['no', 'boundary dev-boundary'],
    ],
    [
      'a condition',
      decided(aUser([document('admin', { ...ALL, Condition: MFA })])),
      ['conditional', 'policy admin (on condition of aws:multifactorauthpresent)'],
    ],
    [
      'a Deny under a condition',
      decided(
        aUser([
          document('admin', ALL),
          document('guard', { ...deny('*'), Condition: { IpAddress: { 'aws:SourceIp': 'x' } } }),
        ]),
      ),
      ['conditional', 'policy admin', 'a Deny in policy guard (on condition of aws:sourceip)'],
    ],
    ['nothing', decided(aUser([])), ['no', 'no policy that allows everything']],
  ])('%s', (_why, because, expected) => {
    expect(because).toEqual(expected);
  });
});

describe('laws', () => {
  const effect = fc.constantFrom('Allow', 'Deny');
  const pattern = fc.constantFrom(
    '*',
    'iam:*',
    's3:*',
    'iam:Create*',
    'ec2:*',
    'kms:Decrypt',
    'iam:PassRole',
    'lambda:*',
    '*:*',
  );
  const patterns = fc.uniqueArray(pattern, { minLength: 1, maxLength: 3 });
  const resource = fc.constantFrom('*', 'arn:aws:iam::111122223333:*', 'arn:aws:s3:::logs/*', 'arn:aws:*');
  const statement = fc
    .tuple(
      effect,
      fc.constantFrom('Action', 'NotAction'),
      patterns,
      resource,
      fc.constantFrom({}, {}, { Condition: MFA }),
    )
    .map(([Effect, element, names, Resource, rest]) => ({ Effect, [element]: names, Resource, ...rest }));
  const statements = fc
    .array(statement, { maxLength: 5 })
    .map((drawn) => [ALL, ...drawn].slice(drawn.length % 2));
  const rank = (answer: Administrator) => ['no', 'conditional', 'yes'].indexOf(answer.verdict);
  const judged = (drawn: readonly JsonObject[], boundary?: readonly JsonObject[]) =>
    rank(ofUser([document('p', drawn)], boundary && document('b', boundary)));

  it('a further Deny never gives more', () => {
    fc.assert(
      fc.property(statements, statement, (drawn, more) => {
        expect(judged([...drawn, { ...more, Effect: 'Deny' }])).toBeLessThanOrEqual(judged(drawn));
      }),
    );
  });

  it('a further Allow never gives less', () => {
    fc.assert(
      fc.property(statements, statement, (drawn, more) => {
        expect(judged([...drawn, { ...more, Effect: 'Allow' }])).toBeGreaterThanOrEqual(judged(drawn));
      }),
    );
  });

  it('the order of statements, and how they are spread over policies, never matters', () => {
    fc.assert(
      fc.property(statements, fc.nat(5), (drawn, cut) => {
        const spread = [document('a', drawn.slice(cut)), document('b', drawn.slice(0, cut))];
        expect(judged(drawn.toReversed())).toBe(judged(drawn));
        expect(rank(ofUser(spread))).toBe(judged(drawn));
      }),
    );
  });

  it('a boundary never gives more', () => {
    fc.assert(
      fc.property(statements, statements, (drawn, boundary) => {
        expect(judged(drawn, boundary)).toBeLessThanOrEqual(judged(drawn));
      }),
    );
  });

  it('reading what was unread never contradicts an answer that was not unknown', () => {
    fc.assert(
      fc.property(statements, statements, (drawn, later) => {
        const before = ofUser([document('p', drawn), { name: 'q', document: null }]);
        const after = ofUser([document('p', drawn), document('q', later)]);
        if (before.verdict !== 'unknown') expect(after.verdict).toBe(before.verdict);
      }),
    );
  });
});
