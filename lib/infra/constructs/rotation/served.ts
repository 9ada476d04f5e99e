import { Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { CREDENTIAL_ACTIONS } from '../../../aws/credential-actions.ts';
import { roleActions as secretVersions } from '../../../aws/rotation/secret-versions.ts';
import { writeActions as machineWrites } from '../../../aws/stepfunctions.ts';
import type { Grant } from '../../grants.ts';
import { WorkerFunction } from '../worker-function.ts';
import { BY_PREFIX, keeping, reach } from '../worker-grants.ts';
import { type Callees, callGrant, workersOf } from './callees.ts';
import { namedMachines, redeploysTold } from './named.ts';
import type { RotationShared } from './workers.ts';

export interface ServedProps extends RotationShared {
  readonly callees: Callees;
  /** Of rotate plans. */
  readonly machine: StateMachine;
  readonly ledger: readonly Grant[];
}

/** Seconds: Lambda's own limit, which one call of a worker may end. */
const LONGEST = 900;

/**
 * What the rotation of a secret names as its function. It makes a plan and waits for the workers: it has no permission
 * to read a value, to make a key or to move a label.
 */
export class Served extends Construct {
  readonly function: IFunction;

  constructor(scope: Construct, id: string, props: ServedProps) {
    super(scope, id);
    const { config, storage, environment, callees, machine } = props;
    const worker = new WorkerFunction(this, 'Worker', {
      name: 'rotate-secret',
      description: 'rotation: answers Secrets Manager, whose schedule names it',
      timeout: LONGEST,
      // It puts an account together, as those do that judge one.
      memory: 512,
      environment: {
        ...environment,
        ...redeploysTold(config),
        ...workersOf(callees),
        ...namedMachines({ rotate: machine }),
      },
      grants: this.grants(props),
      logDays: config.retention.logDays,
      keepLogs: config.retention.keepOnDestroy,
      key: storage.key,
    });
    // Of this account alone: without it, whoever has a secret anywhere could name this function.
    worker.function.addPermission('SecretsManager', {
      principal: new ServicePrincipal('secretsmanager.amazonaws.com'),
      sourceAccount: Stack.of(this).account,
    });
    this.function = worker.function;
  }

  private grants({ config, storage, machine, ledger, callees }: ServedProps): readonly Grant[] {
    const { readInputs, readRuns } = keeping(storage);
    return [
      readInputs,
      readRuns,
      {
        sid: 'KeepInputs',
        actions: ['s3:PutObject'],
        resources: [storage.bucket.arnForObjects('runs/served-*/inputs/*')],
        why: BY_PREFIX,
      },
      ...ledger,
      { sid: 'Served', actions: secretVersions.observer, resources: config.rotation.served },
      ...reach(this, config).read('Credentials', (action) => CREDENTIAL_ACTIONS.has(action)),
      callGrant(this, callees),
      { sid: 'GoOn', actions: machineWrites, resources: [machine.stateMachineArn] },
    ];
  }
}
