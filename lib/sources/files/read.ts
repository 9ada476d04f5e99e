import { join } from 'node:path';
import type { Fact } from '../../core/model/facts.ts';
import { isRecord } from '../../core/model/records.ts';
import type { Source } from '../source.ts';
import { emptied, kept } from './kept.ts';
import { CREDENTIAL_REPORT, CREDENTIAL_REPORT_FACTS, type KnownFile, MANIFEST } from './known.ts';
import { type Listing, listItems } from './listing.ts';
import { damagedManifest, type ManifestFile, parseManifest } from './manifest.ts';
import type { FileRead } from './part.ts';
import { damagedFile, type FileProblem } from './problem.ts';
import { redactFunctions } from './redact-functions.ts';
import { parseReportCsv } from './report-csv.ts';
import { parseJson, readText } from './text.ts';

/** Reads one of the JSON files that AWS's CLI writes. */
export async function readJsonFile(dir: string, known: KnownFile): Promise<FileRead> {
  return readKnown(dir, known, async (text) => {
    const json = parseJson(text);
    if ('fault' in json) return `${known.file}: ${json.fault}`;
    const listing = listItems(json.value, known);
    if (isEmptyAnswer(listing, known))
      return `${known.file}: expected an object with ${known.marks.join(' or ')}, got an empty array`;
    if (known.part !== 'functions') {
      const items =
        known.part === 'authorization' ? listing.items : listing.items.map((item) => kept(known.part, item));
      return { items, problems: listing.problems };
    }
    const redacted = await redactFunctions(listing.items);
    return { items: redacted.items, problems: [...listing.problems, ...redacted.problems] };
  });
}

/** Reads the file of a registered source: each item is cut down to what its source keeps before anything sees it. */
export async function readSourceFile(dir: string, source: Source): Promise<FileRead> {
  return readKnown(dir, source, async (text) => {
    const json = parseJson(text);
    if ('fault' in json) return `${source.file}: ${json.fault}`;
    const { items, problems } = listItems(json.value, source);
    const clean: unknown[] = [];
    for (const item of items) clean.push(isRecord(item) ? await source.keep(item) : emptied(item));
    return { items: clean, problems };
  });
}

export async function readReportFile(dir: string): Promise<FileRead> {
  return readKnown(dir, { ...CREDENTIAL_REPORT, facts: CREDENTIAL_REPORT_FACTS }, parseReportCsv);
}

async function readKnown(
  dir: string,
  { file, facts }: { readonly file: string; readonly facts: readonly Fact[] },
  parse: (text: string) => Listing | string | Promise<Listing | string>,
): Promise<FileRead> {
  const read = await readText(join(dir, file), file);
  if (read.state === 'missing') return { state: 'missing', items: [], problems: [] };
  const parsed = read.state === 'damaged' ? read.reason : await parse(read.text);
  if (typeof parsed === 'string')
    return { state: 'damaged', items: [], problems: [damagedFile(file, parsed, facts)] };
  // Nothing but problems: nothing of it was read.
  const unread = parsed.items.length === 0 && parsed.problems.some(({ badInput }) => badInput === true);
  return { state: unread ? 'damaged' : 'read', ...parsed };
}

export async function readManifestFile(dir: string): Promise<{
  readonly found: boolean;
  readonly manifest: ManifestFile;
  readonly problems: readonly FileProblem[];
}> {
  const read = await readText(join(dir, MANIFEST), MANIFEST);
  if (read.state === 'missing') return { found: false, manifest: {}, problems: [] };
  if (read.state === 'damaged')
    return { found: true, manifest: {}, problems: [damagedManifest(read.reason)] };
  const json = parseJson(read.text);
  if ('value' in json) return { found: true, ...parseManifest(json.value) };
  return { found: true, manifest: {}, problems: [damagedManifest(`${MANIFEST}: ${json.fault}`)] };
}

/** A list may be empty, an account's details are not: there is at least one answer. */
function isEmptyAnswer({ items, problems }: Listing, { part }: KnownFile): boolean {
  return part === 'authorization' && items.length === 0 && problems.length === 0;
}
