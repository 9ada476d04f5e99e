import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import type { AwsClients } from './clients.ts';

export const actions = ['cloudtrail:LookupEvents'] as const;

export interface TrailPage {
  /** Each a CloudTrail record as JSON text; undefined where AWS gave none. */
  readonly records: readonly (string | undefined)[];
  readonly next: string | undefined;
}

export interface TrailGateway {
  /** One page of the management events of the last 90 days made with an access key, newest first. */
  events(accessKeyId: string, token?: string): Promise<TrailPage>;
}

export function trailGateway(clients: AwsClients, region: string): TrailGateway {
  const client = clients.client(CloudTrailClient, 'cloudtrail', region);
  return {
    async events(accessKeyId, token) {
      const { Events = [], NextToken } = await client.send(
        new LookupEventsCommand({
          LookupAttributes: [{ AttributeKey: 'AccessKeyId', AttributeValue: accessKeyId }],
          MaxResults: 50,
          ...(token === undefined ? {} : { NextToken: token }),
        }),
      );
      return { records: Events.map(({ CloudTrailEvent }) => CloudTrailEvent), next: NextToken || undefined };
    },
  };
}
