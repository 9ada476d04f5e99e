import { join } from 'node:path';
import { isRecord } from '../core/model/records.ts';
import type { Usage } from '../core/model/usage.ts';
import type { AccountExport, Part, RecordSink, TrailReading } from '../ports/account-export.ts';
import { prepareDirectory } from '../sources/files/directory.ts';
import { CREDENTIAL_REPORT, JSON_FILES, MANIFEST, TRAIL } from '../sources/files/known.ts';
import { toManifestFile } from '../sources/files/manifest.ts';
import { type RecordingSink, recordInto } from '../sources/files/records.ts';
import { redactFunctions } from '../sources/files/redact-functions.ts';
import { answerOf, csv, jsonArray, writeWhole } from '../sources/files/write.ts';
import { REPORT_COLUMNS } from '../sources/iam/parse-credential-report.ts';
import { SOURCES } from '../sources/index.ts';
import type { Source } from '../sources/source.ts';
import { cleanerOf } from './clean-part.ts';

/**
 * Prepares the directory of a collect, and takes CloudTrail records on their way to `sink`: they are written as
 * they come, because an export keeps only what they add up to.
 * @returns the sink to read into; hand it to {@link writeExport} with the export
 * @throws {InputError} when something else than an earlier collect lies in the directory
 */
export async function openRecords(
  dir: string,
  sink: RecordSink & { usage(): readonly Usage[]; readonly malformed?: number },
): Promise<RecordingSink> {
  await prepareDirectory(dir);
  return recordInto(dir, sink);
}

/**
 * Writes an export as a directory that a later `--from` reads: the same files as AWS's CLI makes, redacted, and a
 * manifest that says how each part was read, gaps included. Only the owner may read it.
 * @param records what {@link openRecords} gave; without it no CloudTrail record is in the directory, which then is a gap
 * @throws {InputError} when something else than an earlier collect lies in the directory
 */
export async function writeExport(
  account: AccountExport,
  dir: string,
  records?: RecordingSink,
): Promise<void> {
  if (records === undefined) await prepareDirectory(dir);
  for (const { part, file, list } of JSON_FILES) {
    const { status, items } = account[part];
    if (status === 'unread') continue;
    const clean = await cleanPart(part, items);
    await writeWhole(join(dir, file), list === undefined ? jsonArray(clean) : answerOf(list, clean));
  }
  for (const source of SOURCES) await writeSource(source, account.listed[source.part], dir);
  await writeReport(account.credentialReport, dir);
  if (account.trail.status !== 'unread') records?.finish();
  const trail = records === undefined ? withoutRecords(account) : account.trail;
  // The last to be written: before it, the directory says that it is unfinished.
  const manifest = toManifestFile({ ...account, trail });
  await writeWhole(join(dir, MANIFEST), [`${JSON.stringify(manifest, null, 2)}\n`]);
}

export const cleanPart = cleanerOf(SOURCES, { functions: redactFunctions });

async function writeSource(
  { part: name, file, list }: Source,
  part: Part | undefined,
  dir: string,
): Promise<void> {
  if (part === undefined || part.status === 'unread') return;
  const clean = await cleanPart(name, part.items);
  await writeWhole(join(dir, file), list === undefined ? jsonArray(clean) : answerOf(list, clean));
}

async function writeReport({ status, items }: Part, dir: string): Promise<void> {
  if (status === 'unread') return;
  const rows = items.filter(isRecord);
  const columns = [...new Set([...REPORT_COLUMNS, ...rows.flatMap((row) => Object.keys(row))])];
  await writeWhole(join(dir, CREDENTIAL_REPORT.file), csv(columns, rows));
}

function withoutRecords({ manifest, trail }: AccountExport): TrailReading {
  if (trail.status === 'unread') return trail;
  const gap = {
    scope: { account: manifest.account },
    missing: `${TRAIL}/`,
    reason: 'CloudTrail records were read, and not collected',
    remedy: 'collect again with records',
    facts: ['usage'] as const,
  };
  return { ...trail, usage: [], status: 'unread', gaps: [...trail.gaps, gap] };
}
