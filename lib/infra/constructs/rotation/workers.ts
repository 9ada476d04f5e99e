import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { actions as tableReads, writeActions as tableWrites } from '../../../aws/dynamodb.ts';
import { transactActions } from '../../../aws/dynamodb-transact.ts';
import { invokeActions } from '../../../aws/invoke.ts';
import { capitalised } from '../../../core/model/words.ts';
import { type Role, WORKER_SECONDS } from '../../../core/rotation/roles.ts';
import type { Config } from '../../config.ts';
import type { Grant } from '../../grants.ts';
import { roleGrants, untouchable } from '../../rotation/role-grants.ts';
import type { Notices } from '../notices.ts';
import type { Storage } from '../storage.ts';
import { WorkerFunction } from '../worker-function.ts';
import { BY_PREFIX, keyGrant } from '../worker-grants.ts';

export interface RotationShared {
  readonly config: Config;
  readonly storage: Storage;
  readonly notices: Notices;
  /** What every worker is told. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The roles that take steps; the prober is only asked. */
export type Stepping = Exclude<Role, 'prober'>;

const DOES: Readonly<Record<Role, string>> = {
  observer: 'looks, and decides what comes next',
  issuer: 'makes keys and stores them',
  publisher: 'reads the pinned secret, and writes one declared copy',
  prober: 'proves keys and probes dependents, and writes nothing',
  switcher: 'moves statuses, labels and denials',
  reaper: 'deletes keys',
};

/** The part of the table that rotation has for itself; of the switches it only reads how they stand. */
const OWN_ROWS = ['ROTATION#*', 'ROTATIONS#OPEN', 'CLAIM#*', 'FENCE#*'];

/** Six functions, each with permissions of its own: none holds what another one writes with. */
export class RotationWorkers extends Construct {
  readonly functions: Readonly<Record<Stepping, IFunction>>;
  readonly prober: IFunction;
  readonly ledger: readonly Grant[];

  constructor(scope: Construct, id: string, props: RotationShared) {
    super(scope, id);
    const { storage } = props;
    this.ledger = ledgerGrants(storage);
    this.prober = this.make('prober', 'rotation-probe', props, {}, []).function;
    const issuer = this.make('issuer', 'rotation-step', props, this.told('issuer'), this.step());
    const issuerRole = { NIGHTWARDEN_ISSUER_ROLE: issuer.role.roleArn };
    issuer.function.addEnvironment('NIGHTWARDEN_ISSUER_ROLE', issuer.role.roleArn);
    const make = (role: Stepping, grants: readonly Grant[] = []) =>
      this.make(role, 'rotation-step', props, { ...this.told(role), ...issuerRole }, [
        ...this.step(),
        ...grants,
      ]).function;
    this.functions = {
      observer: make('observer', evidenceGrants(storage)),
      issuer: issuer.function,
      publisher: make('publisher'),
      switcher: make('switcher'),
      reaper: make('reaper'),
    };
  }

  /** What each that takes steps needs beside its own part: the ledger, and somebody to ask. */
  private step(): readonly Grant[] {
    return [
      ...this.ledger,
      { sid: 'AskProber', actions: invokeActions, resources: [this.prober.functionArn] },
    ];
  }

  private told(role: Stepping): Readonly<Record<string, string>> {
    return { NIGHTWARDEN_ROLE: role, NIGHTWARDEN_PROBER: this.prober.functionArn };
  }

  private make(
    role: Role,
    name: string,
    { config, storage, environment }: RotationShared,
    own: Readonly<Record<string, string>>,
    grants: readonly Grant[],
  ): WorkerFunction {
    const { key } = storage;
    return new WorkerFunction(this, capitalised(role), {
      name,
      description: `rotation: ${DOES[role]}`,
      timeout: WORKER_SECONDS,
      memory: 512,
      environment: { ...environment, ...own },
      grants: [
        ...roleGrants(this, role),
        ...untouchable(this, role, config.rotation.breakGlass),
        ...grants,
        ...(key === undefined ? [] : [keyGrant(key.keyArn)]),
      ],
      logDays: config.retention.logDays,
      keepLogs: config.retention.keepOnDestroy,
      key,
    });
  }
}

/** Rows of the ledger are read and written; findings and runs, which lie in the same table, are neither. */
function ledgerGrants({ table }: Storage): readonly Grant[] {
  return [
    {
      sid: 'Ledger',
      actions: [...new Set([...tableReads, ...tableWrites, ...transactActions])],
      resources: [table.tableArn],
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': OWN_ROWS } },
    },
    {
      sid: 'Switches',
      actions: ['dynamodb:GetItem'],
      resources: [table.tableArn],
      conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['SWITCHES'] } },
    },
  ];
}

function evidenceGrants({ bucket }: Storage): readonly Grant[] {
  return [
    {
      sid: 'Evidence',
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects('rotations/*')],
      why: BY_PREFIX,
    },
  ];
}
