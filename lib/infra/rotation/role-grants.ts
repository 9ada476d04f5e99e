import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ROLE_ACTIONS } from '../../aws/rotation/actions.ts';
import { runActions } from '../../aws/rotation/own-task.ts';
import { capitalised } from '../../core/model/words.ts';
import { PROVABLE } from '../../core/rotation/kinds/service.ts';
import type { Role } from '../../core/rotation/roles.ts';
import { SUCCESSOR_MARK } from '../../usecases/rotation/hands/names.ts';
import type { Grant } from '../grants.ts';

const WHY =
  'Which users, secrets and copies there are is written in plans, which are made when the stack is long deployed';

const USER = 'iam::ACCOUNT:user/*';
const ROLE = 'iam::ACCOUNT:role/*';
const SUCCESSOR = `iam::ACCOUNT:user/*${SUCCESSOR_MARK}*`;
const SECRET = 'secretsmanager:*:ACCOUNT:secret:*';
const FUNCTION = 'lambda:*:ACCOUNT:function:*';
const PARAMETER = 'ssm:*:ACCOUNT:parameter/*';
const ALL = '*';

/**
 * What an action of a role is narrowed to, below `arn:PARTITION:`; `*`: AWS lets none be named.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/
 */
const ON: Readonly<Record<string, readonly string[]>> = {
  'cloudtrail:LookupEvents': [ALL],
  'cloudwatch:DescribeAlarms': ['cloudwatch:*:ACCOUNT:alarm:*'],
  'ecs:DescribeServices': ['ecs:*:ACCOUNT:service/*'],
  // Only services that the deployment names: see serviceGrants.
  'ecs:UpdateService': [],
  // It is asked of a key, whose user AWS finds out by itself: see UNNAMED in resources.ts.
  'iam:GetAccessKeyLastUsed': [ALL],
  'iam:AddUserToGroup': ['iam::ACCOUNT:group/*'],
  'iam:AttachUserPolicy': [USER],
  'iam:CreateAccessKey': [USER],
  'iam:CreateServiceSpecificCredential': [USER],
  'iam:CreateUser': [SUCCESSOR],
  'iam:DeleteAccessKey': [USER],
  'iam:DeleteServiceSpecificCredential': [USER],
  'iam:GetRolePolicy': [ROLE],
  'iam:GetUser': [USER],
  'iam:GetUserPolicy': [USER],
  'iam:ListAccessKeys': [USER],
  'iam:ListAttachedUserPolicies': [USER],
  'iam:ListGroupsForUser': [USER],
  'iam:ListServiceSpecificCredentials': [USER],
  'iam:ListRolePolicies': [ROLE],
  'iam:ListUserPolicies': [USER],
  'iam:PutRolePolicy': [ROLE],
  'iam:PutUserPolicy': [USER],
  'iam:SimulatePrincipalPolicy': ['iam::ACCOUNT:role/nightwarden/*'],
  'iam:TagUser': [SUCCESSOR],
  'iam:UpdateAccessKey': [USER],
  'iam:UpdateServiceSpecificCredential': [USER],
  'kms:DescribeKey': ['kms:*:ACCOUNT:key/*'],
  'lambda:GetAlias': [FUNCTION],
  'lambda:GetFunctionConfiguration': [FUNCTION],
  'lambda:InvokeFunction': [FUNCTION],
  'lambda:PublishVersion': [FUNCTION],
  'lambda:UpdateAlias': [FUNCTION],
  'lambda:UpdateFunctionConfiguration': [FUNCTION],
  'secretsmanager:DescribeSecret': [SECRET],
  'secretsmanager:GetSecretValue': [SECRET],
  'secretsmanager:PutSecretValue': [SECRET],
  'secretsmanager:UpdateSecretVersionStage': [SECRET],
  'ssm:DescribeParameters': [ALL],
  'ssm:GetParameter': [PARAMETER],
  'ssm:PutParameter': [PARAMETER],
};

/** Where a role is held tighter than its action by itself: the issuer makes and unmakes nothing but successors. */
const ON_FOR: Readonly<Partial<Record<Role, typeof ON>>> = {
  issuer: {
    'iam:AttachUserPolicy': [SUCCESSOR],
    'iam:DeleteAccessKey': [SUCCESSOR],
    'iam:DeleteServiceSpecificCredential': [SUCCESSOR],
    'iam:PutUserPolicy': [SUCCESSOR],
  },
};

/** Actions for which one role alone has a condition. */
const ONLY_IF: Readonly<
  Partial<Record<Role, Readonly<Record<string, (partition: string) => Grant['conditions']>>>>
> = {
  // Nothing is made that could not be proved.
  issuer: {
    'iam:CreateServiceSpecificCredential': () => ({
      StringEquals: { 'iam:ServiceSpecificCredentialServiceName': [...PROVABLE] },
    }),
  },
  // The second way to deny, where the user has no room for another inline policy: this policy of AWS and no other.
  switcher: {
    'iam:AttachUserPolicy': (partition) => ({
      ArnEquals: { 'iam:PolicyARN': `arn:${partition}:iam::aws:policy/AWSDenyAll` },
    }),
  },
};

/** Writes of IAM, and the calls by which a value is put somewhere: what is denied on principals that are untouchable. */
const TOUCHES = /^iam:(Add|Attach|Create|Delete|Put|Tag|Update)/;

/** What a role may do in its account, put together from what the gateways declare. */
export function roleGrants(scope: Construct, role: Role): readonly Grant[] {
  const { partition, account } = Stack.of(scope);
  // Whoever acts looks first; only the prober is asked, and never acts.
  const looks = role === 'prober' || role === 'observer' ? [] : ROLE_ACTIONS.observer;
  const named = [...new Set([...ROLE_ACTIONS[role], ...looks])].filter(
    (action) => resourcesOf(role, action).length > 0,
  );
  const groups = Map.groupBy(named, (action) =>
    JSON.stringify([resourcesOf(role, action), ONLY_IF[role]?.[action]?.(partition) ?? null]),
  );
  const grants = [...groups].map(([key, actions], at): Grant => {
    const [resources, conditions] = JSON.parse(key) as [string[], Grant['conditions'] | null];
    return {
      sid: `${capitalised(role)}${at}`,
      actions,
      resources: resources.map((each) =>
        each === ALL ? ALL : `arn:${partition}:${each.replace('ACCOUNT', () => account)}`,
      ),
      why: WHY,
      ...(conditions === null || conditions === undefined ? {} : { conditions }),
    };
  });
  return [...grants, ...keysOfSecrets(scope, role)];
}

function resourcesOf(role: Role, action: string): readonly string[] {
  const resources = ON_FOR[role]?.[action] ?? ON[action];
  if (resources === undefined) throw new Error(`expected resources that ${action} is narrowed to, got none`);
  return resources;
}

/**
 * Services that a plan may redeploy: those that the deployment names, of this account, and no other. Another task
 * definition is never given to them, so no role is passed.
 * @param services ARNs
 */
export function serviceGrants(scope: Construct, role: Role, services: readonly string[]): readonly Grant[] {
  if (!ROLE_ACTIONS[role].includes('ecs:UpdateService')) return [];
  const { account } = Stack.of(scope);
  const own = services.filter((arn) => Token.isUnresolved(account) || arn.split(':')[4] === account);
  return own.length === 0 ? [] : [{ sid: 'Services', actions: ['ecs:UpdateService'], resources: own }];
}

/** A command of an owner's own that is a probe, as the options of a deployment name it. */
export interface OwnCommand {
  /** ARN without a revision. */
  readonly taskDefinition: string;
  /** ARN. */
  readonly cluster: string;
  /** ARNs of the roles that the task definition has. */
  readonly roles: readonly string[];
}

/** What the prober may run: exactly these families in their clusters, with exactly their roles. */
export function taskGrants(scope: Construct, role: Role, commands: readonly OwnCommand[]): readonly Grant[] {
  if (role !== 'prober') return [];
  const [run, ...follow] = runActions;
  const { account } = Stack.of(scope);
  const own = commands.filter(
    ({ cluster }) => Token.isUnresolved(account) || cluster.split(':')[4] === account,
  );
  return own.flatMap(({ taskDefinition, cluster, roles }, at): readonly Grant[] => [
    {
      sid: `RunOwnCommand${at}`,
      actions: [run],
      resources: [`${taskDefinition}:*`],
      conditions: { ArnEquals: { 'ecs:cluster': cluster } },
      why: 'Whichever revision of the family is the newest one',
    },
    {
      sid: `FollowOwnCommand${at}`,
      actions: follow,
      resources: [`${cluster.replace(':cluster/', ':task/')}/*`],
      why: 'The id of a task is made when it is run',
    },
    ...(roles.length === 0
      ? []
      : [
          {
            sid: `PassOwnCommand${at}`,
            actions: ['iam:PassRole'],
            resources: [...roles],
            conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
          },
        ]),
  ]);
}

/** A secret or a parameter that is encrypted by a key of the account is read and written through its service alone. */
function keysOfSecrets(scope: Construct, role: Role): readonly Grant[] {
  const { partition, account } = Stack.of(scope);
  const actions = KEY_ACTIONS[role];
  if (actions === undefined) return [];
  return [
    {
      sid: 'KeysOfSecrets',
      actions,
      resources: [`arn:${partition}:kms:*:${account}:key/*`],
      conditions: {
        StringLike: { 'kms:ViaService': ['secretsmanager.*.amazonaws.com', 'ssm.*.amazonaws.com'] },
      },
      why: 'Whichever key a secret is encrypted by; no use but through Secrets Manager and Parameter Store',
    },
  ];
}

const KEY_ACTIONS: Readonly<Partial<Record<Role, readonly string[]>>> = {
  issuer: ['kms:Decrypt', 'kms:GenerateDataKey'],
  publisher: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
  prober: ['kms:Decrypt'],
};

/**
 * What no plan may touch, whatever it says: the principals of break-glass, and Nightwarden's own roles and functions.
 * @param breakGlass ARNs of users and roles
 */
export function untouchable(scope: Construct, role: Role, breakGlass: readonly string[]): readonly Grant[] {
  const { partition, account } = Stack.of(scope);
  const actions = ROLE_ACTIONS[role];
  const iam = actions.filter((action) => TOUCHES.test(action));
  const functions = actions.filter((action) => action.startsWith('lambda:'));
  return [
    ...(iam.length === 0 || breakGlass.length === 0
      ? []
      : [{ sid: 'BreakGlass', effect: 'Deny' as const, actions: iam, resources: breakGlass }]),
    ...(actions.includes('iam:PutRolePolicy')
      ? [
          {
            sid: 'OwnRoles',
            effect: 'Deny' as const,
            actions: ['iam:PutRolePolicy'],
            resources: ['nightwarden*', 'Nightwarden*'].map(
              (name) => `arn:${partition}:iam::${account}:role/${name}`,
            ),
            why: 'A Deny: the roles of every stack of Nightwarden, by path or name',
          },
        ]
      : []),
    ...(functions.length === 0
      ? []
      : [
          {
            sid: 'OwnFunctions',
            effect: 'Deny' as const,
            actions: functions,
            resources: [`arn:${partition}:lambda:*:${account}:function:Nightwarden*`],
            why: 'A Deny: the functions of every stack of Nightwarden, which are named after it',
          },
        ]),
  ];
}
