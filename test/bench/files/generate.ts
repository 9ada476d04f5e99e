import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const ACCOUNT = '111122223333';
/** The moment that the files are of. */
const TAKEN_AT = Date.UTC(2026, 10, 20);
const DAY_MS = 86_400_000;
/** Four in ten principals are users, the others roles. */
const USERS_OF_TEN = 4;

export interface Generated {
  readonly principals: number;
  /** Of the authorization file. */
  readonly bytes: number;
}

/** Writes what the AWS CLI would write of an account with so many users and roles; the same each time. */
export async function generateFiles(folder: string, principals: number): Promise<Generated> {
  const all = Array.from({ length: principals }, (_, at) => at);
  const users = all.filter((at) => at % 10 < USERS_OF_TEN);
  const roles = all.filter((at) => at % 10 >= USERS_OF_TEN);
  const details = JSON.stringify(
    {
      UserDetailList: users.map(user),
      GroupDetailList: [],
      RoleDetailList: roles.map(role),
      Policies: POLICIES,
    },
    null,
    1,
  );
  const keys = users.flatMap((at) => keysOf(at).map((key) => listed(at, key)));
  const manifest = { account: ACCOUNT, takenAt: moment(0), regions: ['us-east-1'], complete: true };
  await writeFile(join(folder, 'account-authorization-details.json'), details);
  await writeFile(join(folder, 'access-keys.json'), JSON.stringify({ AccessKeyMetadata: keys }));
  await writeFile(join(folder, 'credential-report.csv'), [HEADER, ROOT, ...users.map(row), ''].join('\n'));
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return { principals, bytes: Buffer.byteLength(details) };
}

const POLICIES = Array.from({ length: 20 }, (_, at) => ({
  PolicyName: `bucket-${at}`,
  PolicyId: `ANPA${String(at).padStart(17, '0')}`,
  Arn: policyArn(at),
  Path: '/',
  DefaultVersionId: 'v1',
  AttachmentCount: 10,
  IsAttachable: true,
  PolicyVersionList: [
    {
      Document: document(['s3:GetObject', 's3:ListBucket'], `arn:aws:s3:::bucket-${at}*`),
      VersionId: 'v1',
      IsDefaultVersion: true,
      CreateDate: moment(900),
    },
  ],
}));

function user(at: number): object {
  return {
    Path: '/service/',
    UserName: userName(at),
    UserId: `AIDA${String(at).padStart(17, '0')}`,
    Arn: `arn:aws:iam::${ACCOUNT}:user/service/${userName(at)}`,
    CreateDate: moment(900),
    UserPolicyList: [inline(at)],
    GroupList: [],
    AttachedManagedPolicies: [attached(at), attached(at + 7)],
    Tags: tags(at),
  };
}

function role(at: number): object {
  const name = `workload-${at}`;
  return {
    Path: '/',
    RoleName: name,
    RoleId: `AROA${String(at).padStart(17, '0')}`,
    Arn: `arn:aws:iam::${ACCOUNT}:role/${name}`,
    CreateDate: moment(700),
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
    InstanceProfileList: [],
    RolePolicyList: [inline(at)],
    AttachedManagedPolicies: [attached(at)],
    Tags: tags(at),
    RoleLastUsed: at % 5 === 0 ? {} : { LastUsedDate: moment(at % 200), Region: 'us-east-1' },
  };
}

/** Positions of a user's keys: one or two. */
function keysOf(at: number): readonly number[] {
  return at % 2 === 0 ? [0, 1] : [0];
}

function listed(at: number, key: number): object {
  return {
    UserName: userName(at),
    AccessKeyId: `AKIA${String(at * 2 + key).padStart(16, '0')}`,
    Status: statusOf(at, key),
    CreateDate: createdAt(at, key),
  };
}

function statusOf(at: number, key: number): string {
  return (at + key) % 9 === 5 ? 'Inactive' : 'Active';
}

function createdAt(at: number, key: number): string {
  return moment(20 + ((at * 37 + key * 11) % 800));
}

const HEADER = [
  'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active',
  ...[1, 2].flatMap((slot) =>
    ['active', 'last_rotated', 'last_used_date', 'last_used_region', 'last_used_service'].map(
      (column) => `access_key_${slot}_${column}`,
    ),
  ),
  ...[1, 2].flatMap((slot) => [`cert_${slot}_active`, `cert_${slot}_last_rotated`]),
].join(',');
const NO_KEY = 'false,N/A,N/A,N/A,N/A';
const NO_CERTIFICATES = 'false,N/A,false,N/A';
const ROOT = `<root_account>,arn:aws:iam::${ACCOUNT}:root,${moment(2000)},not_supported,no_information,not_supported,not_supported,true,${NO_KEY},${NO_KEY},${NO_CERTIFICATES}`;

function row(at: number): string {
  const keys = [0, 1].map((key) => (keysOf(at).includes(key) ? keyColumns(at, key) : NO_KEY));
  const who = `${userName(at)},arn:aws:iam::${ACCOUNT}:user/service/${userName(at)},${moment(900)}`;
  return `${who},false,N/A,N/A,N/A,false,${keys.join(',')},${NO_CERTIFICATES}`;
}

function keyColumns(at: number, key: number): string {
  const used = at % 4 === 0 ? 'N/A,N/A,N/A' : `${moment((at * 13) % 200)},us-east-1,s3`;
  return `${statusOf(at, key) === 'Active'},${createdAt(at, key)},${used}`;
}

function userName(at: number): string {
  return `service-${at}`;
}

function attached(at: number): object {
  return { PolicyName: `bucket-${at % 20}`, PolicyArn: policyArn(at % 20) };
}

function policyArn(at: number): string {
  return `arn:aws:iam::${ACCOUNT}:policy/bucket-${at}`;
}

function inline(at: number): object {
  return { PolicyName: 'queue', PolicyDocument: document(['sqs:SendMessage'], `arn:aws:sqs:*:*:jobs-${at}`) };
}

function document(actions: readonly string[], resource: string): object {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: resource }],
  };
}

function tags(at: number): object[] {
  return [
    { Key: 'owner', Value: `team-${at % 40}@example.com` },
    { Key: 'environment', Value: at % 3 === 0 ? 'staging' : 'prod' },
    { Key: 'cost-centre', Value: `cc-${at % 100}` },
    { Key: 'repository', Value: `https://git.example.com/platform/service-${at}` },
    { Key: 'managed-by', Value: 'terraform' },
  ];
}

/** So many days before the files were taken, as AWS writes it. */
function moment(days: number): string {
  return `${new Date(TAKEN_AT - days * DAY_MS).toISOString().slice(0, 19)}+00:00`;
}
