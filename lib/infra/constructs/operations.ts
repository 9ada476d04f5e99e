import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ours, type Watched, watches } from './watches.ts';

export interface OperationsProps extends Watched {
  /** Who is told of an alarm. */
  readonly topic: ITopic;
}

/** Alarms for whoever is on call, each saying what to do, and a dashboard of the nights. */
export class Operations extends Construct {
  constructor(scope: Construct, id: string, props: OperationsProps) {
    super(scope, id);
    const { machine, topic } = props;
    for (const [name, watch] of Object.entries(watches(props))) {
      const alarm = new Alarm(this, name, {
        metric: watch.metric,
        alarmDescription: watch.description,
        threshold: watch.threshold,
        evaluationPeriods: watch.periods ?? 1,
        comparisonOperator: watch.comparison ?? ComparisonOperator.GREATER_THAN_THRESHOLD,
        treatMissingData: watch.missing ?? TreatMissingData.NOT_BREACHING,
      });
      alarm.addAlarmAction(new SnsAction(topic));
    }
    new Dashboard(this, 'Dashboard', {
      widgets: [
        [
          graph('Nights', [ours('NightsEnded'), machine.metricFailed(), machine.metricTimedOut()]),
          graph('Gaps', [ours('Gaps', 'Maximum'), ours('AccountsUnread', 'Maximum')]),
        ],
        [
          graph('Findings', [ours('FindingsNew'), ours('PublishProblems')]),
          graph('Duration', [machine.metricTime({ statistic: 'Maximum' })]),
        ],
      ],
    });
  }
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 12, period: Duration.days(1) });
}
