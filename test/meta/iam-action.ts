/** The IAM prefix of an SDK package's actions, where it is not the package's own name. */
const PREFIX: Readonly<Record<string, string>> = {
  'secrets-manager': 'secretsmanager',
  eventbridge: 'events',
  'cognito-identity-provider': 'cognito-idp',
  'bedrock-agentcore-control': 'bedrock-agentcore',
  sfn: 'states',
};

/** API Gateway's actions are HTTP methods: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-create-and-manage-api.html */
const BY_METHOD: Readonly<Record<string, string>> = {
  'api-gateway': 'apigateway:GET',
  apigatewayv2: 'apigateway:GET',
};

/** The IAM action of a command that bears another name. */
const BY_COMMAND: Readonly<Record<string, string>> = {
  'lambda:Invoke': 'lambda:InvokeFunction',
  's3:ListObjectsV2': 's3:ListBucket',
  's3:ListObjectVersions': 's3:ListBucketVersions',
  's3:DeleteObjects': 's3:DeleteObject',
  // And PutItem and UpdateItem, which are declared beside it.
  'dynamodb:TransactWriteItems': 'dynamodb:DeleteItem',
};

/**
 * @param client the SDK package without `@aws-sdk/client-`
 * @param command the command's name without `Command`
 */
export function actionOf(client: string, command = ''): string {
  const byMethod = command.startsWith('Get') ? BY_METHOD[client] : undefined;
  const named = `${PREFIX[client] ?? client}:${command}`;
  return byMethod ?? BY_COMMAND[named] ?? named;
}
