import { Duration, TimeZone } from 'aws-cdk-lib';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleTargetInput,
  TimeWindow,
} from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { deadLetters } from './dead-letters.ts';
import { schedulerRole } from './scheduler-role.ts';

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
    this.missed = deadLetters(this, 'Missed');
    const role = schedulerRole(this, {
      description: 'Nightwarden: the schedule begins the sweep',
      due: { sid: 'Begin', actions: ['states:StartExecution'], resources: [machine.stateMachineArn] },
      missed: this.missed,
    });
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
        role: role.withoutPolicyUpdates(),
      }),
    });
  }
}
