import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { writeActions as topicWrites } from '../../aws/sns.ts';
import type { Grant } from '../grants.ts';

export interface NoticesProps {
  /** Who gets the summary of each run and the alarms, by e-mail. */
  readonly notify: readonly string[];
  /** The deployment's own key; undefined: one is made for the topic. */
  readonly key: Key | undefined;
}

/**
 * Where people are told. Its key is always one of ours: AWS's own key for SNS would encrypt too, but lets no alarm of
 * CloudWatch publish. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export class Notices extends Construct {
  readonly topic: Topic;
  readonly key: Key;

  constructor(scope: Construct, id: string, { notify, key }: NoticesProps) {
    super(scope, id);
    this.key =
      key ??
      new Key(this, 'Key', {
        description: 'What Nightwarden tells people',
        enableKeyRotation: true,
        // Nothing stays encrypted with it: a message lives as long as its delivery.
        removalPolicy: RemovalPolicy.DESTROY,
      });
    this.key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Alarms',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    this.topic = new Topic(this, 'Topic', {
      displayName: 'Nightwarden',
      enforceSSL: true,
      masterKey: this.key,
    });
    // A policy of its own takes the place of SNS's default, by which alarms of the account could publish.
    const { partition, region, account } = Stack.of(this);
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Alarms',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
        },
      }),
    );
    for (const address of notify) this.topic.addSubscription(new EmailSubscription(address));
  }
}

/** What whoever tells people needs. */
export function telling({ topic, key }: Pick<Notices, 'topic' | 'key'>): readonly Grant[] {
  return [
    { sid: 'Tell', actions: topicWrites, resources: [topic.topicArn] },
    { sid: 'TellKey', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [key.keyArn] },
  ];
}
