import { describe, expect, it } from 'vitest';
import { PLAN_ACTIONS, READ_ACTIONS, SECRET_READING_ACTIONS } from '../../../lib/aws/actions.ts';
import { UNNAMED } from '../../../lib/infra/resources.ts';
import { ROLE_NAMES } from '../../../lib/infra/roles.ts';
import table from '../actions.json' with { type: 'json' };
import {
  actionsOf,
  DEPLOYMENTS,
  listOf,
  policiesOf,
  resourcesOf,
  type Stack,
  type Statement,
  stackOf,
  stacksOf,
} from '../synth.ts';

/** Access level, and the kinds of resource that AWS asks for, by action: from AWS's service authorization reference. */
const ACTIONS: ReadonlyMap<string, readonly [level: string, resources: readonly string[]]> = new Map(
  Object.entries(table.actions as unknown as Record<string, [string, string[]]>),
);

function levelOf(action: string): string {
  return ACTIONS.get(action)?.[0] ?? `${action} is not in the table`;
}

const isSecret = ({ Sid = '' }: Statement) => Sid.includes('SecretReading');

/** What of a role's policies reads accounts: in one account the workers also keep what they read. */
function readingOf(stack: Stack, role: RegExp): readonly Statement[] {
  return policiesOf(stack)
    .filter((policy) => role.test(policy.role))
    .flatMap(({ statements }) => statements)
    .filter(({ Sid = '' }) => /^(Iam|Regional|Trail|Reach|Nightwarden(Sweep|SecretReading))/.test(Sid));
}

describe.each(DEPLOYMENTS)('the actions that %s may', (deployment) => {
  const granted = [...stacksOf(deployment).values()].flatMap((stack) =>
    policiesOf(stack).flatMap(({ role, statements }) =>
      statements.map((statement) => ({ stack: stack.name, role, statement })),
    ),
  );

  it('exist in AWS', () => {
    const actions = granted.flatMap(({ statement }) => actionsOf([statement]));
    expect(actions.filter((action) => !ACTIONS.has(action))).toEqual([]);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  it('are on all resources only where AWS lets none be named', () => {
    const wide = granted
      .filter(({ statement: { Resource } }) => listOf(Resource).includes('*'))
      .flatMap(({ role, statement }) => actionsOf([statement]).map((action) => ({ role, action })));
    const nameable = wide.filter(({ action }) => (ACTIONS.get(action)?.[1] ?? []).length > 0);
    expect(nameable.filter(({ action }) => !UNNAMED.includes(action))).toEqual([]);
  });

  it('are allowed, never by what is not named', () => {
    for (const { statement } of granted) {
      // Denied is only what no plan may touch.
      const isDeny = ['BreakGlass', 'OwnFunctions', 'OwnRoles'].includes(statement.Sid ?? '');
      expect(statement.Effect).toBe(isDeny ? 'Deny' : 'Allow');
      expect(Object.keys(statement)).not.toContain('NotAction');
      expect(Object.keys(statement)).not.toContain('NotResource');
    }
  });
});

/** The roles that read accounts, by where they are. */
const READERS: readonly (readonly [string, Stack, RegExp])[] = [
  ["the spoke's role", stackOf('organisation', 'StackSet'), /^read$/],
  ["the management account's role", stackOf('organisation', 'NightwardenManagement'), /^read$/],
  ["the desk's role", stackOf('single', 'NightwardenReadAccess'), /^SweepRole/],
  [
    'the workers of a single account',
    stackOf('single', 'Nightwarden'),
    /^(OpenAccount|Sweep(Iam|Secrets|Cloudtrail))Role/,
  ],
];

describe.each(READERS)('%s', (name, stack, role) => {
  const statements = readingOf(stack, role);
  const actions = actionsOf(statements);

  it('reads all that the gateways declare, and nothing else', () => {
    // A night makes no plan: those who begin one have roles of their own.
    const plans = name.includes('workers') ? [] : PLAN_ACTIONS;
    expect([...new Set(actions)].toSorted()).toEqual(
      [...new Set([...READ_ACTIONS, ...plans, ...SECRET_READING_ACTIONS])].toSorted(),
    );
  });

  it('writes nothing, by the access level that AWS gives each action', () => {
    expect(actions.filter((action) => !['Read', 'List'].includes(levelOf(action)))).toEqual([]);
  });

  it('reads no secret and decrypts nothing', () => {
    expect(
      actions.filter((action) =>
        /SecretValue|^kms:|^s3:|GetParametersByPath|GetParameterHistory/.test(action),
      ),
    ).toEqual([]);
  });

  it('reads what may show secrets by statements that say so', () => {
    const secret = actionsOf(statements.filter(isSecret));
    expect([...secret].toSorted()).toEqual([...SECRET_READING_ACTIONS].toSorted());
    const others = actionsOf(statements.filter((statement) => !isSecret(statement)));
    expect(others.filter((action) => SECRET_READING_ACTIONS.includes(action))).toEqual([]);
  });
});

describe('a role of a spoke', () => {
  it('has no more than its policies: none of AWS, none inline', () => {
    for (const [, { Properties }] of resourcesOf(stackOf('organisation', 'StackSet'), 'AWS::IAM::Role')) {
      expect(Properties.ManagedPolicyArns).toBeUndefined();
      expect(Properties.Policies).toBeUndefined();
    }
    expect(Object.values(ROLE_NAMES)).toEqual(['NightwardenRead', 'NightwardenPublish']);
  });
});

describe("the workers' own grants", () => {
  it('write to runs, memory, the table and the topic by the workers that do so, and nothing else', () => {
    const writes = policiesOf(stackOf('single', 'Nightwarden'))
      .filter(({ role }) =>
        /^(BeginNight|OpenAccount|Sweep(Iam|Secrets|Cloudtrail)|Assess|Publish|Summarise|Reception)/.test(
          role,
        ),
      )
      .map(({ role, statements }) => [
        role.replace(/Role.*$/, ''),
        [...new Set(actionsOf(statements))]
          .filter(
            (action) => !['Read', 'List'].includes(levelOf(action)) && !/^(logs|xray|kms):/.test(action),
          )
          .toSorted(),
      ]);
    const table = ['dynamodb:PutItem', 'dynamodb:UpdateItem'];
    expect(Object.fromEntries(writes)).toEqual({
      BeginNight: [...table, 's3:PutObject'],
      OpenAccount: ['s3:PutObject'],
      SweepIam: ['s3:PutObject'],
      SweepSecrets: ['s3:PutObject'],
      SweepCloudtrail: ['s3:PutObject'],
      Assess: [...table, 's3:PutObject'],
      Publish: [...table, 'securityhub:BatchImportFindings'],
      Summarise: [...table, 's3:PutObject', 'sns:Publish'],
      ReceptionWorker: ['s3:PutObject', 'sqs:SendMessage', 'states:StartExecution'],
    });
  });
});
