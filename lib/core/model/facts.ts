/** Where copies of a credential may lie in the open, beside how it is used. */
const PLACES = {
  functions: 'lambda:ListFunctions',
  'function-environments': 'lambda:GetFunctionConfiguration',
  'task-definitions': 'ecs:DescribeTaskDefinition',
  'build-projects': 'codebuild:BatchGetProjects',
  stacks: 'cloudformation:DescribeStacks',
  parameters: 'ssm:GetParameters',
  'user-data': 'ec2:DescribeInstanceAttribute',
  'stage-variables': 'apigateway:GET',
  'glue-jobs': 'glue:GetJobs',
  'state-machines': 'states:DescribeStateMachine',
} as const;

/**
 * What can be read of an account, and where each fact comes from: the IAM action that reads it, or the option that
 * gives it. A detector names the facts it needs; a gap names the facts it hides.
 */
export const FACT_SOURCES = {
  users: 'iam:GetAccountAuthorizationDetails',
  policies: 'iam:GetAccountAuthorizationDetails',
  roles: 'iam:GetAccountAuthorizationDetails',
  'access-keys': 'iam:ListAccessKeys',
  'last-used': 'iam:GetAccessKeyLastUsed',
  root: 'iam:GetCredentialReport',
  'console-passwords': 'iam:GetCredentialReport',
  secrets: 'secretsmanager:ListSecrets',
  ...PLACES,
  'ssh-keys': 'iam:ListSSHPublicKeys',
  'signing-certificates': 'iam:ListSigningCertificates',
  'service-specific-credentials': 'iam:ListServiceSpecificCredentials',
  'service-access': 'iam:GetServiceLastAccessedDetails',
  'identity-providers': 'iam:ListOpenIDConnectProviders',
  organization: 'organizations:ListAccounts',
  'secret-policies': 'secretsmanager:GetResourcePolicy',
  'workload-roles': 'ec2:DescribeInstances',
  'api-keys': 'apigateway:GET',
  'appsync-keys': 'appsync:ListApiKeys',
  'source-credentials': 'codebuild:ListSourceCredentials',
  'event-connections': 'events:ListConnections',
  'glue-connections': 'glue:GetConnections',
  'client-secrets': 'cognito-idp:ListUserPoolClientSecrets',
  'device-certificates': 'iot:ListCertificates',
  'agent-credentials': 'bedrock-agentcore:ListApiKeyCredentialProviders',
  usage: 'cloudtrail:LookupEvents',
  roster: '--roster',
  exposures: '--exposures',
} as const;
export type Fact = keyof typeof FACT_SOURCES;
export const FACTS = Object.keys(FACT_SOURCES) as readonly Fact[];

/** What the account itself tells. */
export const ACCOUNT_FACTS: readonly Fact[] = FACTS.filter(
  (fact) => fact !== 'roster' && fact !== 'exposures',
);

/** A copy of a credential is missed while one of them is unread. */
export const COPY_FACTS = Object.keys(PLACES) as readonly (keyof typeof PLACES)[];

/** What an account has once, wherever it is asked; everything else lies in Regions. */
const GLOBAL: ReadonlySet<Fact> = new Set([
  'users',
  'policies',
  'roles',
  'access-keys',
  'last-used',
  'root',
  'console-passwords',
  'ssh-keys',
  'signing-certificates',
  'service-specific-credentials',
  'service-access',
  'identity-providers',
  'organization',
  'roster',
  'exposures',
]);

/** What is hidden where a Region is not read. */
export const REGIONAL_FACTS: readonly Fact[] = FACTS.filter((fact) => !GLOBAL.has(fact));
