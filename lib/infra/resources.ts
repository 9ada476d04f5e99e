/**
 * What AWS lets an action of a sweep be narrowed to, below `arn:PARTITION:`, `ACCOUNT` standing for the account. An action
 * that is not here takes no resource, for it lists, or is in UNNAMED.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/
 */
const NARROWED: Readonly<Record<string, readonly string[]>> = {
  'apigateway:GET': ['apigateway:*::/*'],
  'bedrock-agentcore:ListApiKeyCredentialProviders': ['bedrock-agentcore:*:ACCOUNT:*'],
  'bedrock-agentcore:ListOauth2CredentialProviders': ['bedrock-agentcore:*:ACCOUNT:*'],
  'bedrock-agentcore:ListTagsForResource': ['bedrock-agentcore:*:ACCOUNT:*'],
  'cognito-idp:ListUserPoolClientSecrets': ['cognito-idp:*:ACCOUNT:userpool/*'],
  'cognito-idp:ListUserPoolClients': ['cognito-idp:*:ACCOUNT:userpool/*'],
  'ec2:DescribeInstanceAttribute': ['ec2:*:ACCOUNT:instance/*'],
  'ecs:DescribeServices': ['ecs:*:ACCOUNT:service/*'],
  'glue:GetConnections': ['glue:*:ACCOUNT:*'],
  'glue:GetTags': ['glue:*:ACCOUNT:*'],
  'iam:GenerateServiceLastAccessedDetails': ['iam::ACCOUNT:*'],
  'iam:ListAccessKeys': ['iam::ACCOUNT:user/*'],
  'iam:ListSSHPublicKeys': ['iam::ACCOUNT:user/*'],
  'iam:ListServiceSpecificCredentials': ['iam::ACCOUNT:user/*'],
  'iam:ListSigningCertificates': ['iam::ACCOUNT:user/*'],
  'lambda:ListTags': ['lambda:*:ACCOUNT:function:*'],
  'secretsmanager:GetResourcePolicy': ['secretsmanager:*:ACCOUNT:secret:*'],
  'secretsmanager:ListSecretVersionIds': ['secretsmanager:*:ACCOUNT:secret:*'],
  'states:DescribeStateMachine': ['states:*:ACCOUNT:stateMachine:*'],
};

/**
 * Actions that AWS checks against a resource which their call does not name as such: a key's id in place of its user,
 * several names in one call, a provider by its URL. A wrong guess at it would be a denial, and a gap every night, so they
 * stay on all resources; none of them answers for another account without a share of that account's.
 */
export const UNNAMED: readonly string[] = [
  'codebuild:BatchGetProjects',
  // Lambda looks for these when it makes a function that stands in a network: see OWN_NETWORK.
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:UnassignPrivateIpAddresses',
  'iam:GetAccessKeyLastUsed',
  'iam:GetOpenIDConnectProvider',
  'ssm:GetParameters',
];

/** Whose resources; a stack is one. */
export interface Place {
  readonly partition: string;
  readonly account: string;
}

/** Actions with the resources that they are narrowed to. */
export interface Narrowed {
  readonly actions: readonly string[];
  /** ARNs; `*` alone: none of the actions takes any. */
  readonly resources: readonly string[];
}

/** Narrows actions to the resources of one account: first those that only list, then those that take a resource. */
export function narrow(actions: readonly string[], { partition, account }: Place): readonly Narrowed[] {
  const listing = actions.filter((action) => NARROWED[action] === undefined);
  const taking = actions.filter((action) => NARROWED[action] !== undefined);
  const named = taking.flatMap((action) => NARROWED[action] ?? []);
  const arns = [...new Set(named)]
    .toSorted()
    .map((each) => `arn:${partition}:${each.replace('ACCOUNT', () => account)}`);
  return [
    { actions: listing, resources: ['*'] },
    { actions: taking, resources: arns },
  ].filter((each) => each.actions.length > 0);
}
