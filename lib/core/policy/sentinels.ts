/** A request that stands for many: may it be made on a resource that no policy names? */
export interface Probe {
  /** Lower case. */
  readonly action: string;
  readonly resource: string;
}

/** Probes of one kind of power, and how many of them must be allowed for the power to be there. */
export interface Sentinels {
  readonly power: string;
  readonly needed: number;
  readonly probes: readonly Probe[];
}

/** A name that no policy can hold but by a wildcard. */
const UNLISTED = 'nightwarden-unlisted';

/**
 * The requests that tell an administrator, by power. A principal is one when it has every power.
 * Half of a power's probes are enough: `Deny iam:CreateUser` and `Deny s3:*` are common guard rails, and whoever is
 * left with all the rest is an administrator still. A Deny of the power as a whole takes it away.
 * @param partition of the principal: `aws`
 * @param account of the principal, 12 digits
 */
export function sentinels(partition: string, account: string): readonly Sentinels[] {
  const iam = (type: string) => `arn:${partition}:iam::${account}:${type}/${UNLISTED}`;
  const regional = (service: string, resource: string) =>
    `arn:${partition}:${service}:${UNLISTED}:${account}:${resource}`;
  return [
    // Only a real wildcard allows an action that does not exist.
    power('anything', [[`${UNLISTED}:anything`, regional(UNLISTED, UNLISTED)]]),
    power('control of identities', [
      ['iam:CreateUser', iam('user')],
      ['iam:CreateAccessKey', iam('user')],
      ['iam:CreateLoginProfile', iam('user')],
      ['iam:AttachUserPolicy', iam('user')],
      ['iam:PutUserPolicy', iam('user')],
      ['iam:AddUserToGroup', iam('group')],
      ['iam:CreateRole', iam('role')],
      ['iam:AttachRolePolicy', iam('role')],
      ['iam:PutRolePolicy', iam('role')],
      ['iam:UpdateAssumeRolePolicy', iam('role')],
      ['iam:PassRole', iam('role')],
      ['iam:CreatePolicyVersion', iam('policy')],
    ]),
    // One power: whoever controls identities can lift a Deny of the data, or of compute, from itself.
    power('data and compute', [
      ['s3:GetObject', `arn:${partition}:s3:::${UNLISTED}/${UNLISTED}`],
      ['dynamodb:GetItem', regional('dynamodb', `table/${UNLISTED}`)],
      ['secretsmanager:GetSecretValue', regional('secretsmanager', `secret:${UNLISTED}`)],
      ['kms:Decrypt', regional('kms', `key/${UNLISTED}`)],
      ['rds:DeleteDBInstance', regional('rds', `db:${UNLISTED}`)],
      ['sqs:ReceiveMessage', regional('sqs', UNLISTED)],
      ['ec2:RunInstances', regional('ec2', `instance/${UNLISTED}`)],
      ['lambda:CreateFunction', regional('lambda', `function:${UNLISTED}`)],
      ['lambda:UpdateFunctionCode', regional('lambda', `function:${UNLISTED}`)],
      ['ecs:RunTask', regional('ecs', `task-definition/${UNLISTED}:1`)],
      ['ssm:SendCommand', regional('ssm', `document/${UNLISTED}`)],
      ['cloudformation:CreateStack', regional('cloudformation', `stack/${UNLISTED}/1`)],
    ]),
  ];
}

function power(name: string, requests: readonly (readonly [string, string])[]): Sentinels {
  const probes = requests.map(([action, resource]) => ({ action: action.toLowerCase(), resource }));
  return { power: name, needed: Math.ceil(probes.length / 2), probes };
}
