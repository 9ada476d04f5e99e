/** A management event that was made with what leaked. */
export interface Move {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly name: string;
  /** `iam.amazonaws.com` */
  readonly service: string;
  readonly region: string;
  /** AWS's code of the error; undefined: it was done. */
  readonly error: string | undefined;
  /** Access key id of whoever made it. */
  readonly by: string;
  /** A user of IAM that it made, or with a key's id one that it made for a user. */
  readonly made?: { readonly user: string; readonly key: string | null };
}

/** What an event may have left behind that goes on when the key is gone, or have taken along. */
export type MoveKind =
  | 'another way in'
  | 'more rights'
  | 'secrets read'
  | 'opened to others'
  | 'less seen'
  | 'something that runs';

/**
 * By service and event: what somebody who holds a key does to stay, to rise, to hide or to take. An event of a service
 * that stands here counts when its name begins so.
 * https://attack.mitre.org/matrices/enterprise/cloud/iaas/ (T1098, T1136, T1078, T1552, T1562, T1578, T1648)
 */
const KINDS: readonly (readonly [kind: MoveKind, service: string, names: RegExp])[] = [
  [
    'another way in',
    'iam',
    /^(CreateUser|CreateRole|CreateAccessKey|CreateLoginProfile|UpdateLoginProfile|CreateServiceSpecificCredential|ResetServiceSpecificCredential|UploadSSHPublicKey|UploadSigningCertificate|CreateSAMLProvider|UpdateSAMLProvider|CreateOpenIDConnectProvider|AddClientIDToOpenIDConnectProvider|UpdateOpenIDConnectProviderThumbprint|UpdateAssumeRolePolicy|CreateVirtualMFADevice|EnableMFADevice|DeactivateMFADevice|UpdateAccessKey|CreateInstanceProfile|AddRoleToInstanceProfile)$/,
  ],
  [
    'more rights',
    'iam',
    /^(Attach(User|Role|Group)Policy|Put(User|Role|Group)Policy|CreatePolicy|CreatePolicyVersion|SetDefaultPolicyVersion|AddUserToGroup|Delete(User|Role)PermissionsBoundary|Detach(User|Role|Group)Policy|Delete(User|Role|Group)Policy|PassRole)$/,
  ],
  ['another way in', 'sts', /^AssumeRoot$/],
  ['another way in', 'rolesanywhere', /^(Create|Update|Enable|Import)/],
  ['another way in', 'sso', /^(Create|Put|Attach|Provision)/],
  ['another way in', 'identitystore', /^(Create|Update)/],
  ['another way in', 'organizations', /^(Invite|Create|Leave|Move|Remove|Enable|Register|Attach|Detach)/],
  ['another way in', 'ec2-instance-connect', /^Send/],
  ['another way in', 'cognito-idp', /^(AdminCreate|AdminSet|CreateUserPoolClient)/],
  ['secrets read', 'secretsmanager', /^(GetSecretValue|BatchGetSecretValue)$/],
  ['opened to others', 'secretsmanager', /^(PutResourcePolicy|ReplicateSecretToRegions)$/],
  ['secrets read', 'ssm', /^(GetParameter|GetParameters|GetParametersByPath|GetParameterHistory)$/],
  ['opened to others', 'kms', /^(CreateGrant|PutKeyPolicy|ReplicateKey)$/],
  ['secrets read', 'lambda', /^(GetFunction|ListFunctions)/],
  ['secrets read', 'ecr', /^GetAuthorizationToken$/],
  ['opened to others', 'ecr', /^(SetRepositoryPolicy|PutReplicationConfiguration)$/],
  ['secrets read', 'codeartifact', /^GetAuthorizationToken$/],
  [
    'opened to others',
    'rds',
    /^(ModifyDBSnapshotAttribute|ModifyDBClusterSnapshotAttribute|StartExportTask|ModifyDBInstance|ModifyDBCluster|RestoreDB)/,
  ],
  ['secrets read', 'ec2', /^GetPasswordData$/],
  [
    'opened to others',
    'ec2',
    /^(ModifySnapshotAttribute|ModifyImageAttribute|ExportImage|CreateVpcPeeringConnection|CreateVpnConnection|AuthorizeSecurityGroupIngress)/,
  ],
  ['less seen', 'cloudtrail', /^(Stop|Delete|Update|PutEventSelectors|PutInsightSelectors)/],
  ['less seen', 'guardduty', /^(Delete|Disable|Disassociate|Stop|Update|CreateFilter|CreateIPSet)/],
  ['less seen', 'securityhub', /^(Disable|Delete|Disassociate|BatchUpdateFindings)/],
  ['less seen', 'config', /^(Stop|Delete)/],
  ['less seen', 'access-analyzer', /^(Delete|CreateArchiveRule)/],
  ['less seen', 'logs', /^(Delete|PutRetentionPolicy|PutResourcePolicy)/],
  ['less seen', 'events', /^(Delete|Disable|Remove)/],
  ['less seen', 'ec2', /^DeleteFlowLogs$/],
  [
    'something that runs',
    'ec2',
    /^(RunInstances|CreateFleet|RequestSpot|CreateLaunchTemplate|ModifyInstanceAttribute|CreateKeyPair|ImportKeyPair|AssociateIamInstanceProfile|ReplaceIamInstanceProfileAssociation)/,
  ],
  [
    'something that runs',
    'lambda',
    /^(Create|UpdateFunction|AddPermission|AddLayerVersionPermission|PublishLayerVersion)/,
  ],
  [
    'something that runs',
    'ecs',
    /^(RegisterTaskDefinition|RunTask|StartTask|CreateService|UpdateService|ExecuteCommand)/,
  ],
  ['something that runs', 'eks', /^(Create|UpdateClusterConfig|AssociateAccessPolicy|UpdateAccessEntry)/],
  [
    'something that runs',
    'ssm',
    /^(SendCommand|StartSession|StartAutomationExecution|CreateAssociation|UpdateDocument|CreateDocument)/,
  ],
  ['something that runs', 'events', /^(PutRule|PutTargets|PutPermission)/],
  ['something that runs', 'scheduler', /^(Create|Update)/],
  [
    'something that runs',
    'cloudformation',
    /^(CreateStack|UpdateStack|CreateChangeSet|ExecuteChangeSet|CreateStackSet|CreateStackInstances)/,
  ],
  ['something that runs', 'codebuild', /^(Create|Update|StartBuild)/],
  ['something that runs', 'states', /^(Create|Update|StartExecution)/],
  ['something that runs', 'glue', /^(CreateDevEndpoint|CreateJob|UpdateJob|StartJobRun|CreateSession)/],
  ['something that runs', 'sagemaker', /^(Create|Update|Start)/],
  [
    'something that runs',
    'bedrock',
    /^(PutModelInvocationLoggingConfiguration|DeleteModelInvocationLoggingConfiguration|PutUseCaseForModelAccess|CreateFoundationModelAgreement)/,
  ],
  [
    'opened to others',
    's3',
    /^(PutBucketPolicy|PutBucketAcl|PutBucketReplication|DeletePublicAccessBlock|PutBucketPublicAccessBlock|DeleteBucketPolicy|PutBucketVersioning|PutBucketLifecycle)/,
  ],
  ['opened to others', 'sns', /^(Subscribe|AddPermission|SetTopicAttributes)/],
  [
    'something that runs',
    'ses',
    /^(VerifyEmailIdentity|VerifyDomainIdentity|CreateEmailIdentity|PutAccountDetails|UpdateAccountSendingEnabled)/,
  ],
];

/** null: it leaves nothing behind that this code knows of, or was not done. */
export function moveKind({
  name,
  service,
  error,
}: Pick<Move, 'name' | 'service' | 'error'>): MoveKind | null {
  if (error !== undefined) return null;
  const of = service.replace(/\.amazonaws\.com(\.cn)?$/, '');
  return KINDS.find(([, one, names]) => one === of && names.test(name))?.[0] ?? null;
}
