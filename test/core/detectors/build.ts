import { optionsOf } from '../../../lib/core/detectors/judge.ts';
import type {
  AccessKey,
  ApplicationCredential,
  LastUse,
  LoginProfile,
  PlaintextCredential,
  RoleSession,
  Secret,
} from '../../../lib/core/model/credential.ts';
import type { Detector, OptionSpecs, Verdict } from '../../../lib/core/model/detector.ts';
import { FACTS } from '../../../lib/core/model/facts.ts';
import type { SourceGap } from '../../../lib/core/model/gap.ts';
import type { Person } from '../../../lib/core/model/people.ts';
import { DEFAULT_POLICY } from '../../../lib/core/model/policy.ts';
import type { JsonObject, PolicyDocument, Role, User } from '../../../lib/core/model/principal.ts';
import type { ServiceAccess } from '../../../lib/core/model/service-access.ts';
import { score, severityOf } from '../../../lib/core/model/severity.ts';
import type { Snapshot } from '../../../lib/core/model/snapshot.ts';
import { addDays, type Instant } from '../../../lib/core/model/time.ts';
import type { Usage } from '../../../lib/core/model/usage.ts';
import type { Workload } from '../../../lib/core/model/workload.ts';
import { enrich } from '../../../lib/core/trust/enrich.ts';

export const NOW: Instant = '2026-11-22T03:00:00.000Z';
export const ACCOUNT = '111122223333';
export const KEY = 'AKIAEXAMPLEEXAMPLE01';
export const OTHER_KEY = 'AKIAEXAMPLEEXAMPLE02';
export const ROOT = `arn:aws:iam::${ACCOUNT}:root`;

/** The moment a number of days before now. */
export function ago(days: number): Instant {
  return addDays(NOW, -days);
}

export function userArn(name: string): string {
  return `arn:aws:iam::${ACCOUNT}:user/${name}`;
}

export function usedAgo(days: number, asOf: Instant = NOW): LastUse {
  return { state: 'used', at: ago(days), service: 's3', region: 'eu-west-1', asOf };
}

export const NEVER: LastUse = { state: 'never', asOf: NOW };
export const UNREAD: LastUse = { state: 'unknown', missing: 'iam:GetAccessKeyLastUsed' };

export function aKey(facts: Partial<AccessKey> = {}): AccessKey {
  return {
    kind: 'access-key',
    id: KEY,
    principal: userArn(facts.userName ?? 'ci'),
    userName: 'ci',
    account: ACCOUNT,
    region: null,
    status: 'Active',
    createdAt: ago(30),
    lastUsed: usedAgo(1),
    tags: { owner: 'ana@example.com' },
    ...facts,
  };
}

/** A console password with MFA, used yesterday. */
export function aLogin(facts: Partial<LoginProfile> = {}): LoginProfile {
  const principal = userArn(facts.userName ?? 'ci');
  return {
    kind: 'login-profile',
    id: `${principal}#login-profile`,
    principal,
    userName: 'ci',
    account: ACCOUNT,
    region: null,
    status: 'Active',
    createdAt: ago(30),
    lastUsed: usedAgo(1),
    tags: { owner: 'ana@example.com' },
    mfa: 'yes',
    ...facts,
  };
}

/** A gap of the whole account, in what is given. */
export function aGap(missing: string, ...facts: SourceGap['facts']): SourceGap {
  return { scope: { account: ACCOUNT }, missing, reason: 'access denied', remedy: 'allow it', facts };
}

/** A function with a role, in the environment that its tag says, and with key ids among its variables. */
export function aFunction(
  name: string,
  environment: string,
  { role, keys = [] }: { readonly role?: string; readonly keys?: readonly string[] } = {},
): Workload {
  return {
    arn: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:${name}`,
    type: 'AWS::Lambda::Function',
    name,
    region: 'eu-west-1',
    ...(role === undefined ? {} : { role }),
    tags: environment === '' ? {} : { environment },
    environment: {
      state: 'read',
      variables: keys.map((keyId, at) => ({ name: `KEY_${at}`, length: 20, rules: [], keyId })),
    },
  };
}

export function aRootKey(facts: Partial<AccessKey> = {}): AccessKey {
  return aKey({ id: `${ROOT}#access-key-1`, principal: ROOT, userName: '<root>', tags: {}, ...facts });
}

export function aUser(facts: Partial<User> = {}): User {
  return {
    type: 'user',
    arn: userArn(facts.name ?? 'ci'),
    name: 'ci',
    path: '/',
    createdAt: ago(400),
    tags: {},
    policies: [],
    groups: [],
    ...facts,
  };
}

export function aRole(facts: Partial<Role> = {}): Role {
  const name = facts.name ?? 'worker';
  return {
    type: 'role',
    arn: `arn:aws:iam::${ACCOUNT}:role/${name}`,
    name,
    path: '/',
    createdAt: ago(400),
    tags: {},
    policies: [],
    trust: trusting({ Service: 'lambda.amazonaws.com' }),
    lastUsed: usedAgo(1),
    ...facts,
  };
}

export function aRoleSession(role: Role, facts: Partial<RoleSession> = {}): RoleSession {
  return {
    kind: 'role-session',
    id: role.arn,
    principal: role.arn,
    account: ACCOUNT,
    region: null,
    status: 'Active',
    createdAt: role.createdAt,
    lastUsed: role.lastUsed,
    tags: { owner: 'ana@example.com' },
    serviceLinked: false,
    identityCenter: false,
    ...facts,
  };
}

export function aSecret(facts: Partial<Secret> = {}): Secret {
  const name = facts.name ?? 'db';
  return {
    kind: 'secret',
    id: `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:${name}-AbCdEf`,
    principal: null,
    name,
    account: ACCOUNT,
    region: 'eu-west-1',
    status: 'Active',
    createdAt: ago(30),
    lastUsed: usedAgo(1),
    tags: { owner: 'ana@example.com' },
    rotation: { enabled: false },
    versions: [],
    ...facts,
  };
}

export const FUNCTION = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:checkout`;

export function aPlaintext(facts: Partial<PlaintextCredential> = {}): PlaintextCredential {
  return {
    kind: 'plaintext',
    workload: 'AWS::Lambda::Function',
    name: 'checkout',
    id: `${FUNCTION}#environment`,
    principal: null,
    account: ACCOUNT,
    region: 'eu-west-1',
    status: 'Active',
    createdAt: null,
    lastUsed: { state: 'unknown', missing: 'lambda:GetFunction' },
    tags: { owner: 'ana@example.com' },
    variables: [{ name: 'AWS_KEY', length: 20, rules: ['aws-access-key-id'], keyId: KEY }],
    ...facts,
  };
}

export function anApplicationCredential(facts: Partial<ApplicationCredential> = {}): ApplicationCredential {
  return {
    kind: 'application-credential',
    type: 'AWS::ApiGateway::ApiKey',
    name: 'partner',
    id: `arn:aws:apigateway:eu-west-1::/apikeys/${facts.name ?? 'partner'}`,
    principal: null,
    account: ACCOUNT,
    region: 'eu-west-1',
    status: 'Active',
    createdAt: ago(30),
    lastUsed: { state: 'unknown', missing: 'AWS does not tell when an application used it' },
    tags: { owner: 'ana@example.com' },
    ...facts,
  };
}

export function usageOf(accessKeyId: string, lastSeen: Instant): Usage {
  return {
    accessKeyId,
    calls: 3,
    firstSeen: ago(60),
    lastSeen,
    sourceIps: ['203.0.113.7', 'lambda.amazonaws.com'],
    userAgents: ['aws-cli/2.31', 'lambda.amazonaws.com'],
    events: ['GetObject'],
    regions: ['eu-west-1'],
    counts: { sourceIps: 2, userAgents: 2, events: 1, regions: 1, errors: 0 },
  };
}

export const ANA: Person = {
  email: 'ana@example.com',
  name: 'Ana Marsh',
  team: 'payments',
  status: 'active',
};
export const BOB: Person = {
  email: 'bob@example.com',
  name: 'Bob Reed',
  team: 'legacy',
  status: 'left',
  leftOn: ago(20),
};

export function policyOf(name: string, ...statements: readonly JsonObject[]): PolicyDocument {
  return { name, document: { Version: '2012-10-17', Statement: statements } };
}

export const ADMIN = policyOf('AdministratorAccess', { Effect: 'Allow', Action: '*', Resource: '*' });
export const ADMIN_WITH_MFA = policyOf('AdminWithMfa', {
  Effect: 'Allow',
  Action: '*',
  Resource: '*',
  Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
});
export const UNREAD_POLICY: PolicyDocument = { name: 'Unread', document: null };

export function trusting(principal: JsonObject | '*'): JsonObject {
  return { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal }] };
}

/** A snapshot in which everything was read and nothing is wrong, but for what is given. */
export function aSnapshot(facts: Partial<Snapshot> = {}): Snapshot {
  return {
    account: ACCOUNT,
    partition: 'aws',
    takenAt: NOW,
    regions: ['eu-west-1'],
    credentials: [],
    principals: [aUser()],
    groups: [],
    identityProviders: [],
    workloads: [],
    serviceAccess: [userArn('ci'), ...(facts.principals ?? []).map(({ arn }) => arn)].map(reachedNothing),
    resourcePolicies: (facts.credentials ?? [])
      .filter(({ kind }) => kind === 'secret')
      .map(({ id }) => ({ resource: id, document: 'none' as const })),
    usage: [],
    deactivations: [],
    roster: { people: [ANA, BOB] },
    exposures: [],
    read: FACTS,
    gaps: [],
    ...facts,
  };
}

/** Its services last accessed were read, and none is allowed. */
function reachedNothing(principal: string): ServiceAccess {
  return { principal, asOf: NOW, services: [] };
}

/** The same, without a roster. */
export function withoutRoster(facts: Partial<Snapshot> = {}): Snapshot {
  const read = FACTS.filter((fact) => fact !== 'roster');
  const { roster: _roster, ...rest } = aSnapshot({ read, ...facts });
  return rest;
}

export function evaluate<S extends OptionSpecs>(
  detector: Detector<S>,
  snapshot: Snapshot,
  options: Readonly<Record<string, number>> = {},
): readonly Verdict[] {
  const policy = { ...DEFAULT_POLICY, detectors: { [detector.id]: options } };
  return [...detector.evaluate(enrich(snapshot, policy), optionsOf(detector, policy))];
}

/** `pass`, `fail high`, `unknown iam:…`: one a verdict. */
export function verdicts<S extends OptionSpecs>(
  detector: Detector<S>,
  snapshot: Snapshot,
  options?: Readonly<Record<string, number>>,
): readonly string[] {
  return evaluate(detector, snapshot, options).map(tell);
}

/** `pass`, `fail high`, `unknown iam:…`. */
export function tell(verdict: Verdict): string {
  if (verdict.verdict === 'fail') return `fail ${severityOf(score(verdict.reasons))}`;
  return verdict.verdict === 'unknown' ? `unknown ${verdict.missing}` : 'pass';
}

/** The reasons of every failure, as text. */
export function reasons<S extends OptionSpecs>(detector: Detector<S>, snapshot: Snapshot): readonly string[] {
  return evaluate(detector, snapshot).flatMap((verdict) =>
    verdict.verdict === 'fail' ? verdict.reasons.map(({ text }) => text) : [],
  );
}
