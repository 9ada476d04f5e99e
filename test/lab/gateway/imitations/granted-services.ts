import {
  GetAccountAuthorizationDetailsCommand,
  type IAMClient,
  type ManagedPolicyDetail,
} from '@aws-sdk/client-iam';

/** Some of the services that a policy which allows everything reaches; AWS lists several hundred. */
const EVERYTHING = [
  'cloudfront',
  'codecommit',
  'dynamodb',
  'ec2',
  'iam',
  'kms',
  'lambda',
  's3',
  'secretsmanager',
  'sqs',
  'sts',
];

/**
 * Namespaces of the services that a principal's policies allow, sorted, as the services last accessed list them.
 * @returns undefined when there is no such user or role
 */
export async function grantedServices(iam: IAMClient, arn: string): Promise<readonly string[] | undefined> {
  const {
    UserDetailList = [],
    GroupDetailList = [],
    RoleDetailList = [],
    Policies = [],
  } = await iam.send(new GetAccountAuthorizationDetailsCommand({}));
  const user = UserDetailList.find(({ Arn }) => Arn === arn);
  const role = RoleDetailList.find(({ Arn }) => Arn === arn);
  if (user === undefined && role === undefined) return undefined;
  const groups = GroupDetailList.filter(({ GroupName = '' }) => user?.GroupList?.includes(GroupName));
  const inline = [
    ...(user?.UserPolicyList ?? []),
    ...(role?.RolePolicyList ?? []),
    ...groups.flatMap(({ GroupPolicyList = [] }) => GroupPolicyList),
  ].map(({ PolicyDocument = '{}' }) => PolicyDocument);
  const attached = [user, role, ...groups].flatMap((each) => each?.AttachedManagedPolicies ?? []);
  const managed = attached.map(({ PolicyArn = '' }) => documentOf(PolicyArn, Policies));
  return [...new Set([...inline, ...managed].flatMap(servicesIn))].toSorted();
}

const EVERYTHING_ALLOWED = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: '*' }] });

function documentOf(arn: string, policies: readonly ManagedPolicyDetail[]): string {
  if (/:aws:policy\/(AdministratorAccess|PowerUserAccess)$/.test(arn)) return EVERYTHING_ALLOWED;
  const { PolicyVersionList = [] } = policies.find(({ Arn }) => Arn === arn) ?? {};
  return PolicyVersionList.find(({ IsDefaultVersion }) => IsDefaultVersion)?.Document ?? '{}';
}

interface Statement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly NotAction?: unknown;
}

function servicesIn(document: string): readonly string[] {
  const text = document.startsWith('{') ? document : decodeURIComponent(document);
  const { Statement = [] } = JSON.parse(text) as { readonly Statement?: Statement | readonly Statement[] };
  return [Statement].flat().flatMap(({ Effect, Action = [], NotAction }: Statement) => {
    if (Effect !== 'Allow') return [];
    if (NotAction !== undefined) return EVERYTHING;
    return [Action]
      .flat()
      .flatMap((action) => (action === '*' ? EVERYTHING : (action.split(':')[0] ?? '').toLowerCase()));
  });
}
