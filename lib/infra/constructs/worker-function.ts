import { AssetHashType, Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  Effect,
  ManagedPolicy,
  PolicyDocument,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { handlerBundles } from '../bundling.ts';
import { logRetention } from '../log-retention.ts';
import { WORKER_PATH } from '../roles.ts';

/** What a worker may do: actions as the gateways declare them, on what they can be narrowed to. */
export interface Grant {
  readonly sid: string;
  readonly actions: readonly string[];
  /** ARNs; `*` only for actions that take nothing narrower, with the reason in the sid's place of use. */
  readonly resources: readonly string[];
}

export interface WorkerFunctionProps {
  /** Folder of the handler in `functions/`. */
  readonly name: string;
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly grants: readonly Grant[];
  /** Seconds. */
  readonly timeout: number;
  /** MiB. */
  readonly memory?: number;
  readonly logDays: number;
  readonly keepLogs: boolean;
  readonly key?: IKey | undefined;
}

/** A Lambda function of ours: Node 24 on ARM64, one ESM bundle, and a role that may do what it is granted and write its own log. */
export class WorkerFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: WorkerFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Log', {
      retention: logRetention(props.logDays),
      removalPolicy: props.keepLogs ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...(props.key === undefined ? {} : { encryptionKey: props.key }),
    });
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      path: WORKER_PATH,
      description: `Nightwarden: ${props.description}`.slice(0, 1000),
    });
    new ManagedPolicy(this, 'Policy', {
      roles: [this.role],
      document: new PolicyDocument({
        statements: [
          ...props.grants.map(toStatement),
          toStatement({
            sid: 'OwnLog',
            actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            resources: [logGroup.logGroupArn],
          }),
          // X-Ray takes no resource.
          toStatement({
            sid: 'OwnTraces',
            actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
            resources: ['*'],
          }),
        ],
      }),
    });
    const bundle = handlerBundles().get(props.name);
    if (bundle === undefined)
      throw new Error(`WorkerFunction: expected a handler in functions/${props.name}, found none`);
    this.function = new LambdaFunction(this, 'Function', {
      description: props.description,
      code: Code.fromAsset(bundle.folder, { assetHash: bundle.hash, assetHashType: AssetHashType.CUSTOM }),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memory ?? 256,
      timeout: Duration.seconds(props.timeout),
      tracing: Tracing.ACTIVE,
      role: this.role.withoutPolicyUpdates(),
      logGroup,
      environment: { ...props.environment },
      ...(props.key === undefined ? {} : { environmentEncryption: props.key }),
    });
  }
}

function toStatement({ sid, actions, resources }: Grant): PolicyStatement {
  return new PolicyStatement({ sid, effect: Effect.ALLOW, actions: [...actions], resources: [...resources] });
}
