import type { Fact } from '../model/gap.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** Where each fact comes from: the IAM action that reads it, or the option that gives it. */
export const FACT_SOURCES: Readonly<Record<Fact, string>> = {
  users: 'iam:GetAccountAuthorizationDetails',
  policies: 'iam:GetAccountAuthorizationDetails',
  roles: 'iam:GetAccountAuthorizationDetails',
  'access-keys': 'iam:ListAccessKeys',
  'last-used': 'iam:GetAccessKeyLastUsed',
  root: 'iam:GetCredentialReport',
  secrets: 'secretsmanager:ListSecrets',
  functions: 'lambda:ListFunctions',
  'function-environments': 'lambda:GetFunctionConfiguration',
  'task-definitions': 'ecs:DescribeTaskDefinition',
  'build-projects': 'codebuild:BatchGetProjects',
  stacks: 'cloudformation:DescribeStacks',
  parameters: 'ssm:GetParameters',
  'user-data': 'ec2:DescribeInstanceAttribute',
  usage: 'cloudtrail:LookupEvents',
  roster: '--roster',
  exposures: '--exposures',
};

/** What was read, with what people handed over: a roster or exposures that are here were read, whoever read them. */
export function factsOf({ read, roster, exposures }: Snapshot): ReadonlySet<Fact> {
  const facts = new Set(read);
  if (roster !== undefined) facts.add('roster');
  if (exposures.length > 0) facts.add('exposures');
  return facts;
}
