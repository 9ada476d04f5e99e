import { CustomResource, Duration } from 'aws-cdk-lib';
import { Construct, type IDependable } from 'constructs';
import type { Grant } from '../../grants.ts';
import { WorkerFunction } from '../worker-function.ts';
import type { RotationShared } from './workers.ts';

export interface GuardProps extends RotationShared {
  /** Accounts that the hub of an organisation lets in; undefined: plans are carried out in the deployment's own. */
  readonly accounts?: readonly string[] | undefined;
  readonly ledger: readonly Grant[];
  /** Everything that a live plan still needs. */
  readonly before: readonly IDependable[];
}

const SECONDS = 60;

/**
 * Refuses while a plan is live: CloudFormation deletes it before all that it depends on, so neither `cdk destroy` nor
 * `rotation.enabled: false` takes the workers, the machines or the ledger from a plan that needs them to go back. In the
 * hub of an organisation it also names the accounts that are let in, and refuses to take one out in which a plan is live.
 */
export class Guard extends Construct {
  constructor(scope: Construct, id: string, props: GuardProps) {
    super(scope, id);
    const { config, storage, environment, ledger, before, accounts } = props;
    const worker = new WorkerFunction(this, 'Worker', {
      name: 'rotation-guard',
      description: 'rotation: lets the deployment go only while no plan is live',
      timeout: SECONDS,
      environment,
      grants: ledger,
      logDays: config.retention.logDays,
      keepLogs: config.retention.keepOnDestroy,
      key: storage.key,
    });
    const resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::NightwardenNoLivePlan',
      serviceToken: worker.function.functionArn,
      serviceTimeout: Duration.seconds(2 * SECONDS),
      ...(accounts === undefined ? {} : { properties: { Accounts: accounts } }),
    });
    resource.node.addDependency(worker, ...before);
  }
}
