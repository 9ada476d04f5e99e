import * as z from 'zod/mini';
import { ACCOUNT_FACTS, FACTS } from '../../core/model/facts.ts';
import type { SourceGap } from '../../core/model/gap.ts';
import type { AccountExport, Part, TrailReading } from '../../ports/account-export.ts';
import { SOURCES } from '../index.ts';
import { PartReader } from '../parse/part-reader.ts';
import { instant } from '../parse/schemas.ts';
import { MANIFEST, PART_NAMES } from './known.ts';
import { damagedFile, type FileProblem } from './problem.ts';

/** Marks a directory that `collect` made, and may therefore write again. */
export const COLLECT_SCHEMA = 'nightwarden.collect/1';

const sourceGap: z.ZodMiniType<SourceGap> = z.object({
  scope: z.object({
    account: z.string(),
    region: z.exactOptional(z.string()),
    subject: z.exactOptional(z.string()),
  }),
  missing: z.string(),
  reason: z.string(),
  remedy: z.string(),
  facts: z.array(z.enum(FACTS)),
  badInput: z.exactOptional(z.boolean()),
});

const keptPart = z.object({
  origin: z.exactOptional(z.string()),
  missing: z.string(),
  status: z.enum(['complete', 'partial', 'unread']),
  gaps: z.array(sourceGap),
});
/** How a part was read when it was collected. */
export type KeptPart = z.output<typeof keptPart>;

const manifestFile = z.object({
  schema: z.optional(z.string()),
  account: z.optional(z.string().check(z.regex(/^\d{12}$/, { error: 'an account of 12 digits' }))),
  partition: z.optional(z.string().check(z.regex(/^aws[a-z-]*$/, { error: 'a partition' }))),
  takenAt: z.optional(instant),
  regions: z.optional(z.array(z.string().check(z.regex(/^[a-z0-9-]+$/, { error: 'a Region' })))),
  complete: z.optional(z.boolean()),
  unfinished: z.optional(z.boolean()),
  credentialReportAt: z.optional(instant),
  parts: z.optional(z.partialRecord(z.enum([...PART_NAMES, ...SOURCES.map(({ part }) => part)]), keptPart)),
});
export type ManifestFile = z.output<typeof manifestFile>;

/** Reads manifest.json, which people write by hand and `collect` writes with how each part was read. */
export function parseManifest(value: unknown): {
  readonly manifest: ManifestFile;
  readonly problems: readonly FileProblem[];
} {
  const origin: Part = { items: [], origin: MANIFEST, missing: MANIFEST, status: 'complete', gaps: [] };
  const reader = new PartReader(origin, '');
  const manifest = reader.fit(manifestFile, value, '', { facts: ACCOUNT_FACTS });
  if (manifest === undefined) {
    return { manifest: {}, problems: reader.gaps.map(({ reason }) => damagedManifest(reason)) };
  }
  return { manifest, problems: incomplete(manifest) };
}

function incomplete({ complete, unfinished, parts }: ManifestFile): readonly FileProblem[] {
  if (unfinished === true) {
    const reason = `${MANIFEST}: the collect that wrote this directory did not finish`;
    return [{ missing: MANIFEST, reason, remedy: 'collect again', facts: ACCOUNT_FACTS }];
  }
  // A collect tells with each part what it lacks.
  if (complete !== false || parts !== undefined) return [];
  const reason = `${MANIFEST}: complete is false: the export lacks something`;
  return [{ missing: MANIFEST, reason, remedy: 'make the export again, in full', facts: ACCOUNT_FACTS }];
}

export function damagedManifest(reason: string): FileProblem {
  return damagedFile(MANIFEST, reason, ACCOUNT_FACTS);
}

/** The manifest of a collected account: with it, a later reading repeats the gaps instead of calling it clean. */
export function toManifestFile(account: AccountExport): ManifestFile {
  const named = [
    ...PART_NAMES.map((name) => [name, account[name]] as const),
    ...Object.entries(account.listed),
  ];
  return {
    schema: COLLECT_SCHEMA,
    ...account.manifest,
    regions: [...account.manifest.regions],
    complete: named.every(([, { status, gaps }]) => status === 'complete' && gaps.length === 0),
    parts: Object.fromEntries(named.map(([name, part]) => [name, toKeptPart(part)])),
  };
}

function toKeptPart(part: Part | TrailReading): KeptPart {
  const origin = 'origin' in part ? { origin: part.origin } : {};
  return { ...origin, missing: part.missing, status: part.status, gaps: [...part.gaps] };
}
