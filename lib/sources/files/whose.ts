import { isRecord } from '../../core/model/records.ts';
import { InputError } from '../../ports/input-error.ts';
import { SOURCES } from '../index.ts';
import type { Source } from '../source.ts';
import { AUTHORIZATION, CREDENTIAL_REPORT, FUNCTIONS, MANIFEST, SECRET_VERSIONS, SECRETS } from './known.ts';

export type ItemsOf = (part: string) => readonly unknown[];

export interface Whose {
  readonly account: string | undefined;
  readonly partition: string;
  /** Regions of which something is in the files, sorted. */
  readonly regions: readonly string[];
}

/**
 * Reads from the ARNs in the files whose they are.
 * @throws {InputError} when they are of more than one account, or of another than the manifest says
 */
export function whose(
  itemsOf: ItemsOf,
  manifest: { readonly account?: string | undefined },
  dir: string,
): Whose {
  const accounts = new Map<string, string>();
  const partitions = new Set<string>();
  const regions = new Set<string>();
  if (manifest.account !== undefined) accounts.set(manifest.account, MANIFEST);
  for (const { file, arn } of arnsIn(itemsOf)) {
    const [, partition, , region, account] = arn.split(':', 5);
    if (account === undefined || partition === undefined || !/^\d{12}$/.test(account)) continue;
    if (!accounts.has(account)) accounts.set(account, file);
    partitions.add(partition);
    if (region !== undefined && /^[a-z0-9-]+$/.test(region)) regions.add(region);
  }
  const [first, second] = [...accounts];
  if (first !== undefined && second !== undefined) {
    const got = `${first[0]} (${first[1]}) and ${second[0]} (${second[1]})`;
    throw new InputError(
      `${dir}: expected files of one account, got ${got}: give each account a directory of its own`,
    );
  }
  return { account: first?.[0], partition: [...partitions][0] ?? 'aws', regions: [...regions].toSorted() };
}

function* arnsIn(itemsOf: ItemsOf): Generator<{ readonly file: string; readonly arn: string }> {
  for (const page of itemsOf('authorization')) {
    for (const list of ['UserDetailList', 'GroupDetailList', 'RoleDetailList']) {
      const details = isRecord(page) ? page[list] : undefined;
      if (Array.isArray(details)) yield* arnsOf(details, 'Arn', AUTHORIZATION.file);
    }
  }
  yield* arnsOf(itemsOf('credentialReport'), 'arn', CREDENTIAL_REPORT.file);
  yield* arnsOf(itemsOf('secrets'), 'ARN', SECRETS.file);
  yield* arnsOf(itemsOf('secretVersions'), 'ARN', SECRET_VERSIONS.file);
  yield* arnsOf(itemsOf('functions'), 'FunctionArn', FUNCTIONS.file);
  for (const { part, file, arn } of SOURCES) yield* arnsBy(itemsOf(part), arn, file);
}

function arnsOf(
  items: readonly unknown[],
  field: string,
  file: string,
): Generator<{ file: string; arn: string }> {
  return arnsBy(items, (item) => item[field], file);
}

function* arnsBy(
  items: readonly unknown[],
  arnOf: Source['arn'],
  file: string,
): Generator<{ file: string; arn: string }> {
  for (const item of items) {
    const arn = isRecord(item) ? arnOf(item) : undefined;
    if (typeof arn === 'string' && arn.startsWith('arn:')) yield { file, arn };
  }
}
