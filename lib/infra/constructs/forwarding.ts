import { type CfnCondition, Stack } from 'aws-cdk-lib';
import { CfnRule, type EventPattern } from 'aws-cdk-lib/aws-events';
import { CfnManagedPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnQueue, CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import { DELIVERY, SIGNALS, type SignalName } from './signals.ts';

export interface ForwardingProps {
  /** ARN of the bus that is told. */
  readonly busArn: string;
  /** The signals to hand on, each with the condition under which its rule is made. */
  readonly of: Readonly<Partial<Record<SignalName, CfnCondition | undefined>>>;
}

const KEPT_SECONDS = 14 * 86_400;

/**
 * Rules of a default bus that hand on to a bus elsewhere; what could not be delivered within a day lies in a queue here.
 * Plain resources, so that the template is complete without an asset.
 */
export class Forwarding extends Construct {
  constructor(scope: Construct, id: string, { busArn, of }: ForwardingProps) {
    super(scope, id);
    const sender = this.sender(busArn);
    const undelivered = new CfnQueue(this, 'Undelivered', {
      messageRetentionPeriod: KEPT_SECONDS,
      sqsManagedSseEnabled: true,
    });
    acknowledge(undelivered, 'SQS3', 'It takes dead letters itself');
    const rules = Object.entries(of).map(([name, condition]) => {
      const rule = new CfnRule(this, `${name}Rule`, {
        description: `Nightwarden: ${name} events that can not wait for the night`,
        eventPattern: asJson(SIGNALS[name as SignalName]),
        targets: [
          {
            id: 'hub',
            arn: busArn,
            roleArn: sender.attrArn,
            deadLetterConfig: { arn: undelivered.attrArn },
            retryPolicy: {
              maximumRetryAttempts: DELIVERY.retryAttempts,
              maximumEventAgeInSeconds: DELIVERY.maxEventAge.toSeconds(),
            },
          },
        ],
      });
      if (condition !== undefined) rule.cfnOptions.condition = condition;
      return rule;
    });
    this.letDeadLetters(undelivered, rules);
  }

  private sender(busArn: string): CfnRole {
    const { account, partition, region } = Stack.of(this);
    const role = new CfnRole(this, 'Sender', {
      description: "Hands events on to Nightwarden's bus",
      assumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal: { Service: 'events.amazonaws.com' },
            Condition: {
              StringEquals: { 'aws:SourceAccount': account },
              ArnLike: { 'aws:SourceArn': `arn:${partition}:events:${region}:${account}:rule/*` },
            },
          },
        ],
      },
    });
    new CfnManagedPolicy(this, 'SenderPolicy', {
      roles: [role.ref],
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Sid: 'Send', Effect: 'Allow', Action: 'events:PutEvents', Resource: busArn }],
      },
    });
    return role;
  }

  /** Rules of this account in this Region may leave what they could not deliver; a rule's name is not known before it is made. */
  private letDeadLetters(queue: CfnQueue, rules: readonly CfnRule[]): void {
    const { account, partition, region } = Stack.of(this);
    if (rules.length === 0) throw new Error('Forwarding: expected at least one signal, got none');
    new CfnQueuePolicy(this, 'UndeliveredPolicy', {
      queues: [queue.ref],
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'DeadLetters',
            Effect: 'Allow',
            Action: 'sqs:SendMessage',
            Principal: { Service: 'events.amazonaws.com' },
            Resource: queue.attrArn,
            Condition: {
              StringEquals: { 'aws:SourceAccount': account },
              ArnLike: { 'aws:SourceArn': `arn:${partition}:events:${region}:${account}:rule/*` },
            },
          },
          {
            Sid: 'TlsOnly',
            Effect: 'Deny',
            Action: 'sqs:*',
            Principal: '*',
            Resource: queue.attrArn,
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    });
  }
}

/** EventBridge's own names, which the CDK writes in camel case. */
function asJson({ source, detailType, detail }: EventPattern): object {
  return { source, 'detail-type': detailType, detail };
}
