import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

export interface OperationsProps {
  readonly machine: StateMachine;
  readonly topic: ITopic;
  /** Nights that could not be started, and events that could not be delivered. */
  readonly deadLetters: Readonly<Record<string, IQueue>>;
}

interface Watch {
  readonly metric: IMetric;
  readonly description: string;
  readonly threshold: number;
  readonly comparison?: ComparisonOperator;
  /** What it means that CloudWatch has no figure. */
  readonly missing?: TreatMissingData;
  /** Periods in a row. */
  readonly periods?: number;
}

const DAY = Duration.days(1);

/** Alarms for whoever is on call, each saying what to do, and a dashboard of the nights. */
export class Operations extends Construct {
  constructor(scope: Construct, id: string, { machine, topic, deadLetters }: OperationsProps) {
    super(scope, id);
    const ours = (metricName: string, statistic = 'Sum') =>
      new Metric({
        namespace: 'Nightwarden',
        metricName,
        statistic,
        period: DAY,
        dimensionsMap: { service: 'nightwarden' },
      });
    const gaps = ours('Gaps', 'Maximum');
    const watches: Readonly<Record<string, Watch>> = {
      NightMissing: {
        metric: ours('NightsComplete'),
        description:
          'No night was complete within a day: see the executions of the sweep state machine, and the MissedNights queue',
        threshold: 1,
        comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
        missing: TreatMissingData.BREACHING,
      },
      NightFailed: {
        metric: machine.metricFailed({ period: Duration.hours(1) }),
        description: "The sweep failed: open its execution, read the failed step's log, and start it again",
        threshold: 0,
      },
      NightTimedOut: {
        metric: machine.metricTimedOut({ period: Duration.hours(1) }),
        description:
          'The sweep ran for 12 hours: see which account it waits for; accountsAtOnce may be too low',
        threshold: 0,
      },
      GapsRising: {
        metric: new MathExpression({
          expression: 'IF(DIFF(gaps) > 0, DIFF(gaps), 0)',
          usingMetrics: { gaps },
          period: DAY,
          label: 'Further gaps',
        }),
        description:
          'Less could be read than the night before: what the new gaps hide is not known to be clean',
        threshold: 0,
      },
      NotPublished: {
        metric: ours('PublishProblems'),
        description:
          'Security Hub did not take everything: the summary of the night says why; the next night sends it',
        threshold: 0,
      },
      ...Object.fromEntries(
        Object.entries(deadLetters).map(([name, queue]) => [
          `${name}DeadLetters`,
          {
            metric: queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5) }),
            description: `${name}: something was given up; look at the message, mend its cause, and start a sweep`,
            threshold: 0,
          },
        ]),
      ),
      WorkersThrottled: {
        metric: new Metric({
          namespace: 'AWS/Lambda',
          metricName: 'Throttles',
          statistic: 'Sum',
          period: Duration.minutes(15),
        }),
        description:
          "Lambda functions of this account were throttled: raise the account's concurrency, or lower accountsAtOnce",
        threshold: 0,
        periods: 2,
      },
    };
    for (const [name, watch] of Object.entries(watches)) this.alarm(name, watch, topic);
    new Dashboard(this, 'Dashboard', {
      widgets: [
        [
          graph('Nights', [ours('NightsComplete'), machine.metricFailed(), machine.metricTimedOut()]),
          graph('Gaps', [gaps, ours('AccountsUnread')]),
        ],
        [
          graph('Findings', [ours('FindingsNew'), ours('PublishProblems')]),
          graph('Duration', [machine.metricTime({ statistic: 'Maximum' })]),
        ],
      ],
    });
  }

  private alarm(
    name: string,
    { metric, description, threshold, comparison, missing, periods = 1 }: Watch,
    topic: ITopic,
  ): void {
    const alarm = new Alarm(this, name, {
      metric,
      alarmDescription: description,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: comparison ?? ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: missing ?? TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
  }
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 12, period: DAY });
}
