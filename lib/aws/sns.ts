import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { AwsClients } from './clients.ts';

export const writeActions = ['sns:Publish'] as const;

/** Most characters of a subject, by the SNS API. */
const SUBJECT = 100;

/** Sends a message to everybody who subscribed to a topic. */
export function topic(clients: AwsClients, region: string, TopicArn: string) {
  const client = clients.client(SNSClient, 'sns', region);
  return {
    async send(subject: string, text: string): Promise<void> {
      await client.send(new PublishCommand({ TopicArn, Subject: subject.slice(0, SUBJECT), Message: text }));
    },
  };
}
