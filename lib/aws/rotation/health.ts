import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Health } from '../../core/rotation/live.ts';
import type { RotationClients } from './limits.ts';
import type { RoleActions } from './role-actions.ts';

export const roleActions = {
  prober: ['lambda:InvokeFunction', 'cloudwatch:DescribeAlarms', 'ecs:DescribeServices'],
} as const satisfies RoleActions;

export interface HealthGateway {
  /** Invoked with `{"probe": true}` and nothing else: well when it returns without an error. Its answer is not kept. */
  invoked(region: string, arn: string): Promise<Health>;
  alarm(region: string, name: string): Promise<Health>;
  ecsService(region: string, cluster: string, service: string): Promise<Health>;
}

export function healthGateway({ reads, writes }: RotationClients): HealthGateway {
  return {
    async invoked(region, FunctionName) {
      // Sent once: the function does whatever its owner made of it.
      const client = writes.client(LambdaClient, 'lambda', region);
      const Payload = new TextEncoder().encode('{"probe":true}');
      const { FunctionError, StatusCode } = await client.send(new InvokeCommand({ FunctionName, Payload }));
      if (FunctionError !== undefined) return 'ill';
      return StatusCode === 200 ? 'well' : 'unknown';
    },
    async alarm(region, name) {
      const client = reads.client(CloudWatchClient, 'cloudwatch', region);
      const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(
        new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
      );
      const state = [...MetricAlarms, ...CompositeAlarms].find(
        ({ AlarmName }) => AlarmName === name,
      )?.StateValue;
      if (state === 'OK') return 'well';
      return state === 'ALARM' ? 'ill' : 'unknown';
    },
    async ecsService(region, cluster, service) {
      const client = reads.client(ECSClient, 'ecs', region);
      const { services: [told] = [] } = await client.send(
        new DescribeServicesCommand({ cluster, services: [service] }),
      );
      const deployments = told?.deployments ?? [];
      if (told === undefined || told.status !== 'ACTIVE') return 'unknown';
      if (deployments.some(({ rolloutState }) => rolloutState === 'FAILED')) return 'ill';
      // While a deployment is under way nobody knows yet what it comes to.
      if (deployments.length !== 1 || deployments[0]?.rolloutState === 'IN_PROGRESS') return 'unknown';
      return told.runningCount === told.desiredCount ? 'well' : 'ill';
    },
  };
}
