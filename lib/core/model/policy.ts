import { DEFAULT_ROTATION, type RotationPolicy } from '../rotation/policy.ts';
import type { KnownAccount } from './organization.ts';

/** What an organisation decides: read from `--policy FILE`, every part with a default. */
export interface Policy {
  /** Thresholds by detector id; a detector that is not named runs with its defaults. */
  readonly detectors: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Tag keys that name an owner, tried in this order. */
  readonly ownerTags: readonly string[];
  /** Tag keys that name an environment, tried in this order. */
  readonly environmentTags: readonly string[];
  /** Accounts that are one's own or a third party's, for trust across accounts; the organisation's need not be named. */
  readonly knownAccounts: readonly KnownAccount[];
  /** Calls a second, by service; CloudTrail's holds for each Region by itself. */
  readonly budgets: Readonly<Record<string, number>>;
  /** Where findings on global credentials (IAM) are published; absent: the partition's main Region. */
  readonly homeRegion?: string;
  /** Most LookupEvents pages read in one Region; what is beyond is a gap. */
  readonly lookupPages: number;
  /** Most subjects that each read of the weekly rota takes a night; one whose turn does not come is a gap. */
  readonly rotaReads: number;
  /** What may be taken away, and how. */
  readonly rotation: RotationPolicy;
}

export const DEFAULT_POLICY: Policy = {
  detectors: {},
  ownerTags: ['owner', 'Owner', 'team', 'contact'],
  environmentTags: ['environment', 'Environment', 'env', 'stage'],
  knownAccounts: [],
  budgets: {
    iam: 15,
    cloudtrail: 2,
    secretsmanager: 20,
    lambda: 10,
    ecs: 10,
    cloudformation: 5,
    ec2: 10,
    apigateway: 5,
    appsync: 10,
    events: 10,
    glue: 5,
    'cognito-idp': 10,
    iot: 10,
    'bedrock-agentcore': 5,
    codebuild: 10,
    ssm: 10,
    apigatewayv2: 3,
    states: 10,
    s3: 100,
    securityhub: 3,
    account: 1,
    sts: 10,
    organizations: 1,
  },
  lookupPages: 240,
  rotaReads: 1000,
  rotation: DEFAULT_ROTATION,
};

const MAIN_REGIONS: Readonly<Record<string, string>> = {
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
};

/**
 * The Region where findings on global credentials go: the same every night and from every desk, for a finding
 * sent to two Regions would stand there twice.
 */
export function homeRegion({ homeRegion: chosen }: Policy, partition: string): string {
  return chosen ?? mainRegionOf(partition);
}

/** Where a partition's global services (IAM) are, and CloudTrail shows their calls. */
export function mainRegionOf(partition: string): string {
  return MAIN_REGIONS[partition] ?? 'us-east-1';
}
