import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct, type IDependable } from 'constructs';
import type { PlanKind } from '../../../core/rotation/plan.ts';
import type { Config } from '../../config.ts';
import type { Grant } from '../../grants.ts';
import { telling } from '../notices.ts';
import { WorkerFunction } from '../worker-function.ts';
import { AccountAccess } from './account-access.ts';
import { RotationAlarms } from './alarms.ts';
import { Beginner } from './beginner.ts';
import type { Callees } from './callees.ts';
import { Exposures } from './exposures.ts';
import { evidenceGrants, ledgerGrants } from './grants.ts';
import { Guard } from './guard.ts';
import { RotationMachines } from './machines.ts';
import { Reconciler } from './reconciler.ts';
import { Served } from './served.ts';
import { type RotationShared, RotationWorkers } from './workers.ts';

/** Whom it calls, and what of that lies in this stack. */
interface Called {
  readonly callees: Callees;
  readonly parts: readonly IDependable[];
}

/**
 * Everything that carries out plans: six workers, the machines that call them, and what finishes after both. In the hub
 * of an organisation there are no workers, but for each account that may opt in what its own workers become here.
 */
export class Rotation extends Construct {
  readonly machines: Readonly<Record<PlanKind, StateMachine>>;
  readonly missed: IQueue;
  /** Begins what the policy lets begin without a person, once an account is judged. */
  readonly begin: IFunction;
  /** What the rotation of a secret may name as its function. */
  readonly served: IFunction | undefined;

  constructor(scope: Construct, id: string, props: RotationShared) {
    super(scope, id);
    const ledger = ledgerGrants(props.storage);
    const { organisation } = props.config;
    const { callees, parts } =
      organisation === undefined ? this.own(props, ledger) : this.accounts(props, organisation);
    const ask = this.ask(props, ledger);
    const shared = { ...props, callees, ledger };
    const machines = new RotationMachines(this, 'Machines', { ...shared, ask: ask.function });
    this.machines = machines.plans;
    const exposures = new Exposures(this, 'Exposures', { ...props, callees });
    const looks = exposures.function;
    const reconciler = new Reconciler(this, 'Reconciler', { ...shared, machines: machines.plans, looks });
    this.missed = reconciler.missed;
    const beginner = new Beginner(this, 'Beginner', { ...props, machines: machines.plans, ledger });
    this.begin = beginner.function;
    // Nothing is there to be named by a secret's rotation unless secrets are named here.
    const served =
      props.config.rotation.served.length === 0
        ? undefined
        : new Served(this, 'Served', { ...shared, machine: machines.plans.rotate });
    this.served = served?.function;
    new RotationAlarms(this, 'Alarms', {
      machines: machines.plans,
      served: this.served,
      begin: beginner.function,
      looks,
      topic: props.notices.topic,
      missed: reconciler.missed,
      reconcileMinutes: props.config.rotation.reconcileMinutes,
    });
    new Guard(this, 'Guard', {
      ...shared,
      accounts: callees.workers === 'accounts' ? callees.accounts : undefined,
      before: [
        ...parts,
        ...(served === undefined ? [] : [served]),
        ask,
        machines,
        reconciler,
        exposures,
        beginner,
        props.storage,
        props.notices,
      ],
    });
  }

  private own(props: RotationShared, ledger: readonly Grant[]): Called {
    const { storage } = props;
    const evidence = evidenceGrants(storage);
    const workers = new RotationWorkers(this, 'Workers', { ...props, ledger, evidence, key: storage.key });
    return { callees: { workers: 'own', functions: workers.functions }, parts: [workers] };
  }

  private accounts(
    { config, storage }: RotationShared,
    organisation: NonNullable<Config['organisation']>,
  ): Called {
    const { accounts } = config.rotation;
    return {
      callees: { workers: 'accounts', accounts },
      parts: accounts.map(
        (account) => new AccountAccess(this, `Account${account}`, { account, organisation, storage }),
      ),
    };
  }

  private ask(
    { config, storage, notices, environment }: RotationShared,
    ledger: readonly Grant[],
  ): WorkerFunction {
    return new WorkerFunction(this, 'Ask', {
      name: 'rotation-ask',
      description: 'rotation: asks people for an approval',
      timeout: 60,
      environment,
      grants: [...ledger, ...telling(notices)],
      logDays: config.retention.logDays,
      keepLogs: config.retention.keepOnDestroy,
      key: storage.key,
    });
  }
}
