import { Duration } from 'aws-cdk-lib';
import { type EventPattern, type IEventBus, type IRuleTarget, Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';

export type SignalName = 'iam' | 'health' | 'guardDuty' | 'guardDutySequence' | 'customAction';

/** What can't wait for the night, by where AWS tells it. */
export const SIGNALS: Readonly<Record<SignalName, EventPattern>> = {
  // IAM's events reach EventBridge in the partition's main Region only.
  iam: {
    source: ['aws.iam'],
    detailType: ['AWS API Call via CloudTrail'],
    detail: { eventSource: ['iam.amazonaws.com'], eventName: ['CreateAccessKey', 'AttachUserPolicy'] },
  },
  health: {
    source: ['aws.health'],
    detailType: ['AWS Health Event'],
    detail: { eventTypeCode: [{ prefix: 'AWS_RISK_' }] },
  },
  guardDuty: {
    source: ['aws.guardduty'],
    detailType: ['GuardDuty Finding'],
    detail: { resource: { accessKeyDetails: { accessKeyId: [{ exists: true }] } } },
  },
  // A sequence names its keys by its actors: https://docs.aws.amazon.com/guardduty/latest/ug/guardduty-attack-sequence-finding-types.html
  guardDutySequence: {
    source: ['aws.guardduty'],
    detailType: ['GuardDuty Finding'],
    detail: { type: [{ prefix: 'AttackSequence:IAM/' }] },
  },
  // Somebody chose a finding of ours; that it was our action is for the worker to see, for its ARN differs by account.
  customAction: {
    source: ['aws.securityhub'],
    detailType: ['Security Hub Findings - Custom Action'],
    detail: { findings: { Id: [{ prefix: 'nightwarden/' }] } },
  },
};

export interface SignalsProps {
  /** Absent: the account's default bus. */
  readonly bus?: IEventBus;
  readonly of: readonly SignalName[];
  readonly target: IRuleTarget;
}

/** Rules that hand on what can't wait. */
export class Signals extends Construct {
  constructor(scope: Construct, id: string, { bus, of, target }: SignalsProps) {
    super(scope, id);
    for (const name of of) {
      new Rule(this, name, {
        description: `Nightwarden: ${name} events that can not wait for the night`,
        eventPattern: SIGNALS[name],
        targets: [target],
        ...(bus === undefined ? {} : { eventBus: bus }),
      });
    }
  }
}

/** EventBridge tries for a day; what fails even then lies in the dead-letter queue, and the nightly sweep finds it. */
export const DELIVERY = { retryAttempts: 60, maxEventAge: Duration.hours(24) } as const;
