import { actions as account } from './account.ts';
import { secretReadingActions as stages } from './apigateway-stages.ts';
import { secretReadingActions as stacks } from './cloudformation.ts';
import { actions as cloudtrail } from './cloudtrail.ts';
import { actions as codebuild, secretReadingActions as codebuildSecrets } from './codebuild.ts';
import { actions as ec2, secretReadingActions as ec2Secrets } from './ec2.ts';
import { actions as ecs, planActions as ecsPlans, secretReadingActions as ecsSecrets } from './ecs.ts';
import { actions as glueJobs, secretReadingActions as glueJobsSecrets } from './glue-jobs.ts';
import { actions as iam } from './iam.ts';
import { actions as lambda, secretReadingActions as lambdaSecrets } from './lambda.ts';
import { actions as secretsmanager } from './secretsmanager.ts';
import { actions as ssm, secretReadingActions as ssmSecrets } from './ssm.ts';
import { actions as stepfunctions, secretReadingActions as stepfunctionsSecrets } from './stepfunctions.ts';
import { actions as sts } from './sts.ts';

/**
 * Every action by which a plan's credential is read live: its user's keys and their use, the secret that stores it, and the
 * places where a copy of it may lie. Those whose answers may hold secret values are among them, and are granted as such.
 */
export const CREDENTIAL_ACTIONS: ReadonlySet<string> = new Set([
  ...sts,
  ...account,
  ...iam,
  ...secretsmanager,
  ...cloudtrail,
  ...lambda,
  ...lambdaSecrets,
  ...ecs,
  ...ecsPlans,
  ...ecsSecrets,
  ...codebuild,
  ...codebuildSecrets,
  ...ssm,
  ...ssmSecrets,
  ...ec2,
  ...ec2Secrets,
  ...glueJobs,
  ...glueJobsSecrets,
  ...stepfunctions,
  ...stepfunctionsSecrets,
  ...stacks,
  ...stages,
]);
