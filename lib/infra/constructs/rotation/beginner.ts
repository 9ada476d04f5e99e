import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { CREDENTIAL_ACTIONS } from '../../../aws/credential-actions.ts';
import { writeActions as machineWrites } from '../../../aws/stepfunctions.ts';
import type { PlanKind } from '../../../core/rotation/plan.ts';
import type { Grant } from '../../grants.ts';
import { telling } from '../notices.ts';
import { WorkerFunction } from '../worker-function.ts';
import { BY_PREFIX, keeping, reach } from '../worker-grants.ts';
import { machineArns, namedMachines, redeploysTold } from './named.ts';
import type { RotationShared } from './workers.ts';

export interface BeginnerProps extends RotationShared {
  readonly machines: Readonly<Record<PlanKind, StateMachine>>;
  readonly ledger: readonly Grant[];
}

/** Seconds: Lambda's own limit. Whoever reads an account for what is to be rotated may need them. */
const LONGEST = 900;

/**
 * Begins what the policy lets begin without a person. It reads, writes rows of the ledger and starts their machines; it
 * changes no credential itself, and reads no value.
 */
export class Beginner extends Construct {
  readonly function: IFunction;

  constructor(scope: Construct, id: string, props: BeginnerProps) {
    super(scope, id);
    const { config, storage, environment, machines } = props;
    this.function = new WorkerFunction(this, 'Worker', {
      name: 'rotation-begin',
      description: 'rotation: begins what the policy lets begin without a person',
      timeout: LONGEST,
      // It puts an account together, as those do that judge one.
      memory: 512,
      environment: { ...environment, ...redeploysTold(config), ...namedMachines(machines) },
      grants: [
        ...this.kept(props),
        ...reach(this, config).read('Credentials', (action) => CREDENTIAL_ACTIONS.has(action)),
        {
          sid: 'Begin',
          actions: machineWrites,
          resources: machineArns(machines),
        },
        ...telling(props.notices),
      ],
      logDays: config.retention.logDays,
      keepLogs: config.retention.keepOnDestroy,
      key: storage.key,
    }).function;
  }

  private kept({ storage, ledger }: BeginnerProps): readonly Grant[] {
    return [
      keeping(storage).readRuns,
      {
        sid: 'KeepBegun',
        actions: ['s3:PutObject'],
        resources: [storage.bucket.arnForObjects('runs/*/begun.json.gz')],
        why: BY_PREFIX,
      },
      ...ledger,
      {
        sid: 'LatestRun',
        actions: ['dynamodb:GetItem'],
        resources: [storage.table.tableArn],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['ACCOUNT#*'] } },
      },
    ];
  }
}
