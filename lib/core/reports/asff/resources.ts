import { stableId } from '../../evidence/identity.ts';
import type { Shown } from '../../model/estate.ts';
import type { Finding } from '../../model/finding.ts';
import { line, tags } from './text.ts';
import { type AsffAccessKey, type AsffResource, LIMITS } from './types.ts';

export interface Place {
  readonly partition: string;
  /** The Region of a global resource: where the finding is published. */
  readonly region: string;
}

/** The credential first, then the principal that it authenticates. */
export function resourcesOf(finding: Finding, place: Place, subject: Shown | undefined): AsffResource[] {
  const credential = subject?.credential;
  const details = accessKey(finding, credential);
  const tagged = tags(credential?.tags ?? {});
  const first: AsffResource = {
    ...resource(finding.subject, finding.region, place),
    ...(tagged === undefined ? {} : { Tags: tagged }),
    ...(details === undefined ? {} : { Details: { AwsIamAccessKey: details } }),
  };
  const principal = credential?.principal ?? null;
  if (principal === null || principal === finding.subject) return [first];
  const second = resource(principal, null, place);
  return second.Id === first.Id ? [first] : [first, second];
}

/** Where to read on; AWS's own pages, because they stay. */
export function remedyUrl(subject: string): string {
  const type = typeOf(subject);
  const docs = 'https://docs.aws.amazon.com';
  if (type === 'AwsSecretsManagerSecret')
    return `${docs}/secretsmanager/latest/userguide/best-practices.html`;
  if (type === 'AwsEcsTaskDefinition')
    return `${docs}/AmazonECS/latest/developerguide/specifying-sensitive-data.html`;
  if (type === 'AwsCloudFormationStack')
    return `${docs}/AWSCloudFormation/latest/UserGuide/security-best-practices.html`;
  if (type === 'AwsEc2Instance') return `${docs}/AWSEC2/latest/UserGuide/user-data.html`;
  if (type === 'AwsLambdaFunction') return `${docs}/lambda/latest/dg/configuration-envvars.html`;
  return `${docs}/IAM/latest/UserGuide/best-practices.html`;
}

function resource(id: string, region: string | null, { partition, region: home }: Place): AsffResource {
  const Type = typeOf(id);
  return {
    Type,
    // GuardDuty names access keys like this: the same key stands under one name in Security Hub.
    Id: resourceId(Type === 'AwsIamAccessKey' ? `AWS::IAM::AccessKey:${id}` : id),
    ...(isPartition(partition) ? { Partition: partition } : {}),
    Region: line(region ?? home, LIMITS.region, 'us-east-1'),
  };
}

/** ASFF knows these three; in any other partition the attribute is left out. */
function isPartition(partition: string): partition is 'aws' | 'aws-cn' | 'aws-us-gov' {
  return ['aws', 'aws-cn', 'aws-us-gov'].includes(partition);
}

function resourceId(id: string): string {
  return line(stableId(id), LIMITS.resourceId);
}

function typeOf(id: string): string {
  if (/^A[KS]IA[A-Z2-7]{12,124}$/.test(id)) return 'AwsIamAccessKey';
  if (id.includes('#')) return 'Other';
  if (/^arn:[^:]*:iam::\d{12}:user\//.test(id)) return 'AwsIamUser';
  if (/^arn:[^:]*:iam::\d{12}:role\//.test(id)) return 'AwsIamRole';
  if (/^arn:[^:]*:secretsmanager:[^:]*:\d{12}:secret:/.test(id)) return 'AwsSecretsManagerSecret';
  if (/^arn:[^:]*:lambda:[^:]*:\d{12}:function:/.test(id)) return 'AwsLambdaFunction';
  if (/^arn:[^:]*:ecs:[^:]*:\d{12}:task-definition\//.test(id)) return 'AwsEcsTaskDefinition';
  if (/^arn:[^:]*:cloudformation:[^:]*:\d{12}:stack\//.test(id)) return 'AwsCloudFormationStack';
  return /^arn:[^:]*:ec2:[^:]*:\d{12}:instance\//.test(id) ? 'AwsEc2Instance' : 'Other';
}

function accessKey(
  { subject, account }: Finding,
  credential: Shown['credential'] | undefined,
): AsffAccessKey | undefined {
  if (credential?.kind !== 'access-key' || typeOf(subject) !== 'AwsIamAccessKey') return undefined;
  return {
    AccessKeyId: subject,
    AccountId: account,
    PrincipalName: line(credential.userName, LIMITS.tagKey),
    PrincipalType: 'IAMUser',
    Status: credential.status,
  };
}
