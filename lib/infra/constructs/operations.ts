import { Duration } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { raiseAlarms } from './alarms.ts';
import { figuresOf, type Watched, watches } from './watches.ts';

export interface OperationsProps extends Watched {
  /** Who is told of an alarm. */
  readonly topic: ITopic;
}

/** Alarms for whoever is on call, each saying what to do, and a dashboard of the nights. */
export class Operations extends Construct {
  constructor(scope: Construct, id: string, props: OperationsProps) {
    super(scope, id);
    const { machine, topic } = props;
    const ours = figuresOf(this);
    raiseAlarms(this, watches(props, ours), topic);
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
