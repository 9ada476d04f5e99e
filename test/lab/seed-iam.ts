import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreateOpenIDConnectProviderCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateSAMLProviderCommand,
  CreateServiceLinkedRoleCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { lastUse, made, moment, type SeededKey, type Seeding, tagList } from './seeding.ts';
import type {
  WorldConsole,
  WorldIdentityProvider,
  WorldKey,
  WorldReach,
  WorldRole,
  WorldUse,
  WorldUser,
} from './world.ts';

/** What users and functions refer to. @returns ARN by role name */
export async function seedAccount(seeding: Seeding): Promise<ReadonlyMap<string, string>> {
  const { iam, world, control, now } = seeding;
  for (const { arn, document } of world.awsPolicies) await control.managedPolicy(arn, document);
  for (const { name, document } of world.managedPolicies) {
    await iam.send(new CreatePolicyCommand({ PolicyName: name, PolicyDocument: JSON.stringify(document) }));
  }
  for (const { name, attached } of world.groups) {
    await iam.send(new CreateGroupCommand({ GroupName: name }));
    for (const policy of attached) {
      await iam.send(
        new AttachGroupPolicyCommand({ GroupName: name, PolicyArn: policyArn(seeding, policy) }),
      );
    }
  }
  for (const provider of world.identityProviders ?? []) await seedProvider(seeding, provider);
  for (const service of world.linkedServices) {
    await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: service }));
  }
  const { key } = world.root;
  if (key !== undefined) {
    await control.rootKey({
      status: key.status ?? 'Active',
      createdAt: moment(now, key.age),
      ...lastUse(now, key.use),
    });
  }
  const arns = new Map<string, string>();
  for (const role of world.roles) arns.set(role.name, await seedRole(seeding, role));
  return arns;
}

async function seedProvider({ iam }: Seeding, provider: WorldIdentityProvider): Promise<void> {
  if ('url' in provider) {
    const { url: Url, audiences } = provider;
    await iam.send(new CreateOpenIDConnectProviderCommand({ Url, ClientIDList: [...audiences] }));
    return;
  }
  const { saml: Name, metadata: SAMLMetadataDocument } = provider;
  await iam.send(new CreateSAMLProviderCommand({ Name, SAMLMetadataDocument }));
}

async function seedRole({ iam, control, now }: Seeding, role: WorldRole): Promise<string> {
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: role.name,
      AssumeRolePolicyDocument: JSON.stringify(role.trust),
      Tags: tagList(role.tags),
    }),
  );
  for (const [name, document] of Object.entries(role.inline)) {
    const put = { RoleName: role.name, PolicyName: name, PolicyDocument: JSON.stringify(document) };
    await iam.send(new PutRolePolicyCommand(put));
  }
  await control.backdate({
    roleName: role.name,
    createdAt: moment(now, role.age),
    ...(role.usedDaysAgo === undefined
      ? {}
      : { lastUsedAt: moment(now, role.usedDaysAgo), lastUsedRegion: role.region }),
  });
  const arn = made(Role?.Arn, `role ${role.name}`);
  await seedReach({ control, now }, arn, role.usedDaysAgo, role.reached);
  return arn;
}

/** @returns the user's keys, in the world's order */
export async function seedUser(seeding: Seeding, user: WorldUser): Promise<readonly SeededKey[]> {
  const { iam, control, now } = seeding;
  const UserName = user.name;
  const boundary =
    user.boundary === undefined ? {} : { PermissionsBoundary: policyArn(seeding, user.boundary) };
  await iam.send(new CreateUserCommand({ UserName, Tags: tagList(user.tags), ...boundary }));
  for (const GroupName of user.groups ?? [])
    await iam.send(new AddUserToGroupCommand({ UserName, GroupName }));
  for (const policy of user.attached ?? []) {
    await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: policyArn(seeding, policy) }));
  }
  for (const [PolicyName, document] of Object.entries(user.inline ?? {})) {
    await iam.send(
      new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument: JSON.stringify(document) }),
    );
  }
  await control.backdate({ userName: UserName, createdAt: moment(now, user.age) });
  if (user.console !== undefined) await seedConsole(seeding, user, user.console);
  const keys: SeededKey[] = [];
  for (const key of user.keys ?? []) keys.push(await seedKey(seeding, UserName, key));
  const uses = [user.console?.usedDaysAgo, ...(user.keys ?? []).map(({ use }) => use?.daysAgo)];
  const daysAgo = Math.min(...uses.filter((days) => days !== undefined));
  const arn = `arn:aws:iam::${seeding.world.account}:user/${UserName}`;
  await seedReach(seeding, arn, Number.isFinite(daysAgo) ? daysAgo : undefined, user.reached);
  return keys;
}

/** A principal reached all that it may when it was last used, unless the world says otherwise. */
async function seedReach(
  { control, now }: Pick<Seeding, 'control' | 'now'>,
  arn: string,
  usedDaysAgo: number | undefined,
  reached: WorldReach = {},
): Promise<void> {
  const at = (days: number | null | undefined) =>
    days === null || days === undefined ? null : moment(now, days);
  const services = Object.entries(reached).map(([namespace, days]) => [namespace, at(days)] as const);
  await control.serviceAccess({ arn, at: at(usedDaysAgo), services: Object.fromEntries(services) });
}

async function seedConsole(
  { iam, control, now }: Seeding,
  { name: UserName, age }: WorldUser,
  { password, mfa, usedDaysAgo, setDaysAgo = age }: WorldConsole,
): Promise<void> {
  await iam.send(
    new CreateLoginProfileCommand({ UserName, Password: password, PasswordResetRequired: false }),
  );
  await control.backdate({
    userName: UserName,
    passwordSetAt: moment(now, setDaysAgo),
    ...(usedDaysAgo === undefined ? {} : { passwordLastUsedAt: moment(now, usedDaysAgo) }),
  });
  if (!mfa) return;
  const { VirtualMFADevice } = await iam.send(
    new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: UserName }),
  );
  await iam.send(
    new EnableMFADeviceCommand({
      UserName,
      SerialNumber: VirtualMFADevice?.SerialNumber,
      AuthenticationCode1: '123456',
      AuthenticationCode2: '654321',
    }),
  );
}

async function seedKey({ iam, control, now }: Seeding, UserName: string, key: WorldKey): Promise<SeededKey> {
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const id = made(AccessKey?.AccessKeyId, `access key of ${UserName}`);
  if (key.status === 'Inactive') {
    await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId: id, Status: 'Inactive' }));
  }
  await control.backdate({
    accessKeyId: id,
    createdAt: moment(now, key.age),
    ...lastUse(now, knownUse(key)),
  });
  return { id, secret: AccessKey?.SecretAccessKey ?? '', userName: UserName, planted: key };
}

/** What IAM knows of a key's use. */
function knownUse({ use, lastUseInIam }: WorldKey): WorldUse | undefined {
  return use === undefined || lastUseInIam === undefined ? use : { ...use, daysAgo: lastUseInIam };
}

function policyArn({ world }: Seeding, nameOrArn: string): string {
  return nameOrArn.startsWith('arn:') ? nameOrArn : `arn:aws:iam::${world.account}:policy/${nameOrArn}`;
}
