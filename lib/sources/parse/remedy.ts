/** How each file is made with AWS's CLI, in one line. */
const HOW: Readonly<Record<string, string>> = {
  'account-authorization-details.json':
    'run: aws iam get-account-authorization-details > account-authorization-details.json',
  'credential-report.csv':
    'run: aws iam generate-credential-report; aws iam get-credential-report --query Content --output text | base64 -d > credential-report.csv',
  'access-keys.json':
    'run for each user: aws iam list-access-keys --user-name USER, for each key: aws iam get-access-key-last-used --access-key-id KEY, and put the keys into access-keys.json as one array, each with its AccessKeyLastUsed',
  'secrets.json':
    'run in each Region: aws secretsmanager list-secrets --include-planned-deletion, and put the answers into secrets.json as one array',
  'secret-versions.json':
    'run for each secret: aws secretsmanager list-secret-version-ids --secret-id ARN, and put the answers into secret-versions.json as one array',
  'secret-policies.json':
    'run for each secret: aws secretsmanager get-resource-policy --secret-id ARN, and put the answers into secret-policies.json as one array',
  'task-definitions.json':
    'run for each family in each Region: aws ecs describe-task-definition --include TAGS --task-definition FAMILY, and put the answers into task-definitions.json as one array',
  'projects.json':
    'run in each Region, for up to 100 names of aws codebuild list-projects at a time: aws codebuild batch-get-projects --names NAME …, and put the answers into projects.json as one array',
  'parameters.json':
    'run in each Region, for up to 10 names of aws ssm describe-parameters --parameter-filters Key=Type,Values=String,StringList at a time: aws ssm get-parameters --names NAME …, and put the answers into parameters.json as one array',
  'stacks.json':
    'run in each Region: aws cloudformation describe-stacks, and put the answers into stacks.json as one array',
  'user-data.json':
    'run for each instance in each Region: aws ec2 describe-instance-attribute --attribute userData --instance-id ID, and put the answers, each with its "Region" added, into user-data.json as one array',
  'api-keys.json':
    'run in each Region: aws apigateway get-api-keys, and put the keys, each with its "Region" added, into api-keys.json as one array',
  'appsync-api-keys.json':
    'run for each API in each Region: aws appsync list-api-keys --api-id ID, and put the answers, each with the "Arn" of its API added, into appsync-api-keys.json as one array; its ids are the keys themselves, so delete it afterwards',
  'source-credentials.json':
    'run in each Region: aws codebuild list-source-credentials, and put the answers into source-credentials.json as one array',
  'connections.json':
    'run in each Region: aws events list-connections, and put the answers into connections.json as one array',
  'glue-connections.json':
    'run in each Region: aws glue get-connections --hide-password, and put the connections, each with its "Region" added, into glue-connections.json as one array',
  'user-pool-clients.json':
    'run for each client of each user pool in each Region: aws cognito-idp list-user-pool-client-secrets --user-pool-id POOL --client-id CLIENT, and put the answers, each with "ClientId", "ClientName" and the "Arn" of its pool added, into user-pool-clients.json as one array',
  'iot-certificates.json':
    'run in each Region: aws iot list-certificates, and put the answers into iot-certificates.json as one array',
  'credential-providers.json':
    'run in each Region: aws bedrock-agentcore-control list-api-key-credential-providers and aws bedrock-agentcore-control list-oauth2-credential-providers, and put the answers into credential-providers.json as one array',
  'stages.json':
    'run in each Region, for each API of aws apigateway get-rest-apis: aws apigateway get-stages --rest-api-id ID, and for each of aws apigatewayv2 get-apis: aws apigatewayv2 get-stages --api-id ID, and put the answers, each with its "RestApiId" or "ApiId" and its "Region" added, into stages.json as one array',
  'glue-jobs.json':
    'run in each Region: aws glue get-jobs, and put the jobs, each with its "Region" added, into glue-jobs.json as one array',
  'state-machines.json':
    'run for each state machine in each Region: aws stepfunctions describe-state-machine --state-machine-arn ARN, and put the answers into state-machines.json as one array',
  'functions.json':
    'run in each Region: aws lambda list-functions, and put the answers into functions.json as one array',
  'oidc-providers.json':
    'run for each ARN of aws iam list-open-id-connect-providers: aws iam get-open-id-connect-provider --open-id-connect-provider-arn ARN, and put the answers into oidc-providers.json as one array',
  'saml-providers.json': 'run: aws iam list-saml-providers > saml-providers.json',
  'workloads.json':
    'write what runs with a role into workloads.json: [{"arn": ARN, "type": "AWS::StepFunctions::StateMachine", "roleArn": ROLE}]; [] when nothing is to be added',
  'organization.json':
    'run in the account that manages the organisation: aws organizations list-accounts > organization.json; in no organisation: write [{"Organization": null}] into organization.json',
  'manifest.json':
    'write {"account": "123456789012", "takenAt": "2026-01-31T03:00:00Z", "regions": ["us-east-1"], "complete": true} into manifest.json',
  'cloudtrail/': 'run: aws s3 cp --recursive s3://TRAIL_BUCKET/AWSLogs/ cloudtrail/',
};

/** What to do, in one line, about a missing or damaged file, or about an IAM action that was not answered. */
export function remedyFor(missing: string): string {
  const how = HOW[missing];
  if (how !== undefined) return how;
  if (isAction(missing)) return `run it again; if this stays, check that ${missing} is allowed`;
  return `make ${missing} again`;
}

/** Whether a `missing` is an IAM action (the read was live) and not a file. */
export function isAction(missing: string): boolean {
  return /^[a-z0-9-]+:[A-Z]\w*$/.test(missing);
}
