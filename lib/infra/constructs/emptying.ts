import { CustomResource, Duration, Stack } from 'aws-cdk-lib';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ownStackActions } from '../../aws/cloudformation.ts';
import { emptyingActions } from '../../aws/s3-versions.ts';
import { WorkerFunction, type WorkerFunctionProps } from './worker-function.ts';

export interface EmptyingProps
  extends Pick<WorkerFunctionProps, 'environment' | 'logDays' | 'keepLogs' | 'key'> {
  readonly bucket: Bucket;
}

/** Seconds: Lambda's own limit. */
const LONGEST = 900;

/**
 * Empties a bucket when its stack is deleted, for CloudFormation deletes only empty ones. The CDK has a function of its
 * own for that, which is neither traced nor ours to narrow.
 */
export class Emptying extends Construct {
  constructor(scope: Construct, id: string, { bucket, ...worker }: EmptyingProps) {
    super(scope, id);
    const made = new WorkerFunction(this, 'Worker', {
      name: 'empty-bucket',
      description: 'empties the bucket when its stack is deleted',
      timeout: LONGEST,
      grants: [
        {
          sid: 'Empty',
          actions: emptyingActions,
          resources: [bucket.bucketArn, bucket.arnForObjects('*')],
          why: 'All that is in the bucket goes with it',
        },
        { sid: 'OwnStack', actions: ownStackActions, resources: [Stack.of(this).stackId] },
      ],
      ...worker,
    });
    const resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::NightwardenEmptyBucket',
      serviceToken: made.function.functionArn,
      serviceTimeout: Duration.seconds(LONGEST),
      properties: { Bucket: bucket.bucketName },
    });
    // Its role and policy must still be there when it is asked to go.
    resource.node.addDependency(made);
  }
}
