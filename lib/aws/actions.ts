import { actions as account } from './account.ts';
import { actions as agentcore } from './agentcore.ts';
import { secretReadingActions as apigatewaySecrets } from './apigateway.ts';
import { secretReadingActions as stagesSecrets } from './apigateway-stages.ts';
import { actions as appsync, secretReadingActions as appsyncSecrets } from './appsync.ts';
import { secretReadingActions as cloudformationSecrets } from './cloudformation.ts';
import { actions as cloudtrail } from './cloudtrail.ts';
import { actions as codebuild, secretReadingActions as codebuildSecrets } from './codebuild.ts';
import { actions as cognito } from './cognito.ts';
import { actions as ec2, secretReadingActions as ec2Secrets } from './ec2.ts';
import { actions as ecs, planActions as ecsPlans, secretReadingActions as ecsSecrets } from './ecs.ts';
import { actions as eventbridge } from './eventbridge.ts';
import { actions as glue, secretReadingActions as glueSecrets } from './glue.ts';
import { actions as glueJobs, secretReadingActions as glueJobsSecrets } from './glue-jobs.ts';
import { actions as iam } from './iam.ts';
import { actions as iamCredentials } from './iam-credentials.ts';
import { actions as serviceAccess } from './iam-service-access.ts';
import { actions as identityProviders } from './identity-providers.ts';
import { actions as iot } from './iot.ts';
import { actions as lambda, secretReadingActions as lambdaSecrets } from './lambda.ts';
import { actions as organizations } from './organizations.ts';
import { actions as secretsmanager } from './secretsmanager.ts';
import { actions as ssm, secretReadingActions as ssmSecrets } from './ssm.ts';
import { actions as stepfunctions, secretReadingActions as stepfunctionsSecrets } from './stepfunctions.ts';
import { actions as sts } from './sts.ts';

/** Every action that a sweep calls, reads all of them, but for those that read secrets. */
export const READ_ACTIONS: readonly string[] = onceEach([
  ...sts,
  ...account,
  ...iam,
  ...iamCredentials,
  ...serviceAccess,
  ...identityProviders,
  ...secretsmanager,
  ...lambda,
  ...cloudtrail,
  ...ecs,
  ...ec2,
  ...codebuild,
  ...ssm,
  ...appsync,
  ...eventbridge,
  ...glue,
  ...cognito,
  ...iot,
  ...agentcore,
  ...glueJobs,
  ...stepfunctions,
  ...organizations,
]);

/** What is read where a plan is made, and by no sweep. */
export const PLAN_ACTIONS: readonly string[] = onceEach([...ecsPlans]);

/** The actions whose answers may hold secret values: a separate, optional grant. */
export const SECRET_READING_ACTIONS: readonly string[] = onceEach([
  ...lambdaSecrets,
  ...ecsSecrets,
  ...cloudformationSecrets,
  ...ec2Secrets,
  ...codebuildSecrets,
  ...ssmSecrets,
  ...appsyncSecrets,
  ...glueSecrets,
  ...apigatewaySecrets,
  ...stagesSecrets,
  ...glueJobsSecrets,
  ...stepfunctionsSecrets,
]);

/** Two gateways of one service may share an action. */
function onceEach(actions: readonly string[]): readonly string[] {
  return [...new Set(actions)];
}
