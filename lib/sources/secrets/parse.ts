import * as z from 'zod/mini';
import { regionOf } from '../../core/model/arn.ts';
import type { LastUse, Secret, SecretVersion } from '../../core/model/credential.ts';
import type { SourceGap } from '../../core/model/gap.ts';
import { isRecord } from '../../core/model/records.ts';
import type { Instant } from '../../core/model/time.ts';
import type { AccountExport } from '../../ports/account-export.ts';
import { type PartGap, PartReader } from '../parse/part-reader.ts';
import { arn, instant, tagList } from '../parse/schemas.ts';

const FACTS: PartGap['facts'] = ['secrets'];

/** A name that may be missing; an empty one is none. */
const named = z.optional(
  z.pipe(
    z.string(),
    z.transform((text) => (text === '' ? undefined : text)),
  ),
);

const secretEntry = z.object({
  ARN: arn('secretsmanager'),
  Name: z.string(),
  CreatedDate: z.optional(instant),
  LastAccessedDate: z.optional(instant),
  LastChangedDate: z.optional(instant),
  LastRotatedDate: z.optional(instant),
  NextRotationDate: z.optional(instant),
  DeletedDate: z.optional(instant),
  RotationEnabled: z._default(z.boolean(), false),
  RotationRules: z._default(
    z.object({ AutomaticallyAfterDays: z.optional(z.int()), ScheduleExpression: z.optional(z.string()) }),
    {},
  ),
  SecretVersionsToStages: z._default(z.record(z.string(), z.array(z.string())), {}),
  RotationLambdaARN: named,
  KmsKeyId: named,
  Type: named,
  OwningService: named,
  PrimaryRegion: named,
  Tags: tagList,
});
type SecretEntry = z.output<typeof secretEntry>;

const versionList = z.object({
  ARN: arn('secretsmanager'),
  Versions: z._default(
    z.array(
      z.object({
        VersionId: z.string(),
        VersionStages: z._default(z.array(z.string()), []),
        CreatedDate: z.optional(instant),
      }),
    ),
    [],
  ),
});

/** Reads the secrets of ListSecrets, with the versions that ListSecretVersionIds adds. */
export function parseSecrets({ manifest, secrets, secretVersions }: AccountExport): {
  readonly secrets: readonly Secret[];
  readonly gaps: readonly SourceGap[];
} {
  const reader = new PartReader(secrets, manifest.account);
  const versionReader = new PartReader(secretVersions, manifest.account);
  const versions = readVersions(versionReader);
  const entries = secrets.items.flatMap((item, index) => {
    return reader.fit(secretEntry, item, `[${index}]`, { facts: FACTS, subject: arnOf(item) }) ?? [];
  });
  const found = reader
    .unique(entries, ({ ARN }) => ARN, FACTS)
    .map((entry) => toSecret(entry, versions.get(entry.ARN) ?? [], manifest.account, manifest.takenAt));
  return { secrets: found, gaps: [...reader.gaps, ...versionReader.gaps] };
}

function readVersions(reader: PartReader): ReadonlyMap<string, readonly SecretVersion[]> {
  const byArn = new Map<string, readonly SecretVersion[]>();
  for (const [index, item] of reader.part.items.entries()) {
    const list = reader.fit(versionList, item, `[${index}]`, { facts: FACTS, subject: arnOf(item) });
    if (list === undefined) continue;
    const versions = list.Versions.map(
      ({ VersionId: id, VersionStages: stages, CreatedDate: createdAt }) => ({
        id,
        stages,
        ...(createdAt === undefined ? {} : { createdAt }),
      }),
    );
    byArn.set(list.ARN, [...(byArn.get(list.ARN) ?? []), ...versions]);
  }
  return byArn;
}

function toSecret(
  entry: SecretEntry,
  listed: readonly SecretVersion[],
  account: string,
  takenAt: Instant,
): Secret {
  const region = regionOf(entry.ARN);
  const { LastChangedDate, DeletedDate, OwningService, PrimaryRegion } = entry;
  const { RotationLambdaARN, KmsKeyId, Type } = entry;
  return {
    kind: 'secret',
    id: entry.ARN,
    principal: null,
    account,
    region,
    createdAt: entry.CreatedDate ?? null,
    lastUsed: lastUse(entry.LastAccessedDate, takenAt),
    tags: entry.Tags,
    status: DeletedDate === undefined ? 'Active' : 'Inactive',
    name: entry.Name,
    rotation: rotation(entry),
    ...(LastChangedDate === undefined ? {} : { lastChangedAt: LastChangedDate }),
    ...(DeletedDate === undefined ? {} : { deletedAt: DeletedDate }),
    ...(RotationLambdaARN === undefined ? {} : { rotationFunction: RotationLambdaARN }),
    ...(Type === undefined ? {} : { partnerType: Type }),
    ...(KmsKeyId === undefined ? {} : { keyId: KmsKeyId }),
    ...(OwningService === undefined ? {} : { owningService: OwningService }),
    ...placeOf(PrimaryRegion, region),
    versions: versionsOf(entry, listed),
  };
}

/** A copy says where its original is; an original with copies may name its own Region. */
function placeOf(primary: string | undefined, region: string): Pick<Secret, 'primaryRegion' | 'replicated'> {
  if (primary === undefined) return {};
  return primary === region ? { replicated: true } : { primaryRegion: primary };
}

/** LastAccessedDate has day granularity; a secret that was never read has none. */
function lastUse(at: Instant | undefined, asOf: Instant): LastUse {
  return at === undefined ? { state: 'never', asOf } : { state: 'used', at, asOf };
}

function rotation(entry: SecretEntry): Secret['rotation'] {
  const { AutomaticallyAfterDays: days = 0, ScheduleExpression: schedule } = entry.RotationRules;
  const rate = /^rate\((\d+) days?\)$/.exec(schedule ?? '')?.[1];
  const everyDays = days > 0 ? days : Number(rate ?? 0);
  return {
    enabled: entry.RotationEnabled,
    ...(everyDays > 0 ? { everyDays } : {}),
    ...(schedule === undefined ? {} : { schedule }),
    ...(entry.LastRotatedDate === undefined ? {} : { lastRotatedAt: entry.LastRotatedDate }),
    ...(entry.NextRotationDate === undefined ? {} : { nextRotationAt: entry.NextRotationDate }),
  };
}

/** ListSecretVersionIds is read after ListSecrets, so its stages are the newer ones. */
function versionsOf(
  { SecretVersionsToStages }: SecretEntry,
  listed: readonly SecretVersion[],
): readonly SecretVersion[] {
  const staged = Object.entries(SecretVersionsToStages).map(
    ([id, stages]): SecretVersion => ({ id, stages }),
  );
  return [...new Map([...staged, ...listed].map((version) => [version.id, version])).values()];
}

function arnOf(item: unknown): string | undefined {
  const value = isRecord(item) ? item.ARN : undefined;
  return typeof value === 'string' && value.startsWith('arn:') ? value : undefined;
}
