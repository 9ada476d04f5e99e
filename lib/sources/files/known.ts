import { regionOf } from '../../core/model/arn.ts';
import type { Fact } from '../../core/model/facts.ts';

/** Every part of an export that is no registered source's. */
export const PART_NAMES = [
  'authorization',
  'credentialReport',
  'accessKeys',
  'secrets',
  'secretVersions',
  'functions',
  'trail',
] as const;

/** Those that are lists of what AWS's CLI wrote. */
export type PartName = Exclude<(typeof PART_NAMES)[number], 'trail'>;

/** A file that AWS's CLI writes, and how its items stand in it. */
export interface ListFile {
  readonly file: string;
  /** What is hidden when it is missing. */
  readonly facts: readonly Fact[];
  /** The list inside the CLI's object; absent when the object itself is the item (one answer). */
  readonly list?: string;
  /** Fields of which every item, or one answer, has at least one. */
  readonly marks: readonly string[];
  /** What an item's listing is of: answers follow each other as pages only within one listing. */
  readonly listing: (item: Readonly<Record<string, unknown>>) => string;
}

export interface KnownFile extends ListFile {
  readonly part: PartName;
}

export const AUTHORIZATION: KnownFile = {
  part: 'authorization',
  file: 'account-authorization-details.json',
  facts: ['users', 'policies', 'roles'],
  marks: ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'],
  listing: () => '',
};

export const CREDENTIAL_REPORT = { part: 'credentialReport', file: 'credential-report.csv' } as const;
export const CREDENTIAL_REPORT_FACTS: readonly Fact[] = ['last-used', 'root', 'console-passwords'];

export const ACCESS_KEYS: KnownFile = {
  part: 'accessKeys',
  file: 'access-keys.json',
  facts: ['access-keys', 'last-used'],
  list: 'AccessKeyMetadata',
  marks: ['AccessKeyId'],
  listing: ({ UserName }) => String(UserName),
};

export const SECRETS: KnownFile = {
  part: 'secrets',
  file: 'secrets.json',
  facts: ['secrets'],
  list: 'SecretList',
  marks: ['ARN'],
  listing: ({ ARN }) => regionOf(ARN),
};

export const SECRET_VERSIONS: KnownFile = {
  part: 'secretVersions',
  file: 'secret-versions.json',
  facts: ['secrets'],
  marks: ['Versions'],
  listing: ({ ARN }) => String(ARN),
};

export const FUNCTIONS: KnownFile = {
  part: 'functions',
  file: 'functions.json',
  facts: ['functions', 'function-environments'],
  list: 'Functions',
  marks: ['FunctionArn'],
  listing: ({ FunctionArn }) => regionOf(FunctionArn),
};

export const JSON_FILES: readonly KnownFile[] = [
  AUTHORIZATION,
  ACCESS_KEYS,
  SECRETS,
  SECRET_VERSIONS,
  FUNCTIONS,
];

export const MANIFEST = 'manifest.json';
export const TRAIL = 'cloudtrail';
