import { describe, expect, it } from 'vitest';
import { ROLE_ACTIONS } from '../../../lib/aws/rotation/actions.ts';
import type { Role } from '../../../lib/core/rotation/roles.ts';
import { PROTOCOL_TABLES } from '../../../lib/core/rotation/tables.ts';
import type { Definition } from '../../../lib/infra/rotation/asl.ts';
import { planMachine } from '../../../lib/infra/rotation/plan-machine.ts';
import { waitMachine } from '../../../lib/infra/rotation/wait-machine.ts';
import table from '../actions.json' with { type: 'json' };
import {
  actionsOf,
  CONFIGS,
  listOf,
  onlyOf,
  policiesOf,
  resourcesOf,
  type Statement,
  stackOf,
  textOf,
} from '../synth.ts';

const stack = stackOf('rotating', 'Nightwarden');
const ROLES = [
  'observer',
  'issuer',
  'publisher',
  'prober',
  'switcher',
  'reaper',
] as const satisfies readonly Role[];
const LEVELS = table.actions as unknown as Readonly<Record<string, readonly [string, readonly string[]]>>;

function statementsFor(role: Role): readonly Statement[] {
  const name = `${role.charAt(0).toUpperCase()}${role.slice(1)}`;
  return policiesOf(stack)
    .filter((policy) => policy.role.startsWith(`RotationWorkers${name}Role`))
    .flatMap(({ statements }) => statements);
}

function allowed(role: Role): readonly string[] {
  return actionsOf(statementsFor(role));
}

/** What a role may change in the account that it works in: its logs, traces and the ledger are the same for all. */
function writesOf(role: Role): readonly string[] {
  const own = /^(logs|xray|dynamodb|kms):/;
  const writes = allowed(role).filter(
    (action) => !own.test(action) && !['Read', 'List'].includes(LEVELS[action]?.[0] ?? ''),
  );
  return [...new Set(writes)].toSorted();
}

/** ARNs on which a role may do something. */
function on(role: Role, action: string): readonly string[] {
  const found = statementsFor(role).filter(
    ({ Effect, Action }) => Effect === 'Allow' && listOf(Action).includes(action),
  );
  return found.flatMap(({ Resource }) => listOf(Resource).map(textOf));
}

describe('rotation', () => {
  it('is nowhere unless it is asked for', () => {
    const resources = Object.keys(stackOf('single', 'Nightwarden').resources);
    expect(resources.filter((id) => id.startsWith('Rotation'))).toEqual([]);
  });

  it('tells the machines of its plans as outputs, by the names that the command line looks for', () => {
    const { Outputs } = stack.template.toJSON() as { readonly Outputs: Readonly<Record<string, unknown>> };
    expect(Object.keys(Outputs)).toEqual(
      expect.arrayContaining(['RotateMachineArn', 'RetireMachineArn', 'ContainMachineArn']),
    );
  });
});

describe('the six roles of rotation', () => {
  it('write each its own, and none what another one writes', () => {
    const ask = 'lambda:InvokeFunction';
    expect(Object.fromEntries(ROLES.map((role) => [role, writesOf(role)]))).toEqual({
      observer: [ask, 's3:PutObject'],
      issuer: [
        'iam:AddUserToGroup',
        'iam:AttachUserPolicy',
        'iam:CreateAccessKey',
        'iam:CreateServiceSpecificCredential',
        'iam:CreateUser',
        'iam:DeleteAccessKey',
        'iam:DeleteServiceSpecificCredential',
        'iam:PutUserPolicy',
        'iam:TagUser',
        ask,
        'secretsmanager:PutSecretValue',
      ],
      publisher: [
        ask,
        'lambda:PublishVersion',
        'lambda:UpdateAlias',
        'lambda:UpdateFunctionConfiguration',
        'secretsmanager:PutSecretValue',
        'secretsmanager:UpdateSecretVersionStage',
        'ssm:PutParameter',
      ],
      prober: [ask],
      switcher: [
        'iam:AttachUserPolicy',
        'iam:PutRolePolicy',
        'iam:PutUserPolicy',
        'iam:UpdateAccessKey',
        'iam:UpdateServiceSpecificCredential',
        ask,
        'secretsmanager:UpdateSecretVersionStage',
      ],
      reaper: ['iam:DeleteAccessKey', 'iam:DeleteServiceSpecificCredential', ask],
    });
  });

  it.each`
    action                                       | roles
    ${'secretsmanager:GetSecretValue'}           | ${['issuer', 'publisher', 'prober']}
    ${'secretsmanager:PutSecretValue'}           | ${['issuer', 'publisher']}
    ${'secretsmanager:UpdateSecretVersionStage'} | ${['publisher', 'switcher']}
    ${'iam:CreateAccessKey'}                     | ${['issuer']}
    ${'iam:UpdateAccessKey'}                     | ${['switcher']}
    ${'iam:DeleteAccessKey'}                     | ${['issuer', 'reaper']}
    ${'iam:CreateServiceSpecificCredential'}     | ${['issuer']}
    ${'iam:UpdateServiceSpecificCredential'}     | ${['switcher']}
    ${'iam:DeleteServiceSpecificCredential'}     | ${['issuer', 'reaper']}
    ${'ssm:GetParameter'}                        | ${['publisher', 'prober']}
    ${'ssm:PutParameter'}                        | ${['publisher']}
    ${'lambda:UpdateFunctionConfiguration'}      | ${['publisher']}
    ${'sts:AssumeRole'}                          | ${[]}
    ${'iam:PassRole'}                            | ${[]}
  `('$action is held by $roles', ({ action, roles }) => {
    expect(ROLES.filter((role) => allowed(role).includes(action))).toEqual(roles);
  });

  it('have what their gateways declare, and each but the prober what the observer looks with', () => {
    for (const role of ROLES) {
      const looks = role === 'prober' ? [] : ROLE_ACTIONS.observer;
      // Services are redeployed where the deployment names some: see redeploying.ts.
      const own = ROLE_ACTIONS[role].filter((action) => action !== 'ecs:UpdateService');
      expect(allowed(role)).toEqual(expect.arrayContaining([...own, ...looks]));
    }
  });

  it('name only what lies in this account', () => {
    for (const role of ROLES)
      for (const { Resource, Sid } of statementsFor(role))
        for (const arn of listOf(Resource).map(textOf))
          if (arn.startsWith('arn:') && Sid !== 'BreakGlass') expect(arn).toContain('<AWS::AccountId>');
  });

  it('the issuer makes users, and deletes keys, that bear the mark of a successor', () => {
    for (const action of [
      'iam:CreateUser',
      'iam:PutUserPolicy',
      'iam:AttachUserPolicy',
      'iam:DeleteAccessKey',
      'iam:DeleteServiceSpecificCredential',
    ])
      expect([action, on('issuer', action)]).toEqual([
        action,
        ['arn:<AWS::Partition>:iam::<AWS::AccountId>:user/*-nightwarden-*'],
      ]);
  });

  it('the switcher attaches no policy but the one of AWS that denies everything', () => {
    const [attach, ...more] = statementsFor('switcher').filter(({ Action }) =>
      listOf(Action).includes('iam:AttachUserPolicy'),
    );
    const [deny, ...others] = [attach, ...more].filter((one) => one?.Effect === 'Allow');
    expect(others).toEqual([]);
    expect(listOf(deny?.Action)).toEqual(['iam:AttachUserPolicy']);
    expect(textOf(deny?.Condition?.ArnEquals?.['iam:PolicyARN'])).toBe(
      'arn:<AWS::Partition>:iam::aws:policy/AWSDenyAll',
    );
  });

  it.each(['issuer', 'switcher', 'reaper'] as const)(
    'break-glass is denied to the %s, for all that it writes to IAM',
    (role) => {
      const [deny] = statementsFor(role).filter(({ Sid }) => Sid === 'BreakGlass');
      expect(deny?.Effect).toBe('Deny');
      expect(listOf(deny?.Resource)).toEqual(CONFIGS.rotating.rotation.breakGlass);
      const writes = ROLE_ACTIONS[role].filter(
        (action) => action.startsWith('iam:') && !['Read', 'List'].includes(LEVELS[action]?.[0] ?? ''),
      );
      expect(listOf(deny?.Action).map(String).toSorted()).toEqual(writes.toSorted());
    },
  );

  it.each(['publisher', 'prober'] as const)("Nightwarden's own functions are denied to the %s", (role) => {
    const [deny] = statementsFor(role).filter(({ Sid }) => Sid === 'OwnFunctions');
    expect(deny?.Effect).toBe('Deny');
    expect(listOf(deny?.Resource).map(textOf)).toEqual([
      'arn:<AWS::Partition>:lambda:*:<AWS::AccountId>:function:Nightwarden*',
    ]);
  });

  it("Nightwarden's own roles are denied to the switcher, which revokes sessions of roles", () => {
    const [deny, ...more] = statementsFor('switcher').filter(({ Sid }) => Sid === 'OwnRoles');
    expect([deny?.Effect, listOf(deny?.Action), more]).toEqual(['Deny', ['iam:PutRolePolicy'], []]);
    expect(listOf(deny?.Resource).map(textOf)).toEqual([
      'arn:<AWS::Partition>:iam::<AWS::AccountId>:role/nightwarden*',
      'arn:<AWS::Partition>:iam::<AWS::AccountId>:role/Nightwarden*',
    ]);
  });

  it('read and write rows of the ledger, and no finding, run or switch; the prober nothing at all', () => {
    const rows = ['ROTATION#*', 'ROTATIONS#OPEN*', 'CLAIM#*', 'FENCE#*', 'EXPOSURES'];
    for (const role of ROLES) {
      const statements = statementsFor(role).filter((one) =>
        actionsOf([one]).some((action) => action.startsWith('dynamodb:')),
      );
      const keys = statements.map(({ Condition }) =>
        Object.values(Condition ?? {}).map((one) => one['dynamodb:LeadingKeys']),
      );
      expect([role, keys]).toEqual([role, role === 'prober' ? [] : [[rows], [['SWITCHES']]]]);
      expect(actionsOf(statements.slice(1))).toEqual(role === 'prober' ? [] : ['dynamodb:GetItem']);
    }
  });

  it('use keys through Secrets Manager and Parameter Store, and in no other way', () => {
    for (const role of ROLES)
      for (const one of statementsFor(role).filter(({ Sid }) => Sid === 'KeysOfSecrets'))
        expect(one.Condition).toEqual({
          StringLike: { 'kms:ViaService': ['secretsmanager.*.amazonaws.com', 'ssm.*.amazonaws.com'] },
        });
  });

  it('stand in the environment of each function that takes steps, with the prober and the issuer', () => {
    const told = resourcesOf(stack, 'AWS::Lambda::Function')
      .filter(([id]) => id.startsWith('RotationWorkers') && !id.startsWith('RotationWorkersProber'))
      .map(
        ([, { Properties }]) =>
          (Properties.Environment as { readonly Variables: Readonly<Record<string, unknown>> }).Variables,
      );
    expect(told.map(({ NIGHTWARDEN_ROLE }) => String(NIGHTWARDEN_ROLE)).toSorted()).toEqual(
      ROLES.filter((role) => role !== 'prober').toSorted(),
    );
    for (const { NIGHTWARDEN_PROBER, NIGHTWARDEN_ISSUER_ROLE } of told) {
      expect(textOf(NIGHTWARDEN_PROBER)).toMatch(/^<RotationWorkersProberFunction\w+\.Arn>$/);
      expect(textOf(NIGHTWARDEN_ISSUER_ROLE)).toMatch(/^<RotationWorkersIssuerRole\w+\.Arn>$/);
    }
  });
});

const MACHINES = [
  ['RotationMachinesRotate', planMachine(PROTOCOL_TABLES, 'rotate')],
  ['RotationMachinesRetire', planMachine(PROTOCOL_TABLES, 'retire')],
  ['RotationMachinesContain', planMachine(PROTOCOL_TABLES, 'contain')],
  ['RotationMachinesWait', waitMachine()],
] as const satisfies readonly (readonly [string, Definition])[];

describe.each(MACHINES)('%s', (id, definition) => {
  const [, machine] =
    resourcesOf(stack, 'AWS::StepFunctions::StateMachine').find(([name]) => name.startsWith(id)) ?? [];
  const { Properties = {} } = machine ?? {};

  it('is the machine whose faults are proved, to the letter', () => {
    expect(JSON.parse(textOf(Properties.DefinitionString))).toEqual(definition);
  });

  it('has each of its placeholders filled in, and no other', () => {
    const asked = [...JSON.stringify(definition).matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
    expect(Object.keys(Properties.DefinitionSubstitutions as object).toSorted()).toEqual(
      [...new Set(asked)].toSorted(),
    );
  });

  it('is traced, logs each step without its data, and may only be run by Step Functions of this account', () => {
    expect(Properties.TracingConfiguration).toEqual({ Enabled: true });
    expect(Properties.LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: false });
    expect(JSON.stringify(definition)).not.toMatch(/QueryLanguage|"Assign"|\{%/);
  });

  it('may call what its definition names, and nothing else', () => {
    const role = textOf(Properties.RoleArn).replace(/^<(\w+)\.Arn>$/, '$1');
    const statements = policiesOf(stack)
      .filter((policy) => policy.role === role)
      .flatMap((policy) => policy.statements);
    const invoked = statements
      .filter(({ Action }) => listOf(Action).includes('lambda:InvokeFunction'))
      .flatMap(({ Resource }) => listOf(Resource).map(textOf));
    const named = Object.values(Properties.DefinitionSubstitutions as object)
      .map(textOf)
      .filter((arn) => /Function\w*\.Arn>$/.test(arn));
    // The prober is asked by the workers alone.
    expect(invoked.filter((arn) => arn.includes('Prober'))).toEqual([]);
    expect(invoked.toSorted()).toEqual(expect.arrayContaining(named));
  });
});

describe('the reconciler', () => {
  it('runs by the clock, and when an execution of a plan ends that should not have', () => {
    stack.template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(10 minutes)',
    });
    stack.template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
      },
    });
    const rules = resourcesOf(stack, 'AWS::Events::Rule').filter(([id]) =>
      id.startsWith('RotationReconciler'),
    );
    const [detail = { stateMachineArn: [] }] = rules.map(
      ([, { Properties }]) =>
        (Properties.EventPattern as { readonly detail: { readonly stateMachineArn: readonly unknown[] } })
          .detail,
    );
    expect(
      detail.stateMachineArn
        .map(textOf)
        .map((arn) => arn.replace(/^<RotationMachines(\w+?)[0-9A-F]{8}>$/, '$1')),
    ).toEqual(['Rotate', 'Retire', 'Contain']);
  });

  it('calls workers, starts executions, wakes them, pages people, and may do nothing in the account itself', () => {
    const statements = policiesOf(stack)
      .filter(({ role }) => role.startsWith('RotationReconcilerWorker'))
      .flatMap((policy) => policy.statements);
    const actions = actionsOf(statements).filter((action) => !/^(logs|xray|dynamodb):/.test(action));
    expect([...new Set(actions)].toSorted()).toEqual([
      'kms:Decrypt',
      'kms:GenerateDataKey',
      'lambda:InvokeFunction',
      'sns:Publish',
      'sqs:SendMessage',
      'states:SendTaskSuccess',
      'states:StartExecution',
    ]);
  });
});

describe('the deployment', () => {
  it('asks, before anything of it goes, whether a plan is live', () => {
    const [, guard] = onlyOf(stack, 'Custom::NightwardenNoLivePlan');
    const needs = guard.DependsOn ?? [];
    for (const part of [
      'RotationWorkers',
      'RotationMachines',
      'RotationReconciler',
      'RotationBeginner',
      'RotationExposures',
      'RotationServed',
      'StorageState',
      'NoticesTopic',
    ])
      expect([part, needs.some((id) => id.startsWith(part))]).toEqual([part, true]);
  });

  it('has an alarm for what fails, what is stuck, and a reconciler that does not run', () => {
    const ours = resourcesOf(stack, 'AWS::CloudWatch::Alarm').filter(([id]) =>
      id.startsWith('RotationAlarms'),
    );
    expect(ours.map(([id]) => id.replace(/^RotationAlarms|[0-9A-F]{8}$/g, '')).toSorted()).toEqual([
      'BeginningFailed',
      'ContainFailed',
      'ExposureFailed',
      'PlansStuck',
      'ReconcilerDeadLetters',
      'ReconcilerMissing',
      'RetireFailed',
      'RotateFailed',
      'ServedFailed',
    ]);
    const [topic] = onlyOf(stack, 'AWS::SNS::Topic');
    for (const [, { Properties }] of ours) expect(Properties.AlarmActions).toEqual([{ Ref: topic }]);
  });
});
