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

export interface KeyEventsGateway {
  /** One page of the management events of one name since a moment, newest first. */
  eventsNamed(eventName: string, since: Date, token?: string): Promise<TrailPage>;
}

/** @param region the partition's main one, where IAM's events are */
export function keyEventsGateway(clients: AwsClients, region: string): KeyEventsGateway {
  const client = clients.client(CloudTrailClient, 'cloudtrail', region);
  return {
    async eventsNamed(eventName, since, token) {
      const { Events = [], NextToken } = await client.send(
        new LookupEventsCommand({
          LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: eventName }],
          StartTime: since,
          MaxResults: 50,
          ...(token === undefined ? {} : { NextToken: token }),
        }),
      );
      return { records: Events.map(({ CloudTrailEvent }) => CloudTrailEvent), next: NextToken || undefined };
    },
  };
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
