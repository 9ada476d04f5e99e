import { CloudTrailClient, paginateLookupEvents } from '@aws-sdk/client-cloudtrail';
import {
  GenerateCredentialReportCommand,
  GetAccessKeyLastUsedCommand,
  GetAccountAuthorizationDetailsCommand,
  type GetAccountAuthorizationDetailsCommandOutput,
  GetCredentialReportCommand,
  GetLoginProfileCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListMFADevicesCommand,
} from '@aws-sdk/client-iam';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { smallShop } from '../worlds/small-shop/world.ts';
import { type Lab, labClient, startLab } from './lab.ts';
import { type Seeded, seed } from './seed.ts';
import { moment, tagList } from './seeding.ts';

const DAY_MS = 86_400_000;
const { users, groups, roles, secrets, functions, root } = smallShop;

let lab: Lab;
let seeded: Seeded;
let iam: IAMClient;
let details: GetAccountAuthorizationDetailsCommandOutput;
let report: readonly Record<string, string>[];

beforeAll(async () => {
  lab = await startLab();
  seeded = await seed(lab, smallShop);
  iam = new IAMClient(labClient(lab));
  details = await iam.send(new GetAccountAuthorizationDetailsCommand({}));
  await vi.waitUntil(
    async () => (await iam.send(new GenerateCredentialReportCommand({}))).State === 'COMPLETE',
  );
  const { Content } = await iam.send(new GetCredentialReportCommand({}));
  report = parseReport(Buffer.from(Content ?? []).toString());
});

afterAll(async () => {
  iam?.destroy();
  await lab?.stop();
});

function parseReport(text: string): Record<string, string>[] {
  const [header = '', ...rows] = text.trim().split('\n');
  return rows.map((row) => {
    const cells = row.split(',');
    return Object.fromEntries(header.split(',').map((name, at) => [name, cells[at] ?? '']));
  });
}

/** How long before the seeding, in days; undefined when there is no moment. */
function daysAgo(at: Date | string | undefined): number | undefined {
  if (at === undefined) return undefined;
  // AWS tells whole seconds: a thousandth of a day is near enough.
  return Math.round(((Date.parse(seeded.at) - new Date(at).getTime()) / DAY_MS) * 1000) / 1000;
}

function day(at: Date | undefined): string | undefined {
  return at?.toISOString().slice(0, 10);
}

describe('the seeded account', () => {
  it('has the world’s users with their tags, groups, policies and boundaries', () => {
    const found = (details.UserDetailList ?? []).map((user) => ({
      name: user.UserName,
      tags: user.Tags ?? [],
      groups: user.GroupList ?? [],
      policies: [...(user.AttachedManagedPolicies ?? []), ...(user.UserPolicyList ?? [])].map(
        (policy) => policy.PolicyName,
      ),
      boundary: user.PermissionsBoundary?.PermissionsBoundaryArn?.split('/').at(-1),
    }));
    const wanted = users.map((user) => ({
      name: user.name,
      tags: tagList(user.tags),
      groups: [...(user.groups ?? [])],
      policies: [...(user.attached ?? []), ...Object.keys(user.inline ?? {})].map((policy) =>
        policy.split('/').at(-1),
      ),
      boundary: user.boundary,
    }));
    expect(found.toSorted(byName)).toEqual(wanted.toSorted(byName));
  });

  it('has the world’s groups and roles', () => {
    expect(details.GroupDetailList?.map(({ GroupName }) => GroupName)).toEqual(
      groups.map(({ name }) => name),
    );
    const found = (details.RoleDetailList ?? []).filter(({ Path }) => Path === '/');
    expect(
      found.map(({ RoleName, CreateDate, RoleLastUsed }) => [
        RoleName,
        daysAgo(CreateDate),
        daysAgo(RoleLastUsed?.LastUsedDate),
      ]),
    ).toEqual(roles.map(({ name, age, usedDaysAgo }) => [name, age, usedDaysAgo]));
    expect(details.RoleDetailList).toHaveLength(roles.length + smallShop.linkedServices.length);
  });

  it('hands out the documents of the policies that are attached, AWS’s own among them', () => {
    const names = details.Policies?.map(({ PolicyName }) => PolicyName);
    expect(names).toEqual(
      expect.arrayContaining([
        'ContractorBoundary',
        'SiteDeploy',
        'AdministratorAccess',
        'AWSCompromisedKeyQuarantineV3',
      ]),
    );
  });

  it.each(users.filter(({ keys = [] }) => keys.length > 0).map((user) => [user.name, user] as const))(
    'has the keys of %s, as old and as used as the world says',
    async (UserName, { keys = [] }) => {
      const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName }));
      const found = await Promise.all(
        AccessKeyMetadata.map(async ({ AccessKeyId, Status, CreateDate }) => {
          const { AccessKeyLastUsed } = await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }));
          return [AccessKeyId, Status, daysAgo(CreateDate), daysAgo(AccessKeyLastUsed?.LastUsedDate)];
        }),
      );
      const ids = seeded.keys.filter((key) => key.userName === UserName).map(({ id }) => id);
      expect(found).toEqual(
        keys.map(({ age, status = 'Active', use, lastUseInIam = use?.daysAgo }, at) => [
          ids[at],
          status,
          age,
          lastUseInIam,
        ]),
      );
    },
  );

  it('has console passwords and MFA where the world says', async () => {
    for (const { name: UserName, console: login } of users) {
      const has = await iam.send(new GetLoginProfileCommand({ UserName })).then(
        () => true,
        () => false,
      );
      expect([UserName, has]).toEqual([UserName, login !== undefined]);
      const { MFADevices } = await iam.send(new ListMFADevicesCommand({ UserName }));
      expect(MFADevices).toHaveLength(login?.mfa === true ? 1 : 0);
    }
  });

  it('shows root’s key in the credential report', () => {
    const row = report.find(({ user }) => user === '<root_account>');
    expect(row?.access_key_1_active).toBe('true');
    expect(daysAgo(row?.access_key_1_last_rotated)).toBe(root.key?.age);
    expect(daysAgo(row?.access_key_1_last_used_date)).toBe(root.key?.use?.daysAgo);
    expect(report).toHaveLength(users.length + 1);
  });

  it.each(smallShop.regions)('has the secrets of %s with their rotation and dates', async (region) => {
    const vault = new SecretsManagerClient(labClient(lab, region));
    const { SecretList = [] } = await vault.send(new ListSecretsCommand({ IncludePlannedDeletion: true }));
    vault.destroy();
    // Copies follow their originals, and a connection's own secret comes with the connection.
    const originals = SecretList.filter(
      ({ Name = '', PrimaryRegion = region }) =>
        PrimaryRegion === region && !Name.startsWith('events!connection/'),
    );
    const found = originals.map((secret) => ({
      name: secret.Name,
      age: daysAgo(secret.CreatedDate),
      accessed: day(secret.LastAccessedDate),
      deleted: secret.DeletedDate !== undefined,
      rotation: secret.RotationEnabled === true && [
        secret.RotationRules?.AutomaticallyAfterDays,
        daysAgo(secret.LastRotatedDate),
        0 - (daysAgo(secret.NextRotationDate) ?? 0),
      ],
    }));
    const wanted = secrets.filter((secret) => secret.region === region);
    expect(found.toSorted(byName)).toEqual(
      wanted
        .map(({ name, age, accessedDaysAgo, deleted, rotation }) => ({
          name,
          age,
          accessed:
            accessedDaysAgo === undefined
              ? undefined
              : moment(Date.parse(seeded.at), accessedDaysAgo).slice(0, 10),
          deleted: deleted !== undefined,
          rotation: rotation !== undefined &&
            rotation.off !== true && [rotation.everyDays, rotation.rotatedDaysAgo, rotation.dueInDays],
        }))
        .toSorted(byName),
    );
  });

  it('has a trail of what its keys did in the last 90 days, and of nothing else', async () => {
    const calls = new Map<string, number>();
    for (const region of smallShop.regions) {
      const client = new CloudTrailClient(labClient(lab, region));
      for await (const { Events = [] } of paginateLookupEvents({ client }, {})) {
        for (const { AccessKeyId = '' } of Events) calls.set(AccessKeyId, (calls.get(AccessKeyId) ?? 0) + 1);
      }
      client.destroy();
    }
    const wanted = seeded.keys.flatMap(({ id, planted: { use } }) => {
      const { daysAgo: newest = 0, every = 1, times = 1 } = use ?? {};
      const count = Array.from({ length: times }, (_, turn) => newest + turn * every).filter(
        (age) => age < 90,
      ).length;
      return use === undefined || count === 0 ? [] : [[id, count] as const];
    });
    expect(new Map([...calls].filter(([id]) => id !== lab.account))).toEqual(new Map(wanted));
  });

  it.each(functions.map((wanted) => [wanted.name, wanted] as const))(
    'has the function %s',
    async (FunctionName, wanted) => {
      const lambda = new LambdaClient(labClient(lab, wanted.region));
      const { Configuration, Tags } = await lambda.send(new GetFunctionCommand({ FunctionName }));
      lambda.destroy();
      expect(Object.keys(Configuration?.Environment?.Variables ?? {})).toEqual(
        Object.keys(wanted.environment),
      );
      expect(Configuration?.Role).toContain(`:role/${wanted.role}`);
      expect(Tags).toEqual(wanted.tags);
    },
  );
});

function byName(a: { name?: string | undefined }, b: { name?: string | undefined }): number {
  return (a.name ?? '').localeCompare(b.name ?? '');
}
