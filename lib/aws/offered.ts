import { unknownHost } from './errors.ts';

/**
 * Regions in which AWS does not offer a service, by the prefix of its actions. Read on 2026-11-26 from AWS's own
 * endpoint table (botocore 1.43.11, endpoints.json), AgentCore's from
 * https://docs.aws.amazon.com/general/latest/gr/bedrock_agentcore.html.
 */
const NOT_OFFERED: Readonly<Record<string, ReadonlySet<string>>> = {
  appsync: new Set([
    'ap-east-2',
    'ap-southeast-6',
    'mx-central-1',
    'us-gov-east-1',
    'us-gov-west-1',
    'eusc-de-east-1',
  ]),
  codebuild: new Set(['ap-east-2', 'ca-west-1', 'mx-central-1', 'eusc-de-east-1']),
  'cognito-idp': new Set(['cn-north-1', 'cn-northwest-1']),
  iot: new Set([
    'af-south-1',
    'ap-east-2',
    'ap-northeast-3',
    'ap-south-2',
    'ap-southeast-3',
    'ap-southeast-4',
    'ap-southeast-6',
    'ap-southeast-7',
    'ca-west-1',
    'eu-central-2',
    'mx-central-1',
    'eusc-de-east-1',
  ]),
  'bedrock-agentcore': new Set([
    'af-south-1',
    'ap-east-1',
    'ap-east-2',
    'ap-northeast-2',
    'ap-northeast-3',
    'ap-south-2',
    'ap-southeast-3',
    'ap-southeast-4',
    'ap-southeast-5',
    'ap-southeast-6',
    'ap-southeast-7',
    'ca-central-1',
    'ca-west-1',
    'eu-central-2',
    'eu-north-1',
    'eu-south-1',
    'eu-south-2',
    'eu-west-2',
    'eu-west-3',
    'il-central-1',
    'me-central-1',
    'me-south-1',
    'mx-central-1',
    'sa-east-1',
    'us-west-1',
    'us-gov-east-1',
    'us-gov-west-1',
    'cn-north-1',
    'cn-northwest-1',
    'eusc-de-east-1',
  ]),
};

/**
 * Whether a call failed because AWS does not offer the service in the Region: AWS's own host is not known, and the
 * table says so too. A host that answers is read whatever the table says, and a Region that the table does not name
 * stays a gap: a broken name service is no proof.
 */
export function isNotOffered(fault: unknown, action: string, region: string): boolean {
  const [service = ''] = action.split(':');
  if (fault === undefined || NOT_OFFERED[service]?.has(region) !== true) return false;
  const host = unknownHost(fault);
  return host !== undefined && new RegExp(`\\.${region}\\.(?:amazonaws|api)\\.`).test(host);
}
