import { Stack, Token } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { invokeActions } from '../../../aws/invoke.ts';
import { startActions } from '../../../aws/rotation/own-rotation.ts';
import { capitalised } from '../../../core/model/words.ts';
import { workerName } from '../../../core/rotation/accounts.ts';
import { type Role, WORKER_SECONDS } from '../../../core/rotation/roles.ts';
import type { Config } from '../../config.ts';
import type { Grant } from '../../grants.ts';
import { roleGrants, serviceGrants, taskGrants, untouchable } from '../../rotation/role-grants.ts';
import type { Notices } from '../notices.ts';
import type { Storage } from '../storage.ts';
import { WorkerFunction, type WorkerFunctionProps } from '../worker-function.ts';

export interface RotationShared {
  readonly config: Config;
  readonly storage: Storage;
  readonly notices: Notices;
  /** What every worker is told. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface RotationWorkersProps extends Pick<RotationShared, 'config' | 'environment'> {
  /** Encrypts logs and environments; undefined: AWS's own keys. */
  readonly key: WorkerFunctionProps['key'];
  /** The way to the ledger, and to where evidence is sealed. */
  readonly ledger: readonly Grant[];
  readonly evidence: readonly Grant[];
  /** Whether functions and roles have names that the hub of an organisation knows; else CloudFormation names them. */
  readonly named?: boolean;
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

/** Node 24 in Lambda trusts the authorities of Amazon's databases only when it is told to. */
const AUTHORITIES = { NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem' };

/**
 * Whoever looks at a database's users, or changes one, does it as the admin, and a bridge to a third party has one token: no
 * role of ours can be told apart there, and each of them looks, or proves.
 */
function openedGrants(what: string, secrets: readonly string[] = []): readonly Grant[] {
  if (secrets.length === 0) return [];
  const value = { sid: what, actions: ['secretsmanager:GetSecretValue'], resources: secrets };
  const regions = [...new Set(secrets.map((arn) => arn.split(':').slice(1, 5)).map(keysOf))];
  const key: Grant = {
    sid: `KeysOf${what}`,
    actions: ['kms:Decrypt'],
    resources: regions,
    conditions: {
      StringLike: { 'kms:ViaService': 'secretsmanager.*.amazonaws.com' },
      StringEquals: { 'kms:EncryptionContext:SecretARN': secrets },
    },
    why: 'Whichever key these secrets are encrypted by, for them alone and through Secrets Manager',
  };
  return [value, key];
}

function keysOf([partition = '', , region = '', account = '']: readonly string[]): string {
  return `arn:${partition}:kms:${region}:${account}:key/*`;
}

/** Rotations that are somebody else's function's work: these alone are started. */
function startGrants(scope: Construct, role: Role, starts: Config['rotation']['starts']): readonly Grant[] {
  // In an organisation each account starts its own.
  const { account } = Stack.of(scope);
  const own = starts.filter(({ secret }) => Token.isUnresolved(account) || secret.split(':')[4] === account);
  if (role !== 'issuer' || own.length === 0) return [];
  return [
    { sid: 'StartRotation', actions: startActions.secret, resources: own.map(({ secret }) => secret) },
    {
      sid: 'RotationFunctions',
      actions: startActions.function,
      resources: [...new Set(own.map((each) => each.function))],
    },
  ];
}

/** Six functions, each with permissions of its own: none holds what another one writes with. */
export class RotationWorkers extends Construct {
  readonly functions: Readonly<Record<Stepping, IFunction>>;
  readonly prober: IFunction;

  constructor(scope: Construct, id: string, props: RotationWorkersProps) {
    super(scope, id);
    this.prober = this.make('prober', 'rotation-probe', props, {}, []).function;
    const step = this.step(props.ledger);
    const issuer = this.make('issuer', 'rotation-step', props, this.told('issuer'), step);
    const issuerRole = { NIGHTWARDEN_ISSUER_ROLE: issuer.role.roleArn };
    issuer.function.addEnvironment('NIGHTWARDEN_ISSUER_ROLE', issuer.role.roleArn);
    const make = (role: Stepping, grants: readonly Grant[] = []) =>
      this.make(role, 'rotation-step', props, { ...this.told(role), ...issuerRole }, [...step, ...grants])
        .function;
    this.functions = {
      observer: make('observer', props.evidence),
      issuer: issuer.function,
      publisher: make('publisher'),
      switcher: make('switcher'),
      reaper: make('reaper'),
    };
  }

  /** What each that takes steps needs beside its own part: the ledger, and somebody to ask. */
  private step(ledger: readonly Grant[]): readonly Grant[] {
    return [...ledger, { sid: 'AskProber', actions: invokeActions, resources: [this.prober.functionArn] }];
  }

  private told(role: Stepping): Readonly<Record<string, string>> {
    return { NIGHTWARDEN_ROLE: role, NIGHTWARDEN_PROBER: this.prober.functionArn };
  }

  private make(
    role: Role,
    name: string,
    { config, key, environment, named = false }: RotationWorkersProps,
    own: Readonly<Record<string, string>>,
    grants: readonly Grant[],
  ): WorkerFunction {
    const { breakGlass, databases, bridges, services, ownCommands, starts } = config.rotation;
    return new WorkerFunction(this, capitalised(role), {
      name,
      network: databases,
      fixedName: named ? workerName(role) : undefined,
      description: `rotation: ${DOES[role]}`,
      timeout: WORKER_SECONDS,
      memory: 512,
      environment: { ...environment, ...own, ...(databases === undefined ? {} : AUTHORITIES) },
      grants: [
        ...roleGrants(this, role),
        ...untouchable(this, role, breakGlass),
        ...serviceGrants(this, role, services),
        ...taskGrants(this, role, ownCommands),
        ...openedGrants('Admins', databases?.admins),
        ...openedGrants('Bridges', bridges),
        ...startGrants(this, role, starts),
        ...grants,
      ],
      logDays: config.retention.logDays,
      keepLogs: config.retention.keepOnDestroy,
      key,
    });
  }
}
