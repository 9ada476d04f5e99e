import {
  DescribeServicesCommand,
  ECSClient,
  type Deployment as EcsDeployment,
  type Service,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import type { Deployment } from '../../core/rotation/live.ts';
import type { Redeploy } from '../../core/rotation/where.ts';
import { type RotationClients, writeLimit } from './limits.ts';
import type { RoleActions } from './role-actions.ts';

export const roleActions = {
  observer: ['ecs:DescribeServices'],
  publisher: ['ecs:UpdateService'],
} as const satisfies RoleActions;

type Place = Pick<Redeploy, 'cluster' | 'service'>;

/** Services of one Region. */
export interface ServicesGateway {
  /** The newest of its deployments. @throws {Error} when there is no such service, or it is being deleted */
  deployment(place: Place): Promise<Deployment>;
  /** New tasks of the task definition that it has. Sent once. */
  redeploy(place: Place): Promise<void>;
}

export function servicesGateway({ reads, writes }: RotationClients, region: string): ServicesGateway {
  const told = async ({ cluster, service }: Place): Promise<Service | undefined> => {
    const client = reads.client(ECSClient, 'ecs', region);
    const { services = [] } = await client.send(
      new DescribeServicesCommand({ cluster, services: [service] }),
    );
    return services[0];
  };
  return {
    async deployment(place) {
      const service = await told(place);
      if (service?.status !== 'ACTIVE') throw new Error('no such service, or it is being deleted');
      return deploymentOf(service);
    },
    async redeploy({ cluster, service }) {
      const client = writes.client(ECSClient, 'ecs', region);
      await client.send(
        new UpdateServiceCommand({ cluster, service, forceNewDeployment: true }),
        writeLimit(),
      );
    },
  };
}

/**
 * How the newest deployment of a service stands.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html
 */
function deploymentOf({ deployments = [], runningCount, desiredCount }: Service): Deployment {
  const newest = deployments.find(({ status }) => status === 'PRIMARY');
  if (newest?.createdAt === undefined) throw new Error('expected a deployment with its time, got none');
  const began = newest.createdAt.getTime();
  // One that failed is shown for a while beside the one that takes its place.
  if (deployments.some(hasFailedToRoll)) return { began, state: 'failed' };
  // Behind a Classic Load Balancer there is no rollout state: then what runs is counted.
  const isDone =
    newest.rolloutState === undefined ? runningCount === desiredCount : newest.rolloutState === 'COMPLETED';
  return { began, state: isDone && deployments.length === 1 ? 'steady' : 'underWay' };
}

function hasFailedToRoll({ rolloutState, rolloutStateReason = '' }: EcsDeployment): boolean {
  return (
    rolloutState === 'FAILED' || (rolloutState === 'IN_PROGRESS' && /rolling back/i.test(rolloutStateReason))
  );
}
