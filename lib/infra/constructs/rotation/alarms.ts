import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { PlanKind } from '../../../core/rotation/plan.ts';
import { ours, type Watch } from '../watches.ts';

export interface RotationAlarmsProps {
  readonly machines: Readonly<Record<PlanKind, StateMachine>>;
  readonly topic: ITopic;
  readonly missed: IQueue;
  readonly reconcileMinutes: number;
}

/** Times in a row that the reconciler may be missed before that is an alarm. */
const MISSES = 3;

/** Alarms of plans, each saying what to do. */
export class RotationAlarms extends Construct {
  constructor(scope: Construct, id: string, props: RotationAlarmsProps) {
    super(scope, id);
    for (const [name, watch] of Object.entries(watches(props))) {
      const alarm = new Alarm(this, name, {
        metric: watch.metric,
        alarmDescription: watch.description,
        threshold: watch.threshold,
        evaluationPeriods: watch.periods ?? 1,
        comparisonOperator: watch.comparison ?? ComparisonOperator.GREATER_THAN_THRESHOLD,
        treatMissingData: watch.missing ?? TreatMissingData.NOT_BREACHING,
      });
      alarm.addAlarmAction(new SnsAction(props.topic));
    }
  }
}

function watches({
  machines,
  missed,
  reconcileMinutes,
}: RotationAlarmsProps): Readonly<Record<string, Watch>> {
  const period = Duration.minutes(5);
  const failed = Object.entries(machines).map(([kind, machine]): readonly [string, Watch] => [
    `${kind.charAt(0).toUpperCase()}${kind.slice(1)}Failed`,
    {
      metric: machine.metricFailed({ period }),
      description: `A ${kind} plan is blocked, or a worker failed for good: nightwarden status names the plan; read its runbook before anything is done by hand`,
      threshold: 0,
    },
  ]);
  return {
    ...Object.fromEntries(failed),
    PlansStuck: {
      metric: ours('RotationsStuck', 'Maximum', period),
      description:
        'The reconciler could not take a plan on: its log names the plan and what failed; both credentials stay as they are until it is mended',
      threshold: 0,
      periods: 2,
    },
    ReconcilerMissing: {
      metric: ours('RotationsReconciled', 'SampleCount', Duration.minutes(reconcileMinutes)),
      description:
        'The reconciler has not run: see its schedule, its log, and the queue of what it missed; plans whose execution was stopped stand still',
      threshold: 1,
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      missing: TreatMissingData.BREACHING,
      periods: MISSES,
    },
    ReconcilerDeadLetters: {
      metric: missed.metricApproximateNumberOfMessagesVisible({ period }),
      description:
        'The reconciler was called in vain: look at the message in its queue, mend the cause, and invoke the reconciler',
      threshold: 0,
    },
  };
}
