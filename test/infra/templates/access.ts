import { describe, expect, it } from 'vitest';
import { actions as hubReads, writeActions as hubWrites } from '../../../lib/aws/securityhub.ts';
import { ACCOUNTS_ROLE, ROLE_NAMES } from '../../../lib/infra/roles.ts';
import {
  actionsOf,
  CONFIGS,
  DEPLOYMENTS,
  HUB,
  listOf,
  ORGANISATION,
  onlyOf,
  policiesOf,
  type Resource,
  resourcesOf,
  type Stack,
  stackOf,
  stacksOf,
  statementsOf,
  textOf,
} from '../synth.ts';

const SPOKES = ['NightwardenSpoke', 'NightwardenManagement', 'StackSet'] as const;

function roleNamed(stack: Stack, name: string): readonly [string, Resource['Properties'] & object] {
  const found = resourcesOf(stack, 'AWS::IAM::Role').find(
    ([, { Properties }]) => Properties.RoleName === name,
  );
  if (found === undefined) throw new Error(`expected a role ${name} in ${stack.name}`);
  return [found[0], found[1].Properties ?? {}];
}

function allowed(stack: Stack, role: string): readonly string[] {
  return policiesOf(stack)
    .filter((policy) => policy.role === role)
    .flatMap(({ statements }) => actionsOf(statements));
}

describe.each(SPOKES)('the roles of %s', (name) => {
  const stack = stackOf('organisation', name);

  it.each([ROLE_NAMES.read, ROLE_NAMES.publish])(
    "%s trusts the hub's workers alone, by external id and organisation",
    (role) => {
      const [, properties] = roleNamed(stack, role);
      const [statement, ...more] = statementsOf(properties.AssumeRolePolicyDocument);
      expect(more).toEqual([]);
      expect(statement?.Action).toBe('sts:AssumeRole');
      expect(textOf((statement?.Principal as Record<string, unknown> | undefined)?.AWS)).toBe(
        `arn:<AWS::Partition>:iam::${HUB}:root`,
      );
      const { StringEquals, ArnLike } = statement?.Condition ?? {};
      expect(StringEquals).toEqual({
        'sts:ExternalId': CONFIGS.organisation.organisation.externalId,
        'aws:PrincipalOrgID': ORGANISATION,
      });
      expect(textOf(ArnLike?.['aws:PrincipalArn'])).toBe(
        `arn:<AWS::Partition>:iam::${HUB}:role/nightwarden/*`,
      );
      expect(properties.MaxSessionDuration).toBe(3600);
    },
  );

  it('reading and publishing are roles apart: one writes nothing, the other reads nothing but findings', () => {
    const [read] = roleNamed(stack, ROLE_NAMES.read);
    const [publish] = roleNamed(stack, ROLE_NAMES.publish);
    const reads = allowed(stack, read);
    expect(reads.length).toBeGreaterThan(40);
    expect(reads.filter((action) => action.startsWith('securityhub:'))).toEqual([]);
    expect(allowed(stack, publish).toSorted()).toEqual([...hubReads, ...hubWrites].toSorted());
    const [published] = policiesOf(stack).filter(({ role }) => role === publish);
    for (const { Resource } of published?.statements ?? [])
      for (const resource of listOf(Resource))
        expect(textOf(resource)).toMatch(/^arn:\S+:securityhub:\*:(<AWS::AccountId>|\d{12}):/);
  });
});

describe('the management account', () => {
  it('has a role that lists the accounts, and may do nothing else', () => {
    const stack = stackOf('organisation', 'NightwardenManagement');
    const [role, properties] = roleNamed(stack, ACCOUNTS_ROLE);
    expect(allowed(stack, role)).toEqual(['organizations:ListAccounts']);
    const [statement] = statementsOf(properties.AssumeRolePolicyDocument);
    expect(statement?.Condition?.StringEquals).toMatchObject({ 'aws:PrincipalOrgID': ORGANISATION });
  });
});

describe("the hub's workers", () => {
  it('may become the roles of the spokes and read nothing by themselves', () => {
    const stack = stackOf('organisation', 'NightwardenHub');
    const assumed = policiesOf(stack).flatMap(({ statements }) =>
      statements
        .filter(({ Action }) => listOf(Action).includes('sts:AssumeRole'))
        .flatMap(({ Resource }) => listOf(Resource).map(textOf)),
    );
    expect([...new Set(assumed)].toSorted()).toEqual([
      'arn:<AWS::Partition>:iam::*:role/NightwardenPublish',
      'arn:<AWS::Partition>:iam::*:role/NightwardenRead',
      'arn:<AWS::Partition>:iam::333333333333:role/NightwardenAccounts',
    ]);
    const own = policiesOf(stack).flatMap(({ statements }) => actionsOf(statements));
    expect(
      own.filter((action) => /^(iam|secretsmanager|ssm|ec2|cloudtrail|securityhub):/.test(action)),
    ).toEqual([]);
  });

  it('may be trusted by the spokes: their roles have the path that the trust names', () => {
    const workers = resourcesOf(stackOf('organisation', 'NightwardenHub'), 'AWS::IAM::Role').filter(
      ([, { Properties }]) => JSON.stringify(Properties).includes('lambda.amazonaws.com'),
    );
    expect(workers).toHaveLength(9);
    for (const [, { Properties }] of workers) expect(Properties.Path).toBe('/nightwarden/');
  });
});

describe('the permissions boundary', () => {
  it.each(['strict', 'organisation'] as const)('%s: every role of every stack has it', (deployment) => {
    for (const stack of stacksOf(deployment).values())
      for (const [id, { Properties }] of resourcesOf(stack, 'AWS::IAM::Role'))
        expect([stack.name, id, Properties.PermissionsBoundary]).toEqual([
          stack.name,
          id,
          CONFIGS[deployment].permissionsBoundary,
        ]);
  });

  it('is not there when none is named', () => {
    for (const [, { Properties }] of resourcesOf(stackOf('single', 'Nightwarden'), 'AWS::IAM::Role'))
      expect(Properties).not.toHaveProperty('PermissionsBoundary');
  });
});

describe('the reading of what may show secrets', () => {
  it.each(SPOKES)('is a policy of its own in %s', (name) => {
    const stack = stackOf('organisation', name);
    const [policy, ...more] = policiesOf(stack).filter(({ statements }) =>
      statements.some(({ Sid }) => Sid === 'NightwardenSecretReading'),
    );
    expect(more).toEqual([]);
    expect(policy?.policy).toBe('SecretReading');
    for (const { Sid } of policy?.statements ?? []) expect(Sid).toMatch(/^NightwardenSecretReading/);
  });

  it('is nowhere when it is switched off', () => {
    for (const stack of stacksOf('strict').values()) {
      const statements = policiesOf(stack).flatMap((policy) => policy.statements);
      expect(statements.filter(({ Sid = '' }) => /Secret/.test(Sid))).toEqual([]);
      expect(actionsOf(statements)).not.toContain('lambda:ListFunctions');
    }
  });
});

/** IAM's own limit for a managed policy, white space not counted. */
const LONGEST_POLICY = 6144;
/** CloudFormation's limit of a template that is handed over as text. */
const LONGEST_TEMPLATE = 51_200;

describe('what AWS would refuse', () => {
  it.each(DEPLOYMENTS)('%s: no managed policy is longer than IAM takes', (deployment) => {
    for (const stack of stacksOf(deployment).values())
      for (const [id, { Properties }] of resourcesOf(stack, 'AWS::IAM::ManagedPolicy'))
        expect([id, JSON.stringify(Properties.PolicyDocument).length < LONGEST_POLICY]).toEqual([id, true]);
  });

  it('the template of the StackSet is no longer than CloudFormation takes', () => {
    const [, set] = onlyOf(stackOf('organisation', 'NightwardenSpokes'), 'AWS::CloudFormation::StackSet');
    expect(textOf(set.Properties.TemplateBody).length).toBeLessThan(LONGEST_TEMPLATE);
  });
});
