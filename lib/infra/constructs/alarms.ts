import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Watch } from './watches.ts';

/** An alarm for each watch, under its name. */
export function raiseAlarms(scope: Construct, watches: Readonly<Record<string, Watch>>, topic: ITopic): void {
  for (const [name, watch] of Object.entries(watches)) {
    const alarm = new Alarm(scope, name, {
      metric: watch.metric,
      alarmDescription: watch.description,
      threshold: watch.threshold,
      evaluationPeriods: watch.periods ?? 1,
      comparisonOperator: watch.comparison ?? ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: watch.missing ?? TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
  }
}
