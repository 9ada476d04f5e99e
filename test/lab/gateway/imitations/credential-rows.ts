// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html (columns and their special values)
import {
  type AccessKeyMetadata,
  GetLoginProfileCommand,
  type IAMClient,
  ListAccessKeysCommand,
  ListMFADevicesCommand,
  ListUsersCommand,
  type LoginProfile,
  type User,
} from '@aws-sdk/client-iam';
import PQueue from 'p-queue';
import type { Backdate } from './backdate.ts';
import type { LastUsed, Use } from './last-used.ts';
import type { Root } from './root.ts';
import type { UserCredentials } from './user-credentials.ts';

const KEY_COLUMNS = ['active', 'last_rotated', 'last_used_date', 'last_used_region', 'last_used_service'];
export const COLUMNS = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'password_next_rotation',
  'mfa_active',
  ...[1, 2].flatMap((slot) => KEY_COLUMNS.map((column) => `access_key_${slot}_${column}`)),
  ...[1, 2].flatMap((slot) => [`cert_${slot}_active`, `cert_${slot}_last_rotated`]),
] as const;

const NO_CERTIFICATE = ['false', 'N/A'];
const NO_CERTIFICATES = [...NO_CERTIFICATE, ...NO_CERTIFICATE];
const NO_KEY = ['false', 'N/A', 'N/A', 'N/A', 'N/A'];
const READS_AT_ONCE = 8;

interface Sources {
  readonly iam: IAMClient;
  readonly account: string;
  readonly dates: Backdate;
  readonly uses: LastUsed;
  readonly root: Root;
  readonly credentials: UserCredentials;
  readonly now: () => number;
}

/** The report's CSV: the header, root's row, then users by name whatever the case. */
export async function writeReport(sources: Sources): Promise<string> {
  const { Users = [] } = await sources.iam.send(new ListUsersCommand({}));
  const sorted = Users.toSorted((a, b) =>
    (a.UserName ?? '').toLowerCase().localeCompare((b.UserName ?? '').toLowerCase()),
  );
  const queue = new PQueue({ concurrency: READS_AT_ONCE });
  const rows = await queue.addAll(sorted.map((user) => () => userRow(user, sources)));
  return [COLUMNS, rootRow(sources), ...rows].map((row) => row.map(quoted).join(',')).join('\n');
}

function rootRow({ account, root, now }: Sources): readonly string[] {
  const { createdAt = now(), mfaActive = false, passwordLastUsedAt } = root.facts;
  const keys = [1, 2].flatMap((slot) => {
    const key = root.keys.find((each) => each.slot === slot);
    if (key === undefined) return NO_KEY;
    const { lastUsedAt, lastUsedService: service, lastUsedRegion: region } = key;
    const use = lastUsedAt === undefined ? undefined : { at: lastUsedAt, service, region };
    return keyColumns(key.status === 'Active', key.createdAt, use);
  });
  const password = [
    'not_supported',
    moment(passwordLastUsedAt, 'no_information'),
    'not_supported',
    'not_supported',
  ];
  const arn = `arn:aws:iam::${account}:root`;
  return [
    '<root_account>',
    arn,
    moment(createdAt),
    ...password,
    String(mfaActive),
    ...keys,
    ...NO_CERTIFICATES,
  ];
}

async function userRow(
  user: User,
  { iam, account, dates, uses, credentials }: Sources,
): Promise<readonly string[]> {
  const UserName = user.UserName ?? '';
  const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName }));
  const { MFADevices = [] } = await iam.send(new ListMFADevicesCommand({ UserName }));
  const profile = await loginProfile(iam, UserName);
  const {
    createdAt = user.CreateDate?.getTime(),
    passwordLastUsedAt,
    passwordSetAt,
  } = dates.user(account, UserName);
  // Which key takes which slot is not documented: by id here, so that nobody relies on the older one coming first.
  const sorted = AccessKeyMetadata.toSorted((a, b) =>
    (a.AccessKeyId ?? '') < (b.AccessKeyId ?? '') ? -1 : 1,
  );
  const keys = [0, 1].flatMap((slot) => keyOf(sorted[slot], dates, uses));
  const password =
    profile === undefined
      ? ['false', 'N/A', 'N/A', 'N/A']
      : [
          'true',
          moment(passwordLastUsedAt, 'no_information'),
          moment(passwordSetAt ?? profile.CreateDate?.getTime()),
          'N/A',
        ];
  const mfa = String(MFADevices.length > 0);
  // The report tells the day of an active certificate only.
  const held = credentials.certificates(account, UserName);
  const certificates = [0, 1].flatMap((slot) => {
    const certificate = held[slot];
    return certificate?.status === 'Active' ? ['true', moment(certificate.createdAt)] : NO_CERTIFICATE;
  });
  return [UserName, user.Arn ?? '', moment(createdAt), ...password, mfa, ...keys, ...certificates];
}

function keyOf(key: AccessKeyMetadata | undefined, dates: Backdate, uses: LastUsed): readonly string[] {
  if (key === undefined) return NO_KEY;
  const id = key.AccessKeyId ?? '';
  return keyColumns(
    key.Status === 'Active',
    dates.key(id).createdAt ?? key.CreateDate?.getTime(),
    uses.of(id),
  );
}

function keyColumns(active: boolean, createdAt: number | undefined, use: Use | undefined): readonly string[] {
  const { at, region = 'N/A', service = 'N/A' } = use ?? { at: undefined };
  return [String(active), moment(createdAt), moment(at), region, service];
}

async function loginProfile(iam: IAMClient, UserName: string): Promise<LoginProfile | undefined> {
  try {
    return (await iam.send(new GetLoginProfileCommand({ UserName }))).LoginProfile;
  } catch (error) {
    if (error instanceof Error && error.name.startsWith('NoSuchEntity')) return undefined;
    throw error;
  }
}

function moment(ms: number | undefined, absent = 'N/A'): string {
  return ms === undefined ? absent : `${new Date(ms).toISOString().slice(0, 19)}+00:00`;
}

function quoted(value: string): string {
  return /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
