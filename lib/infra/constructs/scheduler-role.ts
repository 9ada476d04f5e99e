import { Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { type Grant, grantAll } from '../grants.ts';

export interface SchedulerRoleProps {
  readonly description: string;
  /** What the schedule does when it is due. */
  readonly due: Grant;
  /** Takes what could not be done. */
  readonly missed: IQueue;
}

/** A role that only schedules of this account become. */
export function schedulerRole(scope: Construct, { description, due, missed }: SchedulerRoleProps): Role {
  const { partition, region, account } = Stack.of(scope);
  const role = new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: {
        StringEquals: {
          'aws:SourceAccount': account,
          'aws:SourceArn': `arn:${partition}:scheduler:${region}:${account}:schedule-group/default`,
        },
      },
    }),
    description,
  });
  grantAll(scope, 'Policy', role, [
    due,
    { sid: 'Missed', actions: ['sqs:SendMessage'], resources: [missed.queueArn] },
  ]);
  return role;
}
