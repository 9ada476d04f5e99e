import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { ROLE_ACTIONS } from '../../../lib/aws/rotation/actions.ts';
import { PROTOCOL_TABLES } from '../../../lib/core/rotation/tables.ts';
import { readConfig } from '../../../lib/infra/read-config.ts';
import { planMachine } from '../../../lib/infra/rotation/plan-machine.ts';
import { waitMachine } from '../../../lib/infra/rotation/wait-machine.ts';
import { NightwardenStack } from '../../../lib/infra/stacks/nightwarden.ts';
import {
  actionsOf,
  CONFIGS,
  HUB,
  listOf,
  MANAGEMENT,
  ORGANISATION,
  policiesOf,
  type Resource,
  resourcesOf,
  type Stack,
  type Statement,
  stackOf,
  stacksOf,
  statementsOf,
  textOf,
} from '../synth.ts';

const MEMBER = '444455556666';
const { externalId } = CONFIGS.rotatingOrganisation.organisation;
const hub = stackOf('rotatingOrganisation', 'NightwardenHub');
const spoke = stackOf('rotatingOrganisation', `NightwardenRotation-${MEMBER}`);
const STEPPING = ['observer', 'issuer', 'publisher', 'switcher', 'reaper'] as const;
const ROLES = [...STEPPING, 'prober'] as const;

type Named = Resource['Properties'] & object;

function roleNamed(stack: Stack, name: string): readonly [string, Named] {
  const found = resourcesOf(stack, 'AWS::IAM::Role').find(
    ([, { Properties }]) => textOf(Properties.RoleName) === name,
  );
  if (found === undefined) throw new Error(`expected a role ${name} in ${stack.name}`);
  return [found[0], found[1].Properties];
}

function statementsFor(stack: Stack, name: string): readonly Statement[] {
  const [id] = roleNamed(stack, name);
  return policiesOf(stack)
    .filter(({ role }) => role === id)
    .flatMap(({ statements }) => statements);
}

function trustOf(stack: Stack, name: string): Statement {
  const [statement, ...more] = statementsOf(roleNamed(stack, name)[1].AssumeRolePolicyDocument);
  if (statement === undefined || more.length > 0)
    throw new Error(`expected one statement in the trust of ${name}`);
  return statement;
}

function flat(value: unknown): unknown {
  return Array.isArray(value) ? value.map(textOf) : textOf(value);
}

function conditionsOf({ Condition = {} }: Statement): unknown {
  return Object.fromEntries(
    Object.entries(Condition).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, flat(value)])),
    ]),
  );
}

const assumed = (stack: Stack, role: string) =>
  statementsFor(stack, role)
    .filter(({ Action }) => listOf(Action).includes('sts:AssumeRole'))
    .flatMap(({ Resource }) => listOf(Resource).map(textOf));
const inHub = (name: string) => `arn:<AWS::Partition>:iam::${HUB}:role/${name}-${MEMBER}`;

describe('the stacks of rotation in an organisation', () => {
  it('are one for each account that is named, in that account and in the Region of the hub', () => {
    const stacks = [...stacksOf('rotatingOrganisation').values()].filter(({ name }) =>
      name.startsWith('NightwardenRotation-'),
    );
    expect(stacks.map(({ name, account, region }) => [name, account, region])).toEqual([
      [`NightwardenRotation-${HUB}`, HUB, 'eu-west-1'],
      [`NightwardenRotation-${MEMBER}`, MEMBER, 'eu-west-1'],
    ]);
  });

  it('are none unless an account is named: the management account neither', () => {
    const names = [...stacksOf('organisation').keys()];
    expect(names.filter((name) => name.startsWith('NightwardenRotation'))).toEqual([]);
    expect([...stacksOf('rotatingOrganisation').keys()].filter((name) => name.includes(MANAGEMENT))).toEqual(
      [],
    );
  });

  it('the spoke that every account has got nothing of it', () => {
    expect(JSON.stringify(stackOf('rotatingOrganisation', 'StackSet').resources)).not.toContain('Rotation');
  });
});

describe('the workers of an account', () => {
  it('have the names that the hub calls them by, and its roles trust', () => {
    const functions = resourcesOf(spoke, 'AWS::Lambda::Function').map(([, { Properties }]) => [
      Properties.FunctionName,
      textOf(Properties.Role).replace(/^<(\w+)\.Arn>$/, '$1'),
    ]);
    const roles = resourcesOf(spoke, 'AWS::IAM::Role').filter(
      ([, { Properties }]) => Properties.Path !== undefined,
    );
    expect(new Map(functions as [string, string][])).toEqual(
      new Map(roles.map(([id, { Properties }]) => [textOf(Properties.RoleName), id])),
    );
    for (const [, { Properties }] of roles) expect(Properties.Path).toBe('/nightwarden/');
    expect(functions.map(([name]) => String(name)).toSorted()).toEqual(
      [...ROLES, 'guard'].map((name) => `NightwardenRotation-${name}`).toSorted(),
    );
  });

  it.each(ROLES)('the %s has what its gateways declare, in this account alone', (role) => {
    const statements = statementsFor(spoke, `NightwardenRotation-${role}`);
    expect(actionsOf(statements)).toEqual(expect.arrayContaining([...ROLE_ACTIONS[role]]));
    for (const { Resource, Sid } of statements)
      for (const arn of listOf(Resource).map(textOf))
        if (arn.startsWith('arn:') && !['BreakGlass', 'Ledger', 'Evidence'].includes(Sid ?? ''))
          expect([Sid, arn]).toEqual([Sid, expect.stringMatching(new RegExp(`:${MEMBER}:|:s3:::`))]);
  });

  it.each`
    who            | becomes
    ${'observer'}  | ${[inHub('NightwardenRotationLedger'), inHub('NightwardenRotationEvidence')]}
    ${'issuer'}    | ${[inHub('NightwardenRotationLedger')]}
    ${'publisher'} | ${[inHub('NightwardenRotationLedger')]}
    ${'switcher'}  | ${[inHub('NightwardenRotationLedger')]}
    ${'reaper'}    | ${[inHub('NightwardenRotationLedger')]}
    ${'guard'}     | ${[inHub('NightwardenRotationLedger')]}
    ${'prober'}    | ${[]}
  `(
    'the $who becomes in the hub $becomes, and has no other way to its table and bucket',
    ({ who, becomes }) => {
      expect(assumed(spoke, `NightwardenRotation-${who}`)).toEqual(becomes);
      const actions = actionsOf(statementsFor(spoke, `NightwardenRotation-${who}`));
      expect(actions.filter((action) => /^(dynamodb|s3|states|sns):/.test(action))).toEqual([]);
    },
  );

  it.each(['issuer', 'switcher', 'reaper'] as const)('break-glass is denied to the %s', (role) => {
    const [deny] = statementsFor(spoke, `NightwardenRotation-${role}`).filter(
      ({ Sid }) => Sid === 'BreakGlass',
    );
    expect(deny?.Effect).toBe('Deny');
    expect(listOf(deny?.Resource)).toEqual(CONFIGS.rotatingOrganisation.rotation.breakGlass);
  });

  it.each(['publisher', 'prober'] as const)(
    'no function of any stack of Nightwarden is left to the %s',
    (role) => {
      const [deny] = statementsFor(spoke, `NightwardenRotation-${role}`).filter(
        ({ Sid }) => Sid === 'OwnFunctions',
      );
      expect(listOf(deny?.Resource).map(textOf)).toEqual([
        `arn:<AWS::Partition>:lambda:*:${MEMBER}:function:Nightwarden*`,
      ]);
      for (const [, { Properties }] of resourcesOf(spoke, 'AWS::Lambda::Function'))
        expect(textOf(Properties.FunctionName)).toMatch(/^Nightwarden/);
    },
  );

  it("are told the hub's table and bucket by what finds them, and where they are", () => {
    for (const [, { Properties }] of resourcesOf(spoke, 'AWS::Lambda::Function')) {
      const { Variables } = Properties.Environment as {
        readonly Variables: Readonly<Record<string, unknown>>;
      };
      expect(Variables).toMatchObject({ NIGHTWARDEN_ACCOUNT: MEMBER });
      if (Properties.FunctionName === 'NightwardenRotation-guard') continue;
      expect([Variables.NIGHTWARDEN_TABLE, Variables.NIGHTWARDEN_BUCKET]).toEqual([
        { 'Fn::GetAtt': ['Hub', 'Table'] },
        { 'Fn::GetAtt': ['Hub', 'Bucket'] },
      ]);
    }
  });

  it('come after the hub was found, and go only after it was asked whether a plan is live', () => {
    const needs = spoke.resources.Plans?.DependsOn ?? [];
    for (const part of [
      'WorkersObserverFunction',
      'WorkersProberFunction',
      'Invoke',
      'InvokePolicy',
      'GuardWorkerFunction',
    ])
      expect([part, needs.some((id) => id.startsWith(part))]).toEqual([part, true]);
    expect(spoke.resources.Plans?.Type).toBe('Custom::NightwardenNoLivePlan');
  });

  it('are told of again when they know more: the protocol and the kinds are what CloudFormation sees change', () => {
    expect(spoke.resources.Plans?.Properties).toMatchObject({
      Protocol: '1',
      Kinds: expect.any(String),
      For: 'plans',
    });
  });

  it('keep their environments and logs by a key of the account, where a customer managed one is asked for', () => {
    const [key] = resourcesOf(spoke, 'AWS::KMS::Key');
    for (const [, { Properties }] of resourcesOf(spoke, 'AWS::Lambda::Function'))
      expect(textOf(Properties.KmsKeyArn)).toBe(`<${key?.[0]}.Arn>`);
  });
});

describe('the role by which the hub calls them', () => {
  it('trusts what carries out plans in the hub alone: its machines by their ARN, its reconciler by the external id', () => {
    const trust = trustOf(spoke, 'NightwardenRotationInvoke');
    expect(flat((trust.Principal as { readonly AWS: unknown }).AWS)).toBe(
      `arn:<AWS::Partition>:iam::${HUB}:root`,
    );
    expect(conditionsOf(trust)).toEqual({
      StringEquals: { 'aws:PrincipalOrgID': ORGANISATION },
      StringLike: {
        'sts:ExternalId': [externalId, `arn:<AWS::Partition>:states:eu-west-1:${HUB}:stateMachine:*`],
      },
      ArnLike: { 'aws:PrincipalArn': `arn:<AWS::Partition>:iam::${HUB}:role/nightwarden-rotation/*` },
    });
  });

  it('invokes the five that take steps, and does nothing else', () => {
    const statements = statementsFor(spoke, 'NightwardenRotationInvoke');
    expect(actionsOf(statements)).toEqual(['lambda:InvokeFunction']);
    const called = statements.flatMap(({ Resource }) => listOf(Resource).map(textOf));
    expect(called).toHaveLength(STEPPING.length);
    expect(called.join()).not.toContain('Prober');
  });

  it('is trusted by nobody outside rotation: no other role of the hub has that path', () => {
    const callers = resourcesOf(hub, 'AWS::IAM::Role')
      .filter(([, { Properties }]) => Properties.Path === '/nightwarden-rotation/')
      .map(([id]) => id.replace(/[0-9A-F]{8}$/, ''));
    expect(callers.toSorted()).toEqual([
      'RotationExposuresWorkerRole',
      'RotationMachinesContainRole',
      'RotationMachinesRetireRole',
      'RotationMachinesRotateRole',
      'RotationMachinesWaitRole',
      'RotationReconcilerWorkerRole',
    ]);
  });
});

describe('what an account may become in the hub', () => {
  it.each`
    role                                       | who
    ${`NightwardenRotationLedger-${MEMBER}`}   | ${['observer', 'issuer', 'publisher', 'switcher', 'reaper', 'guard']}
    ${`NightwardenRotationEvidence-${MEMBER}`} | ${['observer']}
  `('$role: only its $who, by name, external id and organisation', ({ role, who }) => {
    const trust = trustOf(hub, role);
    expect(flat((trust.Principal as { readonly AWS: unknown }).AWS)).toBe(
      `arn:<AWS::Partition>:iam::${MEMBER}:root`,
    );
    expect(conditionsOf(trust)).toEqual({
      StringEquals: { 'sts:ExternalId': externalId, 'aws:PrincipalOrgID': ORGANISATION },
      ArnEquals: {
        'aws:PrincipalArn': (who as string[]).map(
          (name) => `arn:<AWS::Partition>:iam::${MEMBER}:role/nightwarden/NightwardenRotation-${name}`,
        ),
      },
    });
  });

  it('the rows of its own plans, and how the switches stand; no finding, no run, no other account', () => {
    const statements = statementsFor(hub, `NightwardenRotationLedger-${MEMBER}`);
    const rows = statements.filter(({ Sid }) => Sid === 'Ledger' || Sid === 'Switches');
    expect(rows.map(conditionsOf)).toEqual([
      {
        'ForAllValues:StringLike': {
          'dynamodb:LeadingKeys': [
            `ROTATION#${MEMBER}-*`,
            `ROTATIONS#OPEN#${MEMBER}`,
            `CLAIM#principal arn:*:iam::${MEMBER}:user/*`,
            `CLAIM#secret arn:*:secretsmanager:*:${MEMBER}:secret:*`,
          ],
        },
      },
      { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['SWITCHES'] } },
    ]);
    const others = actionsOf(statements.filter((one) => !rows.includes(one)));
    expect(others.filter((action) => !action.startsWith('kms:'))).toEqual(['cloudformation:DescribeStacks']);
  });

  it('evidence of its own plans may be written by the observer, and read by nobody', () => {
    const statements = statementsFor(hub, `NightwardenRotationEvidence-${MEMBER}`);
    const [write] = statements.filter(({ Sid }) => Sid === 'Evidence');
    expect(actionsOf(statements).filter((action) => !action.startsWith('kms:'))).toEqual(['s3:PutObject']);
    expect(listOf(write?.Resource).map(textOf).join()).toMatch(new RegExp(`/rotations/${MEMBER}-\\*$`));
  });
});

/** A policy as IAM gets it, with the partition filled in. */
function asIamCounts(document: unknown): string {
  const partition = /\{"Fn::Join":\["",\["arn:",\{"Ref":"AWS::Partition"\},"([^"]*)"\]\]\}/g;
  return JSON.stringify(document).replace(partition, '"arn:aws$1"');
}

const MACHINES = [
  ['RotationMachinesRotate', planMachine(PROTOCOL_TABLES, 'rotate', 'accounts')],
  ['RotationMachinesRetire', planMachine(PROTOCOL_TABLES, 'retire', 'accounts')],
  ['RotationMachinesContain', planMachine(PROTOCOL_TABLES, 'contain', 'accounts')],
  ['RotationMachinesWait', waitMachine('accounts')],
] as const;

describe.each(MACHINES)("the hub's %s", (id, definition) => {
  const [, machine] =
    resourcesOf(hub, 'AWS::StepFunctions::StateMachine').find(([name]) => name.startsWith(id)) ?? [];
  const { Properties = {} } = machine ?? {};

  it('is the machine that is run in tests, with each of its placeholders filled in', () => {
    expect(JSON.parse(textOf(Properties.DefinitionString))).toEqual(definition);
    const asked = [...JSON.stringify(definition).matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
    expect(Object.keys(Properties.DefinitionSubstitutions as object).toSorted()).toEqual(
      [...new Set(asked)].toSorted(),
    );
    expect(Properties.LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: false });
  });

  it('becomes the one role in each account that is named, and calls no worker as itself', () => {
    const role = textOf(Properties.RoleArn).replace(/^<(\w+)\.Arn>$/, '$1');
    const statements = policiesOf(hub)
      .filter((policy) => policy.role === role)
      .flatMap((policy) => policy.statements);
    const become = statements.filter(({ Action }) => listOf(Action).includes('sts:AssumeRole'));
    expect(become.flatMap(({ Resource }) => listOf(Resource).map(textOf))).toEqual(
      CONFIGS.rotatingOrganisation.rotation.accounts.map(
        (account) => `arn:<AWS::Partition>:iam::${account}:role/NightwardenRotationInvoke`,
      ),
    );
    const invoked = statements
      .filter(({ Action }) => listOf(Action).includes('lambda:InvokeFunction'))
      .flatMap(({ Resource }) => listOf(Resource).map(textOf));
    expect(invoked.filter((arn) => !arn.includes('RotationAskFunction'))).toEqual([]);
  });
});

describe('the hub', () => {
  it('has no worker that touches a credential', () => {
    const names = resourcesOf(hub, 'AWS::Lambda::Function').map(([id]) => id);
    expect(names.filter((id) => id.startsWith('RotationWorkers'))).toEqual([]);
    const actions = policiesOf(hub).flatMap(({ statements }) => actionsOf(statements));
    expect(actions.filter((action) => /^(iam|secretsmanager|ssm):/.test(action))).toEqual([]);
  });

  it('tells its guard which accounts are let in, so that none is taken out while a plan is live there', () => {
    const [guard] = resourcesOf(hub, 'Custom::NightwardenNoLivePlan');
    expect(guard?.[1].Properties.Accounts).toEqual(CONFIGS.rotatingOrganisation.rotation.accounts);
    const needs = guard?.[1].DependsOn ?? [];
    for (const account of CONFIGS.rotatingOrganisation.rotation.accounts)
      expect(needs.some((id) => id.startsWith(`RotationAccount${account}`))).toBe(true);
  });

  it('takes as many accounts as may be named: no policy is too long, no resource too many', () => {
    const accounts = Array.from({ length: 50 }, (_, at) => String(500_000_000_000 + at));
    const { rotation, ...rest } = CONFIGS.rotatingOrganisation;
    const app = new App({ context: { 'aws:cdk:bundling-stacks': [] }, analyticsReporting: false });
    const config = readConfig({ ...rest, rotation: { ...rotation, accounts } });
    const env = { account: HUB, region: 'eu-west-1' };
    const stack = new NightwardenStack(app, 'NightwardenHub', { config, env });
    const template = Template.fromJSON(app.synth().getStackByName(stack.stackName).template as object);
    const all = template.toJSON().Resources as Readonly<Record<string, Resource>>;
    expect(Object.keys(all).length).toBeLessThan(500);
    for (const [id, { Type, Properties }] of Object.entries(all))
      if (Type === 'AWS::IAM::ManagedPolicy')
        expect([id, asIamCounts(Properties?.PolicyDocument).length < 6144]).toEqual([id, true]);
  });
});
