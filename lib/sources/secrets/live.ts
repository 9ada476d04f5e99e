import type { SecretListEntry } from '@aws-sdk/client-secrets-manager';
import { readEach } from '../../aws/each.ts';
import { gapOf } from '../../aws/errors.ts';
import { plain } from '../../aws/pages.ts';
import { partOf, type Reading, readAll } from '../../aws/reading.ts';
import type { SecretsGateway } from '../../aws/secretsmanager.ts';
import { regionOf } from '../../core/model/arn.ts';
import type { Part } from '../../ports/account-export.ts';
import type { Progress } from '../../ports/progress.ts';

const LIST = 'secretsmanager:ListSecrets';
const VERSIONS = 'secretsmanager:ListSecretVersionIds';

export interface SecretsRead {
  readonly secrets: Part;
  readonly secretVersions: Part;
}

export interface LiveSecretsOptions {
  readonly account: string;
  readonly regions: readonly string[];
  readonly gateway: (region: string) => SecretsGateway;
  readonly progress: Progress;
}

/** Secrets of every Region with their rotation, and the versions of those whose rotation hangs. No value is read. */
export async function readSecrets({
  account,
  regions,
  gateway,
  progress,
}: LiveSecretsOptions): Promise<SecretsRead> {
  progress.step('secrets');
  let done = 0;
  const read = await Promise.all(
    regions.map(async (region) => {
      const inRegion = await readRegion(gateway(region), account, region);
      done += 1;
      progress.detail(`${done} of ${regions.length} Regions`);
      return inRegion;
    }),
  );
  const secrets = partOf(
    LIST,
    read.map((region) => region.secrets),
  );
  progress.done(`${secrets.items.length} secrets`);
  const versions = partOf(
    VERSIONS,
    read.map((region) => region.versions),
  );
  // Where no secret is known, no version was looked for.
  const secretVersions: Part = secrets.status === 'unread' ? { ...versions, status: 'unread' } : versions;
  return { secrets, secretVersions };
}

async function readRegion(
  gateway: SecretsGateway,
  account: string,
  region: string,
): Promise<{ readonly secrets: Reading; readonly versions: Reading }> {
  const scope = { account, region };
  const found: SecretListEntry[] = [];
  const { answered, fault } = await readAll(gateway.secrets(), (page) => found.push(...page));
  const gaps = fault === undefined ? [] : [gapOf(fault, { action: LIST, scope, facts: ['secrets'] })];

  const hanging = found.flatMap(({ ARN: arn, Name: name, ...secret }) =>
    arn !== undefined && isHanging(secret) ? [{ arn, name }] : [],
  );
  const versions = await readEach(hanging, {
    action: VERSIONS,
    facts: ['secrets'],
    scope,
    subjectOf: ({ arn }) => arn,
    noun: 'secrets',
    read: ({ arn }) => gateway.versions(arn),
  });
  return {
    secrets: { items: found.map(plain), gaps, answered },
    versions: {
      items: versions.results.map(({ item, result }) =>
        plain({ ARN: item.arn, Name: item.name, Versions: result }),
      ),
      gaps: versions.gaps,
      answered: hanging.length === 0 || versions.results.length > 0,
    },
  };
}

/** Whether a version waits to become current: only then does it matter since when. */
function isHanging({ SecretVersionsToStages, DeletedDate }: SecretListEntry): boolean {
  if (DeletedDate !== undefined) return false;
  return Object.values(SecretVersionsToStages ?? {}).some(
    (stages) => stages.includes('AWSPENDING') && !stages.includes('AWSCURRENT'),
  );
}

/**
 * ARNs of the listed secrets whose policies are to be read: a copy has that of its original, and of one that is
 * scheduled for deletion nobody gets the value.
 * @returns null when no secret could be listed
 */
export function secretsWithPolicies({ status, items }: Part): readonly string[] | null {
  if (status === 'unread') return null;
  return items.flatMap((item) => {
    const {
      ARN: arn,
      DeletedDate,
      PrimaryRegion,
    } = item as Pick<SecretListEntry, 'ARN' | 'DeletedDate' | 'PrimaryRegion'>;
    const isCopy = (PrimaryRegion ?? '') !== '' && PrimaryRegion !== regionOf(arn);
    return arn === undefined || DeletedDate !== undefined || isCopy ? [] : [arn];
  });
}
