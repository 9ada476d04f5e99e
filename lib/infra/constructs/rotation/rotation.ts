import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { writeActions as topicWrites } from '../../../aws/sns.ts';
import type { PlanKind } from '../../../core/rotation/plan.ts';
import { WorkerFunction } from '../worker-function.ts';
import { keyGrant } from '../worker-grants.ts';
import { RotationAlarms } from './alarms.ts';
import { Beginner } from './beginner.ts';
import { Guard } from './guard.ts';
import { RotationMachines } from './machines.ts';
import { Reconciler } from './reconciler.ts';
import { type RotationShared, RotationWorkers } from './workers.ts';

/** Everything that carries out plans: six workers, the machines that call them, and what finishes after both. */
export class Rotation extends Construct {
  readonly machines: Readonly<Record<PlanKind, StateMachine>>;
  readonly missed: IQueue;
  /** Begins what the policy lets begin without a person, once an account is judged. */
  readonly begin: IFunction;

  constructor(scope: Construct, id: string, props: RotationShared) {
    super(scope, id);
    const workers = new RotationWorkers(this, 'Workers', props);
    const { functions, ledger } = workers;
    const ask = this.ask(props, workers);
    const machines = new RotationMachines(this, 'Machines', {
      ...props,
      workers: functions,
      ask: ask.function,
    });
    this.machines = machines.plans;
    const reconciler = new Reconciler(this, 'Reconciler', {
      ...props,
      workers: functions,
      machines: machines.plans,
      ledger,
    });
    this.missed = reconciler.missed;
    const beginner = new Beginner(this, 'Beginner', { ...props, machines: machines.plans, ledger });
    this.begin = beginner.function;
    new RotationAlarms(this, 'Alarms', {
      machines: machines.plans,
      begin: beginner.function,
      topic: props.notices.topic,
      missed: reconciler.missed,
      reconcileMinutes: props.config.rotation.reconcileMinutes,
    });
    new Guard(this, 'Guard', {
      ...props,
      ledger,
      before: [workers, ask, machines, reconciler, beginner, props.storage, props.notices],
    });
  }

  private ask(
    { config, storage, notices, environment }: RotationShared,
    { ledger }: RotationWorkers,
  ): WorkerFunction {
    return new WorkerFunction(this, 'Ask', {
      name: 'rotation-ask',
      description: 'rotation: asks people for an approval',
      timeout: 60,
      environment,
      grants: [
        ...ledger,
        { sid: 'Tell', actions: topicWrites, resources: [notices.topic.topicArn] },
        { sid: 'TellKey', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [notices.key.keyArn] },
        ...(storage.key === undefined ? [] : [keyGrant(storage.key.keyArn)]),
      ],
      logDays: config.retention.logDays,
      keepLogs: config.retention.keepOnDestroy,
      key: storage.key,
    });
  }
}
