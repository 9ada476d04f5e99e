import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  Choice,
  Condition,
  DefinitionBody,
  DistributedMap,
  Fail,
  type IChainable,
  JsonPath,
  LogLevel,
  Pass,
  StateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { grantAll } from '../grants.ts';
import { logRetention } from '../log-retention.ts';
import { type SweepAccountProps, sweepAccount } from './sweep-account.ts';
import { calls, children, ownMachines, stackId } from './sweep-grants.ts';
import { task } from './sweep-task.ts';

export interface SweepWorkers {
  readonly beginNight: IFunction;
  readonly openAccount: IFunction;
  readonly sweepIam: IFunction;
  readonly sweepSecrets: IFunction;
  readonly sweepCloudtrail: IFunction;
  readonly assess: IFunction;
  readonly publish: IFunction;
  readonly summarise: IFunction;
  /** Begins what the policy lets begin without a person; absent: no plan can be carried out here. */
  readonly begin?: IFunction | undefined;
}

export interface SweepMachineProps extends SweepAccountProps {
  readonly accountsAtOnce: number;
  /** Accounts in a hundred that may tell nothing before the night itself counts as failed. */
  readonly toleratedFailurePercent: number;
  readonly logDays: number;
  readonly keepLogs: boolean;
  readonly key?: IKey | undefined;
}

/**
 * The night: begin → for each account (open → IAM, then CloudTrail by Region, beside secrets by Region → assess →
 * publish) → summary. Where plans can be carried out, what may begin without a person begins before anything is published. A worker that fails for good leaves a gap, and the account is judged by what was read.
 */
export class SweepMachine extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, props: SweepMachineProps) {
    super(scope, id);
    const { workers } = props;
    const begin = task(this, 'Begin the night', workers.beginNight);
    const eachAccount = new DistributedMap(this, 'For each account', {
      itemsPath: '$.accounts',
      itemSelector: {
        'run.$': '$.run',
        'reach.$': '$.reach',
        'account.$': '$$.Map.Item.Value',
      },
      mapExecutionType: StateMachineType.STANDARD,
      maxConcurrency: props.accountsAtOnce,
      // No account ends the night of the others; how many told nothing is judged when all are through.
      toleratedFailurePercentage: 100,
      resultPath: JsonPath.DISCARD,
    });
    eachAccount.itemProcessor(sweepAccount(this, props));
    const summarise = task(this, 'Add up the night', workers.summarise);
    // A night whose map broke is still added up: what is unread is in the summary.
    eachAccount.addCatch(summarise, { errors: ['States.ALL'], resultPath: '$.failure' });

    const log = this.log(props);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com', { conditions: ownMachines(this) }),
      description: 'Nightwarden: the sweep calls its workers',
    });
    const policy = grantAll(
      this,
      'Policy',
      role,
      calls(Object.values(workers).filter((each) => each !== undefined)),
    );
    this.machine = new StateMachine(this, 'Machine', {
      comment: 'Reads every account, judges every credential, publishes what was found',
      definitionBody: DefinitionBody.fromChainable(
        begin.next(eachAccount).next(summarise).next(this.verdict(props)),
      ),
      role: role.withoutPolicyUpdates(),
      timeout: Duration.hours(12),
      tracingEnabled: true,
      logs: { level: LogLevel.ALL, includeExecutionData: false, destination: log },
    });
    // Step Functions tries to write to its log when it is made.
    this.machine.node.addDependency(policy);
    // The CDK's own grant for the map lies in the role; this one is like the others.
    this.machine.node.tryRemoveChild('DistributedMapPolicy');
    grantAll(this, 'MapPolicy', role, children(this.machine));
  }

  private log({ logDays, keepLogs, key }: SweepMachineProps): LogGroup {
    return new LogGroup(this, 'Log', {
      // AWS's own prefix for delivered logs: without it each log group lengthens a policy of limited size.
      // The stack's own id keeps it from meeting a log group that an earlier stack of this name left behind.
      logGroupName: `/aws/vendedlogs/states/nightwarden-${stackId(this)}`,
      retention: logRetention(logDays),
      removalPolicy: keepLogs ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...(key === undefined ? {} : { encryptionKey: key }),
    });
  }

  /** A night in which too many accounts told nothing has failed, though all that was found is kept, sent and told. */
  private verdict({ toleratedFailurePercent }: SweepMachineProps): IChainable {
    return new Choice(this, 'Did too many accounts fail?')
      .when(
        Condition.numberGreaterThan('$.failedPercent', toleratedFailurePercent),
        new Fail(this, 'Too many accounts failed', {
          error: 'TooManyAccountsFailed',
          cause: 'More accounts than toleratedFailurePercent told nothing: see the logs of their workers',
        }),
      )
      .otherwise(new Pass(this, 'Night done'));
  }
}
