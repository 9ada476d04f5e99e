import { unknownHost } from './errors.ts';

/**
 * Regions in which AWS does not offer a service, by the prefix of its actions. Read on 2026-11-26 from AWS's own
 * endpoint table (botocore 1.43.11, endpoints.json), AgentCore's from
 * the row "AgentCore Identity" of
 * https://docs.amazonaws.cn/en_us/bedrock-agentcore/latest/devguide/agentcore-regions.html.
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
    'ap-northeast-3',
    'ap-southeast-3',
    'ap-southeast-4',
    'ap-southeast-6',
    'ca-west-1',
    'eu-central-2',
    'il-central-1',
    'me-central-1',
    'me-south-1',
    'mx-central-1',
    'us-gov-east-1',
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
