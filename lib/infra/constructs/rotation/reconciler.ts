import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { invokeActions } from '../../../aws/invoke.ts';
import { writeActions as machineWrites, wakeActions } from '../../../aws/stepfunctions.ts';
import type { PlanKind } from '../../../core/rotation/plan.ts';
import type { Grant } from '../../grants.ts';
import { CALLER_PATH } from '../../roles.ts';
import { deadLetters } from '../dead-letters.ts';
import { telling } from '../notices.ts';
import { schedulerRole } from '../scheduler-role.ts';
import { DELIVERY } from '../signals.ts';
import { WorkerFunction } from '../worker-function.ts';
import { type Callees, callGrant, workersOf } from './callees.ts';
import { machineArns, namedMachines } from './named.ts';
import type { RotationShared } from './workers.ts';

export interface ReconcilerProps extends RotationShared {
  readonly callees: Callees;
  readonly machines: Readonly<Record<PlanKind, StateMachine>>;
  readonly ledger: readonly Grant[];
  /** Looks into a leak that is open: it is started, and not waited for. */
  readonly looks: IFunction;
}

/** Seconds: Lambda's own limit. */
const LONGEST = 900;

/** Takes every open plan as far as it goes: by the clock, and when an execution ends that should not have. */
export class Reconciler extends Construct {
  readonly function: IFunction;
  readonly missed: Queue;

  constructor(scope: Construct, id: string, props: ReconcilerProps) {
    super(scope, id);
    const { config, machines } = props;
    this.missed = deadLetters(this, 'Missed');
    this.function = this.worker(props).function;
    new Rule(this, 'Ended', {
      description: 'Nightwarden: an execution of a plan failed, or was stopped',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
          stateMachineArn: machineArns(machines),
        },
      },
      targets: [new LambdaFunction(this.function, { ...DELIVERY, deadLetterQueue: this.missed })],
    });
    const caller = schedulerRole(this, {
      description: 'Nightwarden: the schedule calls the reconciler',
      due: { sid: 'Call', actions: invokeActions, resources: [this.function.functionArn] },
      missed: this.missed,
    });
    new Schedule(this, 'Schedule', {
      description: 'Takes every open plan of a rotation as far as it goes',
      schedule: ScheduleExpression.rate(Duration.minutes(config.rotation.reconcileMinutes)),
      target: new LambdaInvoke(this.function, {
        retryAttempts: 2,
        maxEventAge: Duration.minutes(config.rotation.reconcileMinutes),
        deadLetterQueue: this.missed,
        role: caller.withoutPolicyUpdates(),
      }),
    });
  }

  private worker({
    config,
    storage,
    notices,
    environment,
    callees,
    machines,
    ledger,
    looks,
  }: ReconcilerProps): WorkerFunction {
    return new WorkerFunction(this, 'Worker', {
      name: 'rotation-reconcile',
      ...(callees.workers === 'own' ? {} : { path: CALLER_PATH }),
      description: 'rotation: takes every open plan as far as it goes',
      timeout: LONGEST,
      environment: {
        ...environment,
        ...workersOf(callees),
        ...namedMachines(machines),
        NIGHTWARDEN_EXPOSURE: looks.functionArn,
      },
      grants: [
        ...ledger,
        callGrant(this, callees),
        { sid: 'Look', actions: invokeActions, resources: [looks.functionArn] },
        { sid: 'Again', actions: machineWrites, resources: machineArns(machines) },
        {
          sid: 'Wake',
          actions: wakeActions,
          resources: ['*'],
          why: 'A task token takes no resource; whoever is woken reads the ledger',
        },
        ...telling(notices),
      ],
      logDays: config.retention.logDays,
      keepLogs: config.retention.keepOnDestroy,
      key: storage.key,
      failed: this.missed,
    });
  }
}
