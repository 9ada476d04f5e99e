import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { capitalised } from '../../../core/model/words.ts';
import type { PlanKind } from '../../../core/rotation/plan.ts';
import { raiseAlarms } from '../alarms.ts';
import { type Figure, figuresOf, type Watch } from '../watches.ts';

export interface RotationAlarmsProps {
  readonly machines: Readonly<Record<PlanKind, StateMachine>>;
  readonly begin: IFunction;
  readonly looks: IFunction;
  /** undefined: there is none. */
  readonly served: IFunction | undefined;
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
    raiseAlarms(this, watches(props, figuresOf(this)), props.topic);
  }
}

function watches(
  { machines, begin, looks, served, missed, reconcileMinutes }: RotationAlarmsProps,
  ours: Figure,
): Readonly<Record<string, Watch>> {
  const period = Duration.minutes(5);
  const failed = Object.entries(machines).map(([kind, machine]): readonly [string, Watch] => [
    `${capitalised(kind)}Failed`,
    {
      metric: machine.metricFailed({ period }),
      description: `A ${kind} plan is blocked, or a worker failed for good: nightwarden status names the plan; read its runbook before anything is done by hand`,
      threshold: 0,
    },
  ]);
  return {
    ...Object.fromEntries(failed),
    BeginningFailed: {
      metric: begin.metricErrors({ period }),
      description:
        'What the policy lets begin without a person could not begin: see the log of rotation-begin; what leaked is not contained by itself, nightwarden status tells what is proposed',
      threshold: 0,
    },
    ExposureFailed: {
      metric: looks.metricErrors({ period }),
      description:
        'A leak that was contained could not be looked into: see the log of rotation-exposure; nightwarden exposure tells what is missing of it, and is asked by hand until that is mended',
      threshold: 0,
    },
    ...(served === undefined ? {} : { ServedFailed: servedFailed(served, period) }),
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

function servedFailed(served: IFunction, period: Duration): Watch {
  return {
    metric: served.metricErrors({ period }),
    description:
      'A rotation that Secrets Manager asked for was refused, or goes back: the log of rotate-secret says why and what to do; the old key is as it was',
    threshold: 0,
  };
}
