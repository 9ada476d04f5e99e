import { Duration, Stack } from 'aws-cdk-lib';
import { ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';

export interface Watched {
  readonly machine: StateMachine;
  readonly schedule: Config['schedule'];
  /** Nights that could not be started, and events that could not be delivered. */
  readonly deadLetters: Readonly<Record<string, IQueue>>;
}

/** What is an alarm, and what to do then. */
export interface Watch {
  readonly metric: IMetric;
  readonly description: string;
  readonly threshold: number;
  readonly comparison?: ComparisonOperator;
  /** What it means that CloudWatch has no figure. */
  readonly missing?: TreatMissingData;
  /** Periods in a row. */
  readonly periods?: number;
}

/** Hours by which a night may end later than the one before. */
const LATE_HOURS = 4;

/** A figure that the workers leave, by its name. */
export type Figure = (metricName: string, statistic?: string, period?: Duration) => Metric;

/** By what the workers of a deployment sign their figures and their log: a second one is told from the first. */
export function serviceOf(scope: Construct): string {
  return Stack.of(scope).stackName;
}

/** The figures of the deployment that something belongs to. */
export function figuresOf(scope: Construct): Figure {
  const dimensionsMap = { service: serviceOf(scope) };
  return (metricName, statistic = 'Sum', period = Duration.days(1)) =>
    new Metric({ namespace: 'Nightwarden', metricName, statistic, period, dimensionsMap });
}

export function watches(
  { machine, schedule, deadLetters }: Watched,
  ours: Figure,
): Readonly<Record<string, Watch>> {
  const hour = Duration.hours(1);
  return {
    ...missingNight(schedule, ours),
    NightFailed: {
      metric: machine.metricFailed({ period: hour }),
      description: "The sweep failed: open its execution, read the failed step's log, and start it again",
      threshold: 0,
    },
    NightTimedOut: {
      metric: machine.metricTimedOut({ period: hour }),
      description:
        'The sweep ran for 12 hours: see which account it waits for; accountsAtOnce may be too low',
      threshold: 0,
    },
    AccountsUnread: {
      metric: ours('AccountsUnread', 'Maximum', hour),
      description:
        'Nothing was read of an account: the summary names it; deploy its spoke, or name it in excludedAccounts',
      threshold: 0,
    },
    GapsRising: {
      metric: ours('GapsMore', 'Maximum', hour),
      description:
        'Less could be read than the night before: what the new gaps hide is not known to be clean',
      threshold: 0,
    },
    NotPublished: {
      metric: ours('PublishProblems', 'Maximum', hour),
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
      // By the account, whose concurrency they share.
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
}

/** By the hour, so that a night which ends somewhat later than the last one is no alarm. */
function missingNight(
  { enabled, everyDays }: Config['schedule'],
  ours: Figure,
): Readonly<Record<string, Watch>> {
  if (!enabled || everyDays === 0) return {};
  return {
    NightMissing: {
      metric: ours('NightsEnded', 'Sum', Duration.hours(1)),
      description:
        'No night came to its end in time: see the executions of the sweep state machine, and the MissedNights queue',
      threshold: 1,
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      missing: TreatMissingData.BREACHING,
      periods: everyDays * 24 + LATE_HOURS,
    },
  };
}
