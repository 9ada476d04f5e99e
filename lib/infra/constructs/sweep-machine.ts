import { Duration, Names, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  Choice,
  Condition,
  DefinitionBody,
  DistributedMap,
  Map as EachOf,
  type IChainable,
  JsonPath,
  LogLevel,
  Parallel,
  Pass,
  StateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { logRetention } from '../log-retention.ts';

export interface SweepWorkers {
  readonly beginNight: IFunction;
  readonly openAccount: IFunction;
  readonly sweepIam: IFunction;
  readonly sweepSecrets: IFunction;
  readonly sweepCloudtrail: IFunction;
  readonly assess: IFunction;
  readonly publish: IFunction;
  readonly summarise: IFunction;
}

export interface SweepMachineProps {
  readonly workers: SweepWorkers;
  readonly accountsAtOnce: number;
  /** Regions of an account that are read side by side. */
  readonly regionsAtOnce?: number;
  readonly toleratedFailurePercent: number;
  readonly logDays: number;
  readonly keepLogs: boolean;
  readonly key?: IKey | undefined;
}

const REGIONS_AT_ONCE = 6;

/**
 * The night: begin → for each account (open → IAM, then CloudTrail by Region, beside secrets by Region → assess →
 * publish) → summary. A worker that fails for good leaves a gap, and the account is judged by what was read.
 */
export class SweepMachine extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, props: SweepMachineProps) {
    super(scope, id);
    const { workers } = props;
    const begin = this.task('Begin the night', workers.beginNight);
    const eachAccount = new DistributedMap(this, 'For each account', {
      itemsPath: '$.accounts',
      itemSelector: {
        'run.$': '$.run',
        'reach.$': '$.reach',
        'account.$': '$$.Map.Item.Value',
      },
      mapExecutionType: StateMachineType.STANDARD,
      maxConcurrency: props.accountsAtOnce,
      toleratedFailurePercentage: props.toleratedFailurePercent,
      resultPath: JsonPath.DISCARD,
    });
    eachAccount.itemProcessor(this.account(workers, props.regionsAtOnce ?? REGIONS_AT_ONCE));
    const summarise = this.task('Add up the night', workers.summarise);
    // A night in which too many accounts failed is still added up: what is unread is in the summary.
    eachAccount.addCatch(summarise, { errors: ['States.ALL'], resultPath: '$.failure' });

    this.machine = new StateMachine(this, 'Machine', {
      comment: 'Reads every account, judges every credential, publishes what was found',
      definitionBody: DefinitionBody.fromChainable(begin.next(eachAccount).next(summarise)),
      timeout: Duration.hours(12),
      tracingEnabled: true,
      logs: {
        level: LogLevel.ALL,
        includeExecutionData: false,
        destination: new LogGroup(this, 'Log', {
          // AWS's own prefix for delivered logs: without it each log group lengthens a policy of limited size.
          logGroupName: `/aws/vendedlogs/states/${Names.uniqueResourceName(this, { maxLength: 80 })}`,
          retention: logRetention(props.logDays),
          removalPolicy: props.keepLogs ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
          ...(props.key === undefined ? {} : { encryptionKey: props.key }),
        }),
      },
    });
  }

  private account(workers: SweepWorkers, regionsAtOnce: number): IChainable {
    const unread = new Pass(this, 'Account can not be opened', {
      parameters: {
        'run.$': '$.run',
        'account.$': '$.account',
        'reach.$': '$.reach',
        partition: 'aws',
        home: 'us-east-1',
        regions: [],
        readable: [],
        state: 'closed',
      },
    });
    const open = this.task('Open the account', workers.openAccount);
    const assess = this.task('Judge the account', workers.assess, '$.outcome');
    const publish = this.task('Publish what was found', workers.publish, '$.published');
    const done = new Pass(this, 'Account done');
    const unpublished = new Pass(this, 'Findings wait for the next night', {
      comment: 'Kept in the state; the next run sends them',
    });
    publish.addCatch(unpublished, { errors: ['States.ALL'], resultPath: '$.failure' });
    open.addCatch(unread, { errors: ['States.ALL'], resultPath: '$.failure' });
    unread.next(assess);
    assess.next(
      new Choice(this, 'Was anything read?')
        .when(Condition.stringEquals('$.outcome.state', 'assessed'), publish.next(done))
        .otherwise(done),
    );
    const onlyIam = this.task('Read IAM only', workers.sweepIam, JsonPath.DISCARD);
    onlyIam.addCatch(assess, { errors: ['States.ALL'], resultPath: '$.failure' });
    onlyIam.next(assess);
    const everything = this.everything(workers, regionsAtOnce);
    everything.next(assess);
    return open.next(
      new Choice(this, 'What is to be read?')
        .when(Condition.stringEquals('$.state', 'closed'), assess)
        .when(Condition.stringEquals('$.reach', 'iam'), onlyIam)
        .otherwise(everything),
    );
  }

  /** IAM, then what CloudTrail tells of its keys; beside it the secrets and workloads of each Region. */
  private everything(workers: SweepWorkers, regionsAtOnce: number): Parallel {
    const iam = this.reading('Read IAM', workers.sweepIam);
    const trail = this.eachRegion('Use of the keys in each Region', regionsAtOnce, (name) =>
      this.reading(name, workers.sweepCloudtrail),
    );
    const secrets = this.eachRegion('Secrets of each Region', regionsAtOnce, (name) =>
      this.reading(name, workers.sweepSecrets),
    );
    return new Parallel(this, 'Read the account', { resultPath: JsonPath.DISCARD }).branch(
      iam.next(trail),
      secrets,
    );
  }

  private eachRegion(name: string, atOnce: number, worker: (name: string) => IChainable): EachOf {
    const each = new EachOf(this, name, {
      itemsPath: '$.readable',
      maxConcurrency: atOnce,
      itemSelector: {
        'run.$': '$.run',
        'account.$': '$.account',
        'partition.$': '$.partition',
        'home.$': '$.home',
        'regions.$': '$.regions',
        'reach.$': '$.reach',
        'region.$': '$$.Map.Item.Value',
      },
      resultPath: JsonPath.DISCARD,
    });
    return each.itemProcessor(worker(`${name}: read`));
  }

  /** A worker that reads: when it fails for good, the part it did not write is a gap, and the night goes on. */
  private reading(name: string, worker: IFunction): LambdaInvoke {
    const task = this.task(name, worker, JsonPath.DISCARD);
    const gap = new Pass(this, `${name}: left as a gap`, { resultPath: JsonPath.DISCARD });
    task.addCatch(gap, { errors: ['States.ALL'], resultPath: JsonPath.DISCARD });
    return task;
  }

  private task(name: string, worker: IFunction, resultPath?: string): LambdaInvoke {
    const task = new LambdaInvoke(this, name, {
      lambdaFunction: worker,
      payloadResponseOnly: true,
      retryOnServiceExceptions: false,
      ...(resultPath === undefined ? {} : { resultPath }),
    });
    task.addRetry({
      errors: ['States.ALL'],
      interval: Duration.seconds(5),
      maxAttempts: 3,
      backoffRate: 3,
      maxDelay: Duration.minutes(2),
    });
    return task;
  }
}
