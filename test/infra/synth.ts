import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { addStacks } from '../../lib/infra/app.ts';
import type { Config } from '../../lib/infra/config.ts';
import { readConfig } from '../../lib/infra/read-config.ts';

export const HUB = '222222222222';
export const MANAGEMENT = '333333333333';
export const ORGANISATION = 'o-a1b2c3d4e5';
const EXTERNAL_ID = 'nightwarden-test-external-id';

/** Deployments by what they show. */
export const CONFIGS = {
  single: {},
  strict: {
    homeRegion: 'eu-west-1',
    guardDutyRegions: ['eu-west-1', 'eu-north-1'],
    regions: ['eu-west-1', 'us-east-1'],
    encryption: 'customer',
    objectLockDays: 30,
    accessLogBucket: 'access-logs-of-the-company',
    permissionsBoundary: 'arn:aws:iam::111122223333:policy/boundary',
    secretReading: false,
    notify: ['security@example.com'],
    schedule: { cron: '30 1 * * ? *', timeZone: 'Europe/Berlin', flexibleMinutes: 0 },
    retention: { snapshotDays: 100, replacedDays: 7, runDays: 50, logDays: 45 },
  },
  rotating: {
    rotation: {
      enabled: true,
      breakGlass: ['arn:aws:iam::111122223333:user/break-glass'],
      reconcileMinutes: 10,
      served: ['arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/key-AbCdEf'],
    },
  },
  reaching: {
    rotation: {
      enabled: true,
      services: [
        'arn:aws:ecs:eu-west-1:111122223333:service/shop/orders',
        'arn:aws:ecs:eu-west-1:111122223333:service/shop/reports',
      ],
      ownCommands: [
        {
          taskDefinition: 'arn:aws:ecs:eu-west-1:111122223333:task-definition/check-orders',
          cluster: 'arn:aws:ecs:eu-west-1:111122223333:cluster/shop',
          roles: ['arn:aws:iam::111122223333:role/check-orders', 'arn:aws:iam::111122223333:role/execution'],
        },
      ],
      databases: {
        subnets: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'],
        securityGroups: ['sg-0a1b2c3d'],
        admins: ['arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders/admin-AbCdEf'],
      },
      bridges: ['arn:aws:secretsmanager:eu-west-1:111122223333:secret:acme/bridge-AbCdEf'],
      starts: [
        {
          secret: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:billing/db-AbCdEf',
          function: 'arn:aws:lambda:eu-west-1:111122223333:function:rotates-billing',
        },
      ],
    },
  },
  rotatingOrganisation: {
    mode: 'organisation',
    homeRegion: 'eu-west-1',
    encryption: 'customer',
    accessLogBucket: 'access-logs-of-the-company',
    organisation: {
      id: ORGANISATION,
      managementAccount: MANAGEMENT,
      hubAccount: HUB,
      externalId: EXTERNAL_ID,
      organisationalUnits: ['ou-ab12-cd34ef56'],
    },
    rotation: {
      enabled: true,
      accounts: ['444455556666', HUB],
      services: [
        'arn:aws:ecs:eu-west-1:444455556666:service/shop/orders',
        'arn:aws:ecs:eu-west-1:999999999999:service/shop/orders',
      ],
      breakGlass: ['arn:aws:iam::444455556666:user/break-glass'],
    },
  },
  throwaway: { retention: { keepOnDestroy: false }, schedule: { enabled: false } },
  organisation: {
    mode: 'organisation',
    homeRegion: 'eu-west-1',
    regions: ['eu-west-1', 'us-west-2'],
    guardDutyRegions: ['eu-north-1'],
    permissionsBoundary: 'arn:aws:iam::aws:policy/PowerUserAccess',
    accountsAtOnce: 25,
    trail: {
      source: 'organisation-trail',
      bucket: 'org-trail',
      prefix: 'audit/logs',
      bucketRegion: 'us-east-1',
      keyArn: 'arn:aws:kms:us-east-1:555555555555:key/11111111-2222-3333-4444-555555555555',
    },
    organisation: {
      id: ORGANISATION,
      managementAccount: MANAGEMENT,
      hubAccount: HUB,
      externalId: EXTERNAL_ID,
      organisationalUnits: ['ou-ab12-cd34ef56'],
      excludedAccounts: ['444444444444'],
    },
  },
} as const;
export type Deployment = keyof typeof CONFIGS;
export const DEPLOYMENTS = Object.keys(CONFIGS) as Deployment[];

export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Condition?: string;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** One stack as CloudFormation gets it. */
export interface Stack {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly resources: Readonly<Record<string, Resource>>;
  readonly template: Template;
}

const made = new Map<Deployment, ReadonlyMap<string, Stack>>();

/**
 * An app with the stacks of a deployment, without bundles: no test of a template looks into them.
 * @param validated whether CloudFormation's own rules are checked too, which takes seconds
 */
export function appOf(name: Deployment, validated = false): App {
  const context = {
    'aws:cdk:bundling-stacks': [],
    '@aws-cdk/core:validateAgainstDefaultRules': validated,
  };
  const app = new App({ context, analyticsReporting: false });
  addStacks(app, configOf(name), { readAccess: true, secretReading: true });
  return app;
}

export function configOf(name: Deployment): Config {
  return readConfig(CONFIGS[name]);
}

/** The stacks of a deployment by their names, the template that a StackSet deploys among them; synthesised once a process. */
export function stacksOf(name: Deployment): ReadonlyMap<string, Stack> {
  const known = made.get(name);
  if (known !== undefined) return known;
  const stacks = readStacks(appOf(name).synth());
  made.set(name, stacks);
  return stacks;
}

export function stackOf(name: Deployment, stack: string): Stack {
  const found = stacksOf(name).get(stack);
  if (found === undefined)
    throw new Error(`expected a stack ${stack}, got ${[...stacksOf(name).keys()].join()}`);
  return found;
}

function readStacks(assembly: CloudAssembly): ReadonlyMap<string, Stack> {
  const stacks = assembly.stacks.map(({ stackName: name, environment, template }) => ({
    name,
    account: environment.account,
    region: environment.region,
    ...templateOf(template as object),
  }));
  const deployed = stacks.flatMap(({ resources }) =>
    Object.values(resources)
      .filter(({ Type }) => Type === 'AWS::CloudFormation::StackSet')
      .map(({ Properties }) => ({
        name: 'StackSet',
        account: 'each',
        region: 'each',
        ...templateOf(JSON.parse(textOf(Properties?.TemplateBody)) as object),
      })),
  );
  return new Map([...stacks, ...deployed].map((stack) => [stack.name, stack]));
}

function templateOf(template: object): Pick<Stack, 'resources' | 'template'> {
  const { Resources } = template as { readonly Resources: Stack['resources'] };
  return { resources: Resources, template: Template.fromJSON(template) };
}

export type Filled = Resource & Required<Pick<Resource, 'Properties'>>;

export function resourcesOf(stack: Stack, type: string): readonly (readonly [string, Filled])[] {
  return Object.entries(stack.resources).flatMap(([id, { Properties = {}, ...resource }]) =>
    resource.Type === type ? [[id, { ...resource, Properties }] as const] : [],
  );
}

/** The one resource of a type. */
export function onlyOf(stack: Stack, type: string): readonly [string, Filled] {
  const [found, ...more] = resourcesOf(stack, type);
  if (found === undefined || more.length > 0)
    throw new Error(`${stack.name}: expected one ${type}, got ${found === undefined ? 0 : more.length + 1}`);
  return found;
}

/** A value of a template as text, with each reference as `<Logical.Attribute>`. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  const [[name, argument] = ['', undefined]] = Object.entries(value);
  if (name === 'Ref') return `<${String(argument)}>`;
  if (name === 'Fn::GetAtt') return `<${(argument as string[]).join('.')}>`;
  if (name === 'Fn::Join') {
    const [separator, parts] = argument as [string, unknown[]];
    return parts.map(textOf).join(separator);
  }
  return JSON.stringify(value);
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface RolePolicy {
  /** Logical id of the role. */
  readonly role: string;
  /** Logical id of the policy, or of the role that it lies in. */
  readonly policy: string;
  readonly statements: readonly Statement[];
}

/** Every policy of every role in a stack. */
export function policiesOf(stack: Stack): readonly RolePolicy[] {
  return Object.entries(stack.resources).flatMap(([policy, { Type, Properties = {} }]) => {
    if (Type === 'AWS::IAM::ManagedPolicy' || Type === 'AWS::IAM::Policy') {
      const roles = (Properties.Roles ?? []) as unknown[];
      const statements = statementsOf(Properties.PolicyDocument);
      return roles.map((role) => ({ role: logicalId(role), policy, statements }));
    }
    if (Type !== 'AWS::IAM::Role') return [];
    const inline = (Properties.Policies ?? []) as { readonly PolicyDocument: unknown }[];
    return inline.map(({ PolicyDocument }) => ({
      role: policy,
      policy,
      statements: statementsOf(PolicyDocument),
    }));
  });
}

export function statementsOf(document: unknown): readonly Statement[] {
  return (document as { readonly Statement: readonly Statement[] }).Statement;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

export function actionsOf(statements: readonly Statement[]): readonly string[] {
  return statements.flatMap(({ Effect, Action }) => (Effect === 'Allow' ? (listOf(Action) as string[]) : []));
}

function logicalId(value: unknown): string {
  return textOf(value).replace(/^<(.*)>$/, '$1');
}
