import type { AccessKeyMetadata } from '@aws-sdk/client-iam';
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { SecretListEntry } from '@aws-sdk/client-secrets-manager';
import type { Region } from '../../lib/aws/account.ts';
import { awsClients } from '../../lib/aws/clients.ts';
import type { Connection } from '../../lib/aws/connect.ts';
import type { Gateways } from '../../lib/aws/gateways.ts';

export const ACCOUNT = '123456789012';
export const REPORT_AT = new Date('2026-11-22T01:00:00Z');

export const REPORT_HEADER = [
  'user',
  'arn',
  'password_enabled',
  'password_last_used',
  'mfa_active',
  ...[1, 2].flatMap((n) =>
    ['active', 'last_rotated', 'last_used_date', 'last_used_region', 'last_used_service'].map(
      (what) => `access_key_${n}_${what}`,
    ),
  ),
].join(',');

/** A row of the credential report. */
export function reportRow(user: string, ...keys: readonly { rotated: string; used?: string }[]): string {
  const arn =
    user === '<root_account>' ? `arn:aws:iam::${ACCOUNT}:root` : `arn:aws:iam::${ACCOUNT}:user/${user}`;
  const slots = [0, 1].map((n) => {
    const key = keys[n];
    return key === undefined ? 'false,N/A,N/A,N/A,N/A' : `true,${key.rotated},${key.used ?? 'N/A'},N/A,N/A`;
  });
  return [user, arn, 'false', 'N/A', 'false', ...slots].join(',');
}

export function aKey(id: string, userName: string, createdAt: string): AccessKeyMetadata {
  return { AccessKeyId: id, UserName: userName, Status: 'Active', CreateDate: new Date(createdAt) };
}

export async function* listOf<T>(...pages: readonly (T | Error)[]): AsyncGenerator<T> {
  for (const page of pages) {
    if (page instanceof Error) throw page;
    yield await Promise.resolve(page);
  }
}

export const KEY_1 = 'AKIAAAAAAAAAAAAAAAA1';
export const KEY_2 = 'AKIAAAAAAAAAAAAAAAA2';
export const SECRET_ARN = `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:db-a1b2c3`;
export const FUNCTION_ARN = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:mailer`;
export const CANARY = 'CANARY-wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

const secret: SecretListEntry = {
  ARN: SECRET_ARN,
  Name: 'db',
  CreatedDate: new Date('2026-01-01T00:00:00Z'),
  SecretVersionsToStages: { v1: ['AWSCURRENT'], v2: ['AWSPENDING'] },
};
const mailer: FunctionConfiguration = {
  FunctionName: 'mailer',
  FunctionArn: FUNCTION_ARN,
  Description: CANARY,
  Environment: { Variables: { AWS_SECRET_ACCESS_KEY: CANARY, AWS_ACCESS_KEY_ID: KEY_1 } },
};

const REGIONS: readonly Region[] = [
  { name: 'us-east-1', enabled: true, status: 'ENABLED_BY_DEFAULT' },
  { name: 'eu-west-1', enabled: true, status: 'ENABLED_BY_DEFAULT' },
  { name: 'me-south-1', enabled: false, status: 'DISABLED' },
];

/**
 * A small account: users ada and bob with a key each (bob's is not in the report), and in eu-west-1 a secret
 * whose rotation hangs and a function with a key in its environment.
 */
export function smallAccount(): Gateways {
  return {
    sts: {
      caller: () =>
        Promise.resolve({ account: ACCOUNT, partition: 'aws', arn: `arn:aws:iam::${ACCOUNT}:user/auditor` }),
    },
    account: { regions: () => Promise.resolve(REGIONS) },
    iam: {
      authorizationDetails: () =>
        listOf({
          UserDetailList: ['ada', 'bob'].map((name) => ({
            UserName: name,
            Arn: `arn:aws:iam::${ACCOUNT}:user/${name}`,
            Path: '/',
            UserId: name,
            CreateDate: new Date('2025-01-01T00:00:00Z'),
          })),
          GroupDetailList: [],
          RoleDetailList: [],
          Policies: [],
        }),
      requestCredentialReport: () => Promise.resolve('ready' as const),
      credentialReport: () =>
        Promise.resolve({
          csv: [
            REPORT_HEADER,
            reportRow('<root_account>'),
            reportRow('ada', { rotated: '2025-02-01T00:00:00+00:00', used: '2026-11-01T00:00:00+00:00' }),
            reportRow('bob'),
          ].join('\n'),
          generatedAt: REPORT_AT,
        }),
      accessKeys: (user) =>
        Promise.resolve(
          user === 'ada'
            ? [aKey(KEY_1, 'ada', '2025-02-01T00:00:00Z')]
            : [aKey(KEY_2, 'bob', '2026-11-22T02:00:00Z')],
        ),
      accessKeyLastUsed: () =>
        Promise.resolve({
          LastUsedDate: new Date('2026-11-22T02:30:00Z'),
          ServiceName: 's3',
          Region: 'us-east-1',
        }),
    },
    secrets: (region) => ({
      secrets: () => listOf(region === 'eu-west-1' ? [secret] : []),
      versions: () =>
        Promise.resolve([
          { VersionId: 'v2', VersionStages: ['AWSPENDING'], CreatedDate: new Date('2026-11-01T00:00:00Z') },
        ]),
    }),
    functions: (region) => ({
      functions: () => listOf(region === 'eu-west-1' ? [mailer] : []),
      tags: () => Promise.resolve({ owner: 'payments' }),
    }),
    trail: () => ({ events: () => Promise.resolve({ records: [], next: undefined }) }),
    keyEvents: { eventsNamed: () => Promise.resolve({ records: [], next: undefined }) },
  };
}

export function connectionTo(aws: Gateways, region: string | undefined = 'eu-west-1'): Connection {
  return {
    configuredRegion: () => Promise.resolve(region),
    gateways: () => aws,
    clients: awsClients({ budgets: {} }),
  };
}
