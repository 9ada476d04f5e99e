import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Grant } from '../../grants.ts';
import { CALLER_PATH } from '../../roles.ts';
import { deadLetters } from '../dead-letters.ts';
import { telling } from '../notices.ts';
import type { Storage } from '../storage.ts';
import { WorkerFunction } from '../worker-function.ts';
import { keeping } from '../worker-grants.ts';
import { type Callees, callGrant, workersOf } from './callees.ts';
import type { RotationShared } from './workers.ts';

export interface ExposuresProps extends RotationShared {
  readonly callees: Callees;
}

/** Seconds: Lambda's own limit, which three calls of workers may come near to. */
const LONGEST = 900;

/**
 * Looks into a leak that was contained and is not over, when the reconciler says so. By itself it reads what nights kept,
 * and no account: it asks the observer, and the switcher to deny sessions that show late.
 */
export class Exposures extends Construct {
  readonly function: IFunction;

  constructor(scope: Construct, id: string, props: ExposuresProps) {
    super(scope, id);
    const { config, storage, notices, environment, callees } = props;
    this.function = new WorkerFunction(this, 'Worker', {
      name: 'rotation-exposure',
      ...(callees.workers === 'own' ? {} : { path: CALLER_PATH }),
      description: 'rotation: looks whether a leak that was contained is over',
      timeout: LONGEST,
      // It puts an account together, as those do that judge one.
      memory: 512,
      environment: { ...environment, ...workersOf(callees) },
      grants: [
        ...rows(storage),
        keeping(storage).readRuns,
        callGrant(this, callees, ['observer', 'switcher']),
        ...telling(notices),
      ],
      logDays: config.retention.logDays,
      keepLogs: config.retention.keepOnDestroy,
      key: storage.key,
      failed: deadLetters(this, 'Missed'),
    }).function;
  }
}

/** What people said of leaks and what looks came to; of plans and of nights it only reads which there are. */
function rows({ table }: Storage): readonly Grant[] {
  const on = (sid: string, actions: readonly string[], keys: readonly string[]): Grant => ({
    sid,
    actions,
    resources: [table.tableArn],
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } },
  });
  return [
    on(
      'Leaks',
      ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      ['EXPOSURES', 'EXPOSURE#*'],
    ),
    on('PlansAndNights', ['dynamodb:GetItem'], ['ROTATION#*', 'ACCOUNT#*']),
  ];
}
