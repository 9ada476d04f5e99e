import { ACCOUNT, OLD } from './shared.ts';
import { DATES, TEXTS, text } from './texts.ts';

const PARTITIONS = ['aws', 'aws-cn', 'aws-us-gov', 'aws-iso', 'aws-evil'];

interface Key {
  readonly user: string;
  readonly id: string;
}

/** An active, old key for each hostile user: each of them is found, and its name shown. */
export const KEYS: readonly Key[] = TEXTS.map((name, i) => ({ user: name, id: keyId(i) }));

function keyId(n: number): string {
  return `AKIAH05T1LE${String(n).padStart(9, '0')}`;
}

/** GetAccountAuthorizationDetails, beside the users that AWS wrote. */
export function hostileDetails(): Readonly<Record<string, readonly object[]>> {
  return {
    UserDetailList: [...TEXTS.map(hostileUser), ...strangeUsers()],
    GroupDetailList: TEXTS.slice(0, 12).map((name) => ({
      Arn: `arn:aws:iam::${ACCOUNT}:group/${name}`,
      GroupName: name,
      GroupPolicyList: [{ PolicyName: name, PolicyDocument: '{"Statement":' }],
      AttachedManagedPolicies: [],
    })),
    RoleDetailList: TEXTS.slice(0, 24).map(hostileRole),
    Policies: DOCUMENTS.map((Document, i) => ({
      Arn: `arn:aws:iam::${ACCOUNT}:policy/hostile-${i}`,
      PolicyName: text(i),
      DefaultVersionId: i % 2 === 0 ? 'v1' : '__proto__',
      PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document }],
    })),
  };
}

function hostileUser(name: string, i: number): object {
  const Arn = `arn:aws:iam::${ACCOUNT}:user/${name}`;
  return {
    Arn,
    UserName: name,
    Path: `/${text(i + 1)}/`,
    CreateDate: OLD,
    UserPolicyList: [{ PolicyName: text(i + 2), PolicyDocument: DOCUMENTS[i % DOCUMENTS.length] }],
    GroupList: [text(i)],
    AttachedManagedPolicies: [
      { PolicyName: text(i), PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/hostile-${i % DOCUMENTS.length}` },
    ],
    Tags: [
      { Key: 'owner', Value: text(i + 3) },
      { Key: 'environment', Value: text(i + 4) },
      { Key: '__proto__', Value: 'polluted' },
      { Key: 'constructor', Value: 'polluted' },
      { Key: text(i + 5), Value: text(i + 6) },
    ],
  };
}

/** Dates and ARNs that AWS does not write, the same user twice, and two users of one ARN. */
function strangeUsers(): readonly object[] {
  const user = (name: string, more: object = {}) => ({
    Arn: `arn:aws:iam::${ACCOUNT}:user/${name}`,
    UserName: name,
    CreateDate: OLD,
    ...more,
  });
  return [
    ...DATES.map((CreateDate, i) => user(`date-${i}`, { CreateDate })),
    ...PARTITIONS.map((partition) =>
      user(`of-${partition}`, { Arn: `arn:${partition}:iam::${ACCOUNT}:user/of-${partition}` }),
    ),
    user('twice'),
    user('twice'),
    user('differs', { GroupList: ['shop-staff'] }),
    user('differs', { GroupList: ['platform-admins'] }),
  ];
}

function hostileRole(name: string, i: number): object {
  return {
    Arn: `arn:aws:iam::${ACCOUNT}:role/${name}`,
    RoleName: name,
    CreateDate: OLD,
    AssumeRolePolicyDocument: i % 3 === 0 ? DOCUMENTS[i % DOCUMENTS.length] : trusting(name, i),
    RolePolicyList: [{ PolicyName: name, PolicyDocument: DOCUMENTS[(i + 3) % DOCUMENTS.length] }],
    RoleLastUsed: { LastUsedDate: '2026-11-19T00:00:00Z', Region: name },
    Tags: [{ Key: 'owner', Value: name }],
  };
}

function trusting(name: string, i: number): object {
  const Principal = [{ AWS: name }, { Federated: name }, { Service: [name, '*'] }, '*', { [name]: name }, []];
  return {
    Version: name,
    Statement: {
      Effect: 'Allow',
      Principal: Principal[i % Principal.length],
      Action: 'sts:AssumeRole',
      Condition: { [name]: { [name]: [name] } },
    },
  };
}

function nested(depth: number): string {
  return `${'{"Statement":['.repeat(depth)}${']}'.repeat(depth)}`;
}

const HUGE = {
  Version: '2012-10-17',
  Statement: Array.from({ length: 80 }, (_, i) => ({
    Sid: `S${i}`,
    Effect: i % 7 === 0 ? 'Deny' : 'Allow',
    Action: [`s3:${'*?'.repeat(16)}${i}`],
    Resource: `arn:aws:s3:::${'*a'.repeat(16)}${i}`,
  })),
};

/** Policy documents as text, URL-encoded or as objects: deep, huge, broken, and of the wrong types. */
const DOCUMENTS: readonly unknown[] = [
  nested(700),
  JSON.stringify(HUGE),
  '{"Statement":',
  '%7B%22Statement%22%3A%',
  '%E0%A4%A',
  '',
  'null',
  '[]',
  42,
  null,
  { Statement: 'Allow' },
  { Statement: [{ Effect: 'allow', Action: 7, Resource: {} }] },
  { Statement: [{ Effect: 'Allow', Action: ['\u202e*', '*\u0000', '**'], Resource: '*' }] },
  { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*', Condition: { '\u001b[31m': { __proto__: null } } }] },
  { Statement: [{ Effect: 'Allow', NotAction: [], NotResource: [] }] },
  JSON.parse('{"__proto__":{"polluted":true},"Statement":{"__proto__":{"Effect":"Allow"},"constructor":1}}'),
];
