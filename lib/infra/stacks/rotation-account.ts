import { CustomResource, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct, type IDependable } from 'constructs';
import { invokeActions } from '../../aws/invoke.ts';
import { evidenceRole, INVOKE_ROLE, ledgerRole, workerName } from '../../core/rotation/accounts.ts';
import { CREDENTIAL_KINDS } from '../../core/rotation/kinds/abilities.ts';
import { PROTOCOL } from '../../core/rotation/ledger.ts';
import { bounded } from '../boundary.ts';
import type { Config } from '../config.ts';
import { RotationWorkers, type RotationWorkersProps } from '../constructs/rotation/workers.ts';
import { letLogsUse } from '../constructs/storage.ts';
import { WorkerFunction } from '../constructs/worker-function.ts';
import { type Grant, grantAll } from '../grants.ts';
import { CALLER_PATH } from '../roles.ts';

export interface RotationAccountProps extends StackProps {
  readonly config: Config;
  /** 12 digits: known when it is made, for the hub's roles for it are named after it. */
  readonly account: string;
}

const GUARD_SECONDS = 120;

/**
 * An account of an organisation opts in to rotation: its own workers, so that no value leaves it, and a role by which
 * the hub's machines and reconciler call them. A stack that the CDK deploys, for a StackSet brings no code along.
 */
export class RotationAccountStack extends Stack {
  readonly #config: Config;
  readonly #organisation: NonNullable<Config['organisation']>;
  readonly #account: string;
  readonly #key: Key | undefined;

  constructor(scope: Construct, id: string, { config, account, ...props }: RotationAccountProps) {
    super(scope, id, props);
    const { organisation } = config;
    if (organisation === undefined)
      throw new Error('RotationAccountStack: expected mode organisation, got single');
    this.#config = config;
    this.#organisation = organisation;
    this.#account = account;
    this.#key = config.encryption === 'customer' ? this.key() : undefined;
    const guard = this.guard();
    const hub = this.asked('Hub', guard, { For: 'hub' }, []);
    const workers = new RotationWorkers(this, 'Workers', {
      config,
      key: this.#key,
      environment: {
        ...this.told(),
        NIGHTWARDEN_TABLE: hub.getAttString('Table'),
        NIGHTWARDEN_BUCKET: hub.getAttString('Bucket'),
        NIGHTWARDEN_EVIDENCE_ROLE: this.inHub(evidenceRole(account)),
      },
      ledger: [this.becomes('Ledger', ledgerRole(account))],
      evidence: [this.becomes('Evidence', evidenceRole(account))],
      named: true,
    });
    const invoked = this.invoked(workers);
    // What it tells the ledger is told again when the workers know more than before.
    const knows = { Protocol: String(PROTOCOL), Kinds: CREDENTIAL_KINDS.join() };
    const table = hub.getAttString('Table');
    this.asked('Plans', guard, { For: 'plans', Table: table, ...knows }, [workers, ...invoked]);
    bounded(this, config);
  }

  private key(): Key {
    const key = new Key(this, 'Key', {
      description: 'Logs and environments of the workers of rotation',
      enableKeyRotation: true,
      removalPolicy: this.#config.retention.keepOnDestroy ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    letLogsUse(key);
    return key;
  }

  private inHub(role: string): string {
    return `arn:${this.partition}:iam::${this.#organisation.hubAccount}:role/${role}`;
  }

  private becomes(sid: string, role: string): Grant {
    return { sid, actions: ['sts:AssumeRole'], resources: [this.inHub(role)] };
  }

  /** What every function here is told. */
  private told(): RotationWorkersProps['environment'] {
    return {
      NIGHTWARDEN_ACCOUNT: this.#account,
      NIGHTWARDEN_PARTITION: this.partition,
      NIGHTWARDEN_RUN_DAYS: String(this.#config.retention.runDays),
      NIGHTWARDEN_LEDGER_ROLE: this.inHub(ledgerRole(this.#account)),
      NIGHTWARDEN_EXTERNAL_ID: this.#organisation.externalId,
    };
  }

  private guard(): WorkerFunction {
    const { retention } = this.#config;
    return new WorkerFunction(new Construct(this, 'Guard'), 'Worker', {
      name: 'rotation-spoke',
      fixedName: workerName('guard'),
      description: 'rotation: finds the hub, and lets the workers go only while no plan is live',
      timeout: GUARD_SECONDS,
      environment: this.told(),
      grants: [this.becomes('Ledger', ledgerRole(this.#account))],
      logDays: retention.logDays,
      keepLogs: retention.keepOnDestroy,
      key: this.#key,
    });
  }

  private asked(
    id: string,
    guard: WorkerFunction,
    properties: Readonly<Record<string, string>>,
    before: readonly IDependable[],
  ): CustomResource {
    const resource = new CustomResource(this, id, {
      resourceType: id === 'Hub' ? 'Custom::NightwardenHub' : 'Custom::NightwardenNoLivePlan',
      serviceToken: guard.function.functionArn,
      serviceTimeout: Duration.seconds(2 * GUARD_SECONDS),
      properties,
    });
    resource.node.addDependency(guard, ...before);
    return resource;
  }

  /** Only what carries out plans in the hub may call the five that take steps; Step Functions gives its machine as external id. */
  private invoked({ functions }: RotationWorkers): readonly IDependable[] {
    const { hubAccount, id, externalId } = this.#organisation;
    const machines = `arn:${this.partition}:states:${this.region}:${hubAccount}:stateMachine:*`;
    const role = new Role(this, 'Invoke', {
      roleName: INVOKE_ROLE,
      description: "Nightwarden's hub calls the workers of rotation in this account",
      assumedBy: new AccountPrincipal(hubAccount).withConditions({
        StringEquals: { 'aws:PrincipalOrgID': id },
        StringLike: { 'sts:ExternalId': [externalId, machines] },
        ArnLike: { 'aws:PrincipalArn': `arn:${this.partition}:iam::${hubAccount}:role${CALLER_PATH}*` },
      }),
    });
    const policy = grantAll(this, 'InvokePolicy', role, [
      {
        sid: 'Workers',
        actions: invokeActions,
        resources: Object.values(functions).map(({ functionArn }) => functionArn),
      },
    ]);
    return [role, policy];
  }
}
