import {
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  GenerateCredentialReportCommand,
  GetAccessKeyLastUsedCommand,
  GetAccountAuthorizationDetailsCommand,
  GetAccountSummaryCommand,
  GetCredentialReportCommand,
  GetRoleCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListUsersCommand,
  PutUserPermissionsBoundaryCommand,
  paginateGetAccountAuthorizationDetails,
  paginateListUsers,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startLab } from '../lab.ts';
import { clientOf, control } from './support.ts';

const ACCOUNT = '111122223333';
const NOW = Date.parse('2026-11-22T03:10:00Z');
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
});

describe('IAM behind the gateway', () => {
  let lab: Lab;
  let iam: IAMClient;
  let now = NOW;

  beforeAll(async () => {
    lab = await startLab({ now: () => now, lastUsedLagMs: 60_000, lastUsedResolutionMs: 900_000 });
    iam = new IAMClient(clientOf(lab.endpoint, ACCOUNT));
  });
  afterAll(async () => lab?.stop());

  async function newKey(UserName: string): Promise<string> {
    await iam.send(new CreateUserCommand({ UserName }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    return AccessKey!.AccessKeyId!;
  }
  const lastUse = async (AccessKeyId: string) =>
    (await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }))).AccessKeyLastUsed;
  const call = (key: string, region = 'eu-west-1') =>
    new STSClient(clientOf(lab.endpoint, key, region)).send(new GetCallerIdentityCommand({}));

  it('a key that was never used has no date and N/A for the rest', async () => {
    expect(await lastUse(await newKey('never'))).toEqual({ ServiceName: 'N/A', Region: 'N/A' });
  });

  it('a use shows after the lag, with the service and Region of the signature', async () => {
    const key = await newKey('used');
    await call(key);
    expect(await lastUse(key)).toEqual({ ServiceName: 'N/A', Region: 'N/A' });
    now += 60_000;
    expect(await lastUse(key)).toEqual({
      LastUsedDate: new Date(NOW),
      ServiceName: 'sts',
      Region: 'eu-west-1',
    });
  });

  it('of several uses in a quarter of an hour only the first is told', async () => {
    const key = await newKey('busy');
    const first = now;
    await call(key);
    now += 899_000;
    await call(key);
    now += 60_000;
    expect((await lastUse(key))?.LastUsedDate).toEqual(new Date(first));
    await call(key);
    const later = now;
    now += 60_000;
    expect((await lastUse(key))?.LastUsedDate).toEqual(new Date(later));
  });

  it('asking about a key that is not there fails as AWS does', async () => {
    await expect(lastUse('AKIANOSUCHKEY0000000')).rejects.toMatchObject({
      name: expect.stringContaining('NoSuchEntity'),
    });
  });

  it('a third access key is refused, even when the two are inactive', async () => {
    const first = await newKey('full');
    await iam.send(new CreateAccessKeyCommand({ UserName: 'full' }));
    await iam.send(new UpdateAccessKeyCommand({ UserName: 'full', AccessKeyId: first, Status: 'Inactive' }));
    await expect(iam.send(new CreateAccessKeyCommand({ UserName: 'full' }))).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: 'Cannot exceed quota for AccessKeysPerUser: 2',
      $metadata: { httpStatusCode: 409 },
    });
  });

  it('backdated moments show in every answer that carries them', async () => {
    const key = await newKey('old');
    await iam.send(new CreateRoleCommand({ RoleName: 'old-role', AssumeRolePolicyDocument: trust }));
    await control(lab.endpoint, 'POST', 'backdate', {
      userName: 'old',
      createdAt: '2020-01-02',
      passwordLastUsedAt: '2024-05-06',
    });
    await control(lab.endpoint, 'POST', 'backdate', {
      accessKeyId: key,
      createdAt: '2021-02-03T04:05:06Z',
      lastUsedAt: '2022-01-01',
    });
    await control(lab.endpoint, 'POST', 'backdate', {
      roleName: 'old-role',
      createdAt: '2019-01-01',
      lastUsedAt: '2023-01-01',
    });
    const { Users } = await iam.send(new ListUsersCommand({}));
    const user = Users!.find(({ UserName }) => UserName === 'old');
    expect(user).toMatchObject({
      CreateDate: new Date('2020-01-02'),
      PasswordLastUsed: new Date('2024-05-06'),
    });
    const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName: 'old' }));
    expect(AccessKeyMetadata![0]!.CreateDate).toEqual(new Date('2021-02-03T04:05:06Z'));
    expect(await lastUse(key)).toMatchObject({ LastUsedDate: new Date('2022-01-01'), ServiceName: 's3' });
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'old-role' }));
    expect(Role!.RoleLastUsed).toEqual({ LastUsedDate: new Date('2023-01-01'), Region: 'us-east-1' });
    const details = await iam.send(new GetAccountAuthorizationDetailsCommand({}));
    expect(details.RoleDetailList!.find(({ RoleName }) => RoleName === 'old-role')).toMatchObject({
      CreateDate: new Date('2019-01-01'),
      RoleLastUsed: { LastUsedDate: new Date('2023-01-01'), Region: 'us-east-1' },
    });
  });

  it('a session is a use of its role, whatever the role\u2019s path', async () => {
    const { Role } = await iam.send(
      new CreateRoleCommand({ RoleName: 'worker', Path: '/team/a/', AssumeRolePolicyDocument: trust }),
    );
    const sts = new STSClient(clientOf(lab.endpoint, ACCOUNT));
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn: Role!.Arn!, RoleSessionName: 's' }),
    );
    await call(Credentials!.AccessKeyId!, 'us-west-2');
    const used = now;
    now += 60_000;
    const answer = await iam.send(new GetRoleCommand({ RoleName: 'worker' }));
    expect(answer.Role!.RoleLastUsed).toEqual({ LastUsedDate: new Date(used), Region: 'us-west-2' });
  });

  it('authorization details carry boundaries, groups, tags, and the documents of managed policies in use', async () => {
    const document = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
    });
    const quarantine = 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3';
    await iam.send(
      new CreateUserCommand({ UserName: 'rich', Tags: [{ Key: 'owner', Value: 'a@example.com' }] }),
    );
    await iam.send(new CreateGroupCommand({ GroupName: 'people' }));
    await iam.send(new AddUserToGroupCommand({ GroupName: 'people', UserName: 'rich' }));
    const { Policy } = await iam.send(
      new CreatePolicyCommand({ PolicyName: 'edge', PolicyDocument: document }),
    );
    await iam.send(
      new PutUserPermissionsBoundaryCommand({ UserName: 'rich', PermissionsBoundary: Policy!.Arn! }),
    );
    for (const PolicyArn of ['arn:aws:iam::aws:policy/AdministratorAccess', quarantine]) {
      await iam.send(new AttachUserPolicyCommand({ UserName: 'rich', PolicyArn }));
    }
    await control(lab.endpoint, 'POST', 'managed-policy', {
      arn: quarantine,
      document: { Version: '2012-10-17', Statement: [] },
    });
    const details = await iam.send(new GetAccountAuthorizationDetailsCommand({}));
    expect(details.UserDetailList!.find(({ UserName }) => UserName === 'rich')).toMatchObject({
      GroupList: ['people'],
      Tags: [{ Key: 'owner', Value: 'a@example.com' }],
      PermissionsBoundary: { PermissionsBoundaryArn: Policy!.Arn },
    });
    const documentOf = (arn: string) => {
      const found = details.Policies!.find(({ Arn }) => Arn === arn);
      return JSON.parse(decodeURIComponent(found!.PolicyVersionList![0]!.Document!)) as unknown;
    };
    expect(documentOf(Policy!.Arn!)).toEqual(JSON.parse(document));
    expect(documentOf('arn:aws:iam::aws:policy/AdministratorAccess')).toMatchObject({
      Statement: [{ Action: '*' }],
    });
    expect(documentOf(quarantine)).toEqual({ Version: '2012-10-17', Statement: [] });
    expect(details.Policies!.find(({ Arn }) => Arn === Policy!.Arn)).toMatchObject({
      AttachmentCount: 0,
      PermissionsBoundaryUsageCount: 1,
      DefaultVersionId: 'v1',
    });
  });

  it('lists come in pages, and the pages together are the whole list', async () => {
    const whole = (await iam.send(new ListUsersCommand({ MaxItems: 1000 }))).Users!.map(
      ({ UserName }) => UserName,
    );
    const paged: (string | undefined)[] = [];
    for await (const page of paginateListUsers({ client: iam, pageSize: 2 }, {})) {
      expect(page.Users!.length).toBeLessThanOrEqual(2);
      paged.push(...page.Users!.map(({ UserName }) => UserName));
    }
    expect(paged).toEqual(whole);
  });

  it('authorization details count users, groups, roles and policies together', async () => {
    const sizes: number[] = [];
    const names = new Set<string | undefined>();
    for await (const page of paginateGetAccountAuthorizationDetails({ client: iam, pageSize: 3 }, {})) {
      const items = [
        ...page.UserDetailList!,
        ...page.GroupDetailList!,
        ...page.RoleDetailList!,
        ...page.Policies!,
      ];
      sizes.push(items.length);
      for (const { Arn } of items) names.add(Arn);
    }
    expect(sizes.slice(0, -1).every((size) => size === 3)).toBe(true);
    expect(names.size).toBe(sizes.reduce((sum, size) => sum + size, 0));
  });

  it.each([0, 1001])('a page of %i is refused', async (MaxItems) => {
    await expect(iam.send(new ListUsersCommand({ MaxItems }))).rejects.toMatchObject({
      name: 'ValidationError',
    });
  });

  it('ListUsers tells neither tags nor boundary', async () => {
    const { Users } = await iam.send(new ListUsersCommand({}));
    const rich = Users!.find(({ UserName }) => UserName === 'rich');
    expect(rich).toMatchObject({ UserName: 'rich' });
    expect(rich!.Tags).toBeUndefined();
    expect(rich!.PermissionsBoundary).toBeUndefined();
  });

  it('the credential report is made once in four hours, with a row for root first', async () => {
    const generate = async () => (await iam.send(new GenerateCredentialReportCommand({}))).State;
    const read = async () => {
      const { Content, ReportFormat } = await iam.send(new GetCredentialReportCommand({}));
      expect(ReportFormat).toBe('text/csv');
      return Buffer.from(Content!).toString().split('\n');
    };
    await expect(read()).rejects.toMatchObject({ name: 'CredentialReportNotPresentException' });
    await iam.send(new CreateLoginProfileCommand({ UserName: 'old', Password: 'Canary-7f3a' }));
    const { VirtualMFADevice } = await iam.send(
      new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'phone' }),
    );
    const codes = { AuthenticationCode1: '123456', AuthenticationCode2: '654321' };
    const SerialNumber = VirtualMFADevice!.SerialNumber!;
    await iam.send(new EnableMFADeviceCommand({ UserName: 'old', SerialNumber, ...codes }));
    await control(lab.endpoint, 'POST', 'root-key', {
      status: 'Active',
      createdAt: '2018-01-01',
      lastUsedAt: '2019-01-01',
    });
    await control(lab.endpoint, 'POST', 'root', { mfaActive: true, createdAt: '2017-01-01' });
    expect(await generate()).toBe('STARTED');
    await expect.poll(generate, { timeout: 30_000 }).toBe('COMPLETE');
    const [header, rootRow, ...rows] = await read();
    expect(header!.split(',')).toHaveLength(22);
    expect(header).toMatch(
      /^user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,/,
    );
    expect(header).toMatch(/,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated$/);
    expect(rootRow).toBe(
      `<root_account>,arn:aws:iam::${ACCOUNT}:root,2017-01-01T00:00:00+00:00,not_supported,no_information,not_supported,not_supported,true,true,2018-01-01T00:00:00+00:00,2019-01-01T00:00:00+00:00,us-east-1,s3,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A`,
    );
    const old = rows.find((row) => row.startsWith('old,'))!.split(',');
    expect(old.slice(2, 5)).toEqual(['2020-01-02T00:00:00+00:00', 'true', '2024-05-06T00:00:00+00:00']);
    expect(old.slice(6, 13)).toEqual([
      'N/A',
      'true',
      'true',
      '2021-02-03T04:05:06+00:00',
      '2022-01-01T00:00:00+00:00',
      'us-east-1',
      's3',
    ]);
    expect(rows.find((row) => row.startsWith('never,'))).toMatch(
      /,false,N\/A,N\/A,N\/A,false,true,[^,]+,N\/A,N\/A,N\/A,false,N\/A/,
    );
    const names = rows.map((row) => row.split(',')[0]!);
    expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b)));
    expect((await iam.send(new GetAccountSummaryCommand({}))).SummaryMap).toMatchObject({
      AccountAccessKeysPresent: 1,
      AccountMFAEnabled: 1,
    });

    await iam.send(new CreateUserCommand({ UserName: 'newcomer' }));
    now += 4 * 3_600_000 - 1;
    expect(await generate()).toBe('COMPLETE');
    expect((await read()).some((row) => row.startsWith('newcomer,'))).toBe(false);
    now += 2;
    await expect(read()).rejects.toMatchObject({ name: 'CredentialReportExpiredException' });
    expect(await generate()).toBe('STARTED');
    await expect.poll(generate, { timeout: 30_000 }).toBe('COMPLETE');
    expect((await read()).some((row) => row.startsWith('newcomer,'))).toBe(true);
  });

  it('a secret tells backdated moments and its rotation, and no null', async () => {
    const secrets = new SecretsManagerClient(clientOf(lab.endpoint, ACCOUNT, 'eu-central-1'));
    const { CreateSecretCommand, DescribeSecretCommand, GetSecretValueCommand, RotateSecretCommand } =
      await import('@aws-sdk/client-secrets-manager');
    const { ARN } = await secrets.send(new CreateSecretCommand({ Name: 'db', SecretString: 'canary' }));
    const list = async () => (await secrets.send(new ListSecretsCommand({}))).SecretList![0]!;
    expect(await list()).not.toHaveProperty('LastAccessedDate');
    await secrets.send(new GetSecretValueCommand({ SecretId: ARN }));
    expect((await list()).LastAccessedDate!.toISOString()).toMatch(/T00:00:00.000Z$/);
    await secrets.send(
      new RotateSecretCommand({
        SecretId: ARN,
        RotationLambdaARN: 'arn:aws:lambda:x',
        RotationRules: { AutomaticallyAfterDays: 30 },
      }),
    );
    await control(lab.endpoint, 'POST', 'backdate', {
      secretArn: ARN,
      createdAt: '2020-01-01',
      lastAccessedAt: '2021-01-01',
      lastRotatedAt: '2022-01-01',
      nextRotationAt: '2022-02-01',
    });
    const expected = {
      CreatedDate: new Date('2020-01-01'),
      LastAccessedDate: new Date('2021-01-01'),
      LastRotatedDate: new Date('2022-01-01'),
      NextRotationDate: new Date('2022-02-01'),
      RotationEnabled: true,
      RotationRules: { AutomaticallyAfterDays: 30 },
    };
    expect(await list()).toMatchObject(expected);
    expect(await secrets.send(new DescribeSecretCommand({ SecretId: ARN }))).toMatchObject(expected);
  });

  it('a secret tells its key, since when a version is pending, and when its deletion was asked for', async () => {
    const {
      CancelRotateSecretCommand,
      CreateSecretCommand,
      DeleteSecretCommand,
      GetResourcePolicyCommand,
      ListSecretVersionIdsCommand,
      PutResourcePolicyCommand,
      PutSecretValueCommand,
      ReplicateSecretToRegionsCommand,
      RotateSecretCommand,
    } = await import('@aws-sdk/client-secrets-manager');
    const secrets = new SecretsManagerClient(clientOf(lab.endpoint, ACCOUNT, 'eu-central-1'));
    const away = new SecretsManagerClient(clientOf(lab.endpoint, ACCOUNT, 'us-east-1'));
    const KmsKeyId = 'alias/shop';
    const { ARN } = await secrets.send(
      new CreateSecretCommand({ Name: 'queue', SecretString: 'canary', KmsKeyId }),
    );
    const listed = async (client = secrets) =>
      (await client.send(new ListSecretsCommand({ IncludePlannedDeletion: true }))).SecretList!.find(
        ({ Name }) => Name === 'queue',
      )!;
    const RotationLambdaARN = 'arn:aws:lambda:x';
    await secrets.send(new RotateSecretCommand({ SecretId: ARN, RotationLambdaARN }));
    await secrets.send(new CancelRotateSecretCommand({ SecretId: ARN }));
    expect(await listed()).toMatchObject({ KmsKeyId, RotationEnabled: false, RotationLambdaARN });

    const pending = { SecretId: ARN, SecretString: 'canary', VersionStages: ['AWSPENDING'] };
    await secrets.send(new PutSecretValueCommand(pending));
    await control(lab.endpoint, 'POST', 'backdate', { secretArn: ARN, pendingSince: '2020-03-01' });
    const { Versions } = await secrets.send(new ListSecretVersionIdsCommand({ SecretId: ARN }));
    expect(Versions!.find(({ VersionStages }) => VersionStages!.includes('AWSPENDING'))).toMatchObject({
      CreatedDate: new Date('2020-03-01'),
    });

    const ResourcePolicy = JSON.stringify({ Version: '2012-10-17', Statement: [] });
    expect(await secrets.send(new GetResourcePolicyCommand({ SecretId: ARN }))).not.toHaveProperty(
      'ResourcePolicy',
    );
    await secrets.send(new PutResourcePolicyCommand({ SecretId: ARN, ResourcePolicy }));
    await secrets.send(
      new ReplicateSecretToRegionsCommand({ SecretId: ARN, AddReplicaRegions: [{ Region: 'us-east-1' }] }),
    );
    const copy = await listed(away);
    expect(copy).toMatchObject({
      PrimaryRegion: 'eu-central-1',
      ARN: ARN!.replace('eu-central-1', 'us-east-1'),
    });
    expect(await away.send(new GetResourcePolicyCommand({ SecretId: copy.ARN }))).toMatchObject({
      ResourcePolicy,
    });

    const { DeletionDate } = await secrets.send(
      new DeleteSecretCommand({ SecretId: ARN, RecoveryWindowInDays: 30 }),
    );
    const end = DeletionDate!.getTime();
    expect((await listed()).DeletedDate!.getTime()).toBeLessThan(end - 29 * 86_400_000);
  });
});
