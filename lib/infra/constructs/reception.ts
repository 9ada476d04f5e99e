import { Stack } from 'aws-cdk-lib';
import { type CfnEventBus, EventBus, type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { writeActions as machineWrites } from '../../aws/stepfunctions.ts';
import type { Config } from '../config.ts';
import { BUS_NAME } from '../roles.ts';
import { deadLetters } from './dead-letters.ts';
import { DELIVERY, Signals } from './signals.ts';
import type { Storage } from './storage.ts';
import { WorkerFunction } from './worker-function.ts';
import { BY_PREFIX } from './worker-grants.ts';

export interface ReceptionProps {
  readonly config: Config;
  readonly storage: Storage;
  readonly machine: StateMachine;
  /** What every worker is told. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Takes what can't wait for the night, from this account or from the spokes' bus, and starts a run for it. */
export class Reception extends Construct {
  readonly undelivered: Queue;

  constructor(scope: Construct, id: string, { config, storage, machine, environment }: ReceptionProps) {
    super(scope, id);
    const { bucket, key } = storage;
    this.undelivered = deadLetters(this, 'Undelivered');
    const worker = new WorkerFunction(this, 'Worker', {
      name: 'receive-event',
      description: 'notes what an event says of a credential, and starts a run for its account',
      timeout: 30,
      environment: { ...environment, NIGHTWARDEN_MACHINE: machine.stateMachineArn },
      grants: [
        {
          sid: 'Exposed',
          actions: ['s3:PutObject'],
          resources: [bucket.arnForObjects('exposed/*')],
          why: BY_PREFIX,
        },
        {
          sid: 'Asked',
          actions: ['s3:PutObject'],
          resources: [bucket.arnForObjects('runs/*/asked/*')],
          why: BY_PREFIX,
        },
        { sid: 'Start', actions: machineWrites, resources: [machine.stateMachineArn] },
      ],
      logDays: config.retention.logDays,
      keepLogs: config.retention.keepOnDestroy,
      key,
      // EventBridge's own dead letters end where Lambda took the event: what the worker failed on follows here.
      failed: this.undelivered,
    });
    const target = new LambdaFunction(worker.function, {
      ...DELIVERY,
      deadLetterQueue: this.undelivered,
    });
    // A single account's default bus tells everything; spokes send to one of their own.
    const bus = config.organisation === undefined ? undefined : this.sharedBus(config.organisation.id);
    new Signals(this, 'Signals', {
      of: ['iam', 'health', 'guardDuty', 'guardDutySequence'],
      target,
      ...(bus === undefined ? {} : { bus }),
    });
    // AWS Health tells its delegate of the whole organisation on the default bus of the delegate's own account.
    if (bus !== undefined) new Signals(this, 'Organisation', { of: ['health'], target });
    // So does Security Hub of what somebody chose who looks at the findings of all accounts.
    new Signals(this, 'Chosen', { of: ['customAction'], target });
    new Rule(this, 'Inputs', {
      description: 'Nightwarden: roster, exposures or policy changed',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [bucket.bucketName] }, object: { key: [{ prefix: 'inputs/' }] } },
      },
      targets: [target],
    });
  }

  /** Only principals of the organisation may put events on it. */
  private sharedBus(organisationId: string): IEventBus {
    const bus = new EventBus(this, 'Bus', { eventBusName: BUS_NAME });
    // With the bus, not after it: at no moment may others put events on it.
    (bus.node.defaultChild as CfnEventBus).policy = {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'organisation',
          Effect: 'Allow',
          Principal: '*',
          Action: 'events:PutEvents',
          // Written out, for a bus can't refer to itself.
          Resource: Stack.of(this).formatArn({
            service: 'events',
            resource: 'event-bus',
            resourceName: BUS_NAME,
          }),
          Condition: { StringEquals: { 'aws:PrincipalOrgID': organisationId } },
        },
      ],
    };
    // The CDK's own class does not fit its interface under exactOptionalPropertyTypes.
    return bus as IEventBus;
  }
}
