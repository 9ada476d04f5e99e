import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { JitterType, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';

/** Seconds that a worker is waited for: Lambda itself stops it after 900. */
const WAITED = 930;

/** Tells that Lambda could not take the call: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
const BUSY = [
  'Lambda.TooManyRequestsException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
];

/** A worker, tried again for as long as that may help. */
export function task(scope: Construct, name: string, worker: IFunction, resultPath?: string): LambdaInvoke {
  const made = new LambdaInvoke(scope, name, {
    lambdaFunction: worker,
    payloadResponseOnly: true,
    retryOnServiceExceptions: false,
    taskTimeout: Timeout.duration(Duration.seconds(WAITED)),
    ...(resultPath === undefined ? {} : { resultPath }),
  });
  // What people handed over does not get better by being read again.
  made.addRetry({ errors: ['InputError'], maxAttempts: 0 });
  made.addRetry({
    errors: BUSY,
    interval: Duration.seconds(2),
    maxAttempts: 8,
    backoffRate: 2,
    maxDelay: Duration.minutes(2),
    jitterStrategy: JitterType.FULL,
  });
  // Whoever ran out of time once may have met a slow hour, but a second time it is the account that is too large.
  made.addRetry({ errors: ['States.Timeout', 'Sandbox.Timedout', 'TimeoutError'], maxAttempts: 1 });
  made.addRetry({
    errors: ['States.ALL'],
    interval: Duration.seconds(5),
    maxAttempts: 3,
    backoffRate: 3,
    maxDelay: Duration.minutes(2),
  });
  return made;
}
