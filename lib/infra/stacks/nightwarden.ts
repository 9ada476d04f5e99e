import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { bounded } from '../boundary.ts';
import type { Config } from '../config.ts';
import { Emptying } from '../constructs/emptying.ts';
import { Nightly } from '../constructs/nightly.ts';
import { Notices } from '../constructs/notices.ts';
import { Operations } from '../constructs/operations.ts';
import { Reception } from '../constructs/reception.ts';
import { arnsOnEcs } from '../constructs/rotation/named.ts';
import { Rotation } from '../constructs/rotation/rotation.ts';
import type { RotationShared } from '../constructs/rotation/workers.ts';
import { Storage } from '../constructs/storage.ts';
import { SweepMachine } from '../constructs/sweep-machine.ts';
import { makeWorkers, workerEnvironment } from '../constructs/workers.ts';

export interface NightwardenProps extends StackProps {
  readonly config: Config;
}

/** The night, what it keeps, and who is told: everything of a single account, or the hub of an organisation. */
export class NightwardenStack extends Stack {
  constructor(scope: Construct, id: string, { config, ...props }: NightwardenProps) {
    super(scope, id, props);
    const storage = new Storage(this, 'Storage', { config });
    const notices = new Notices(this, 'Notices', { notify: config.notify, key: storage.key });
    const shared = { config, storage, notices };
    const environment = workerEnvironment(this, shared);
    const begin = config.rotation.enabled ? this.rotation({ ...shared, environment }).begin : undefined;
    const { machine } = new SweepMachine(this, 'Sweep', {
      workers: { ...makeWorkers(this, shared), begin },
      home: config.homeRegion ?? this.region,
      regions: config.regions,
      accountsAtOnce: config.accountsAtOnce,
      toleratedFailurePercent: config.toleratedFailurePercent,
      logDays: config.retention.logDays,
      keepLogs: config.retention.keepOnDestroy,
      key: storage.key,
    });
    if (!config.retention.keepOnDestroy)
      new Emptying(this, 'StorageEmptying', {
        bucket: storage.bucket,
        environment,
        logDays: config.retention.logDays,
        keepLogs: false,
        key: storage.key,
      });
    const { undelivered } = new Reception(this, 'Reception', {
      config,
      storage,
      machine,
      environment,
    });
    const { missed } = new Nightly(this, 'Nightly', { schedule: config.schedule, machine });
    new Operations(this, 'Operations', {
      machine,
      topic: notices.topic,
      schedule: config.schedule,
      deadLetters: { MissedNights: missed, UndeliveredEvents: undelivered },
    });
    this.outputs({
      SweepMachineArn: machine.stateMachineArn,
      EvidenceBucket: storage.bucket.bucketName,
      StateTable: storage.table.tableName,

      SummaryTopic: notices.topic.topicArn,
    });
    bounded(this, config);
  }

  private rotation(shared: RotationShared): Rotation {
    const rotation = new Rotation(this, 'Rotation', shared);
    const { machines, served } = rotation;
    const { starts, bridges, databases: { admins = [] } = {} } = shared.config.rotation;
    const reaches = [...admins, ...bridges];
    this.outputs({
      RotateMachineArn: machines.rotate.stateMachineArn,
      RetireMachineArn: machines.retire.stateMachineArn,
      ContainMachineArn: machines.contain.stateMachineArn,
      ...(served === undefined ? {} : { RotateSecretArn: served.functionArn }),
      ...(arnsOnEcs(shared.config.rotation).length === 0
        ? {}
        : { RotationRedeploys: arnsOnEcs(shared.config.rotation).join(' ') }),
      ...(reaches.length === 0 ? {} : { RotationReaches: reaches.join(' ') }),
      ...(starts.length === 0 ? {} : { RotationStarts: starts.map(({ secret }) => secret).join(' ') }),
    });
    return rotation;
  }

  private outputs(values: Readonly<Partial<Record<keyof typeof OUTPUTS, string>>>): void {
    for (const [name, value] of Object.entries(values))
      new CfnOutput(this, name, { description: OUTPUTS[name as keyof typeof OUTPUTS], value });
  }
}

const OUTPUTS = {
  SweepMachineArn: 'Start an execution of it to sweep now',
  EvidenceBucket: 'inputs/ takes roster.csv, exposures.json and policy.yaml',
  StateTable: 'What stands of each credential and finding',
  RotateMachineArn: 'Carries out plans that put a new credential in the place of an old one',
  RetireMachineArn: 'Carries out plans for credentials that nobody depends on',
  ContainMachineArn: 'Carries out plans for credentials that leaked',
  RotateSecretArn: 'The rotation of a secret under rotation.served names it as its function',
  RotationRedeploys: 'ECS services that plans may redeploy, and task definitions that they may run',
  RotationReaches: "Secrets of databases' admins and of bridges as which plans are carried out",
  RotationStarts: 'Secrets of which the rotation by their own function is started',
  SummaryTopic: 'Subscribe to it to be told of each run',
} as const;
