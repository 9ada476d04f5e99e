import { Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleTargetInput,
  TimeWindow,
} from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { Config } from '../config.ts';
import { grantAll } from '../grants.ts';

export interface NightlyProps {
  readonly schedule: Config['schedule'];
  readonly machine: StateMachine;
}

/** Begins the night by the clock of a time zone; what could not be begun lies in a queue. */
export class Nightly extends Construct {
  readonly missed: Queue;

  constructor(scope: Construct, id: string, { schedule, machine }: NightlyProps) {
    super(scope, id);
    const { cron, timeZone, flexibleMinutes, enabled } = schedule;
    this.missed = new Queue(this, 'Missed', {
      enforceSSL: true,
      encryption: QueueEncryption.SQS_MANAGED,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(this.missed, 'SQS3', 'It takes dead letters itself');
    new Schedule(this, 'Schedule', {
      description: 'Begins the nightly sweep',
      enabled,
      schedule: ScheduleExpression.expression(`cron(${cron})`, TimeZone.of(timeZone)),
      ...(flexibleMinutes === 0
        ? {}
        : { timeWindow: TimeWindow.flexible(Duration.minutes(flexibleMinutes)) }),
      target: new StepFunctionsStartExecution(machine, {
        // A start that is put off beyond midnight, or tried again, is still the night that it was meant for.
        input: ScheduleTargetInput.fromObject({ reason: 'schedule', at: ContextAttribute.scheduledTime }),
        retryAttempts: 5,
        maxEventAge: Duration.hours(2),
        deadLetterQueue: this.missed,
        role: this.role(machine).withoutPolicyUpdates(),
      }),
    });
  }

  /** Begins the sweep, and leaves what could not be begun. */
  private role(machine: StateMachine): Role {
    const { partition, region, account } = Stack.of(this);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: {
            'aws:SourceAccount': account,
            'aws:SourceArn': `arn:${partition}:scheduler:${region}:${account}:schedule-group/default`,
          },
        },
      }),
      description: 'Nightwarden: the schedule begins the sweep',
    });
    grantAll(this, 'Policy', role, [
      { sid: 'Begin', actions: ['states:StartExecution'], resources: [machine.stateMachineArn] },
      { sid: 'Missed', actions: ['sqs:SendMessage'], resources: [this.missed.queueArn] },
    ]);
    return role;
  }
}
