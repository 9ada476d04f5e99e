import { join } from 'node:path';
import { AssetHashType, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  Architecture,
  type CfnFunction,
  Code,
  Function as LambdaFunction,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { FUNCTIONS, handlerBundles } from '../bundling.ts';
import { type Grant, grantAll, OWN_NETWORK, OWN_TRACES } from '../grants.ts';
import { logRetention } from '../log-retention.ts';
import { WORKER_PATH } from '../roles.ts';
import { serviceOf } from './watches.ts';
import { keyGrant } from './worker-grants.ts';

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
  /** Encrypts log and environment, and what is kept that it reads and writes; undefined: AWS's own keys. */
  readonly key?: IKey | undefined;
  /** Of function and role, where another account must know it; absent: CloudFormation's choice. */
  readonly fixedName?: string | undefined;
  /** IAM path of its role; absent: the workers'. */
  readonly path?: string;
  /** Where it stands in a network of the account; absent: in Lambda's own. */
  readonly network?:
    | { readonly subnets: readonly string[]; readonly securityGroups: readonly string[] }
    | undefined;
  /** Takes events that the function was handed and failed on, after Lambda's own two retries. */
  readonly failed?: IQueue;
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
      path: props.path ?? WORKER_PATH,
      ...(props.fixedName === undefined ? {} : { roleName: props.fixedName }),
      description: `Nightwarden: ${props.description}`.slice(0, 1000),
    });
    const policy = grantAll(this, 'Policy', this.role, [
      ...props.grants,
      ...(props.key === undefined ? [] : [keyGrant(props.key.keyArn)]),
      ...(props.network === undefined ? [] : [OWN_NETWORK]),
      ...(props.failed === undefined
        ? []
        : [{ sid: 'Failed', actions: ['sqs:SendMessage'], resources: [props.failed.queueArn] }]),
      {
        sid: 'OwnLog',
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
        why: 'Its own log group, whose ARN ends with the streams that are in it',
      },
      OWN_TRACES,
    ]);
    this.function = new LambdaFunction(this, 'Function', {
      ...(props.fixedName === undefined ? {} : { functionName: props.fixedName }),
      description: props.description,
      code: codeOf(props.name, Stack.of(this).bundlingRequired),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memory ?? 256,
      timeout: Duration.seconds(props.timeout),
      tracing: Tracing.ACTIVE,
      role: this.role.withoutPolicyUpdates(),
      logGroup,
      environment: { ...props.environment, POWERTOOLS_SERVICE_NAME: serviceOf(this) },
      ...(props.failed === undefined ? {} : { deadLetterQueue: props.failed }),
      ...(props.key === undefined ? {} : { environmentEncryption: props.key }),
    });
    if (props.network !== undefined) {
      const { subnets, securityGroups } = props.network;
      const own = this.function.node.defaultChild as CfnFunction;
      own.vpcConfig = { subnetIds: [...subnets], securityGroupIds: [...securityGroups] };
    }
    // Lambda makes no function whose role may not yet write traces and dead letters.
    this.function.node.addDependency(policy);
  }
}

/** Where the CDK needs no bundle (`cdk list`, `cdk destroy`, tests of templates) none is made. */
function codeOf(name: string, isBundled: boolean): Code {
  if (!isBundled)
    return Code.fromAsset(join(FUNCTIONS, name), {
      assetHash: `unbundled-${name}`,
      assetHashType: AssetHashType.CUSTOM,
    });
  const bundle = handlerBundles().get(name);
  if (bundle === undefined)
    throw new Error(`WorkerFunction: expected a handler in functions/${name}, found none`);
  return Code.fromAsset(bundle.folder, { assetHash: bundle.hash, assetHashType: AssetHashType.CUSTOM });
}
