import { stat } from 'node:fs/promises';
import type { SourceGap } from '../core/model/gap.ts';
import type { Instant } from '../core/model/time.ts';
import { count, printable } from '../core/reports/text.ts';
import type { AccountExport, Manifest, Part, TrailSink } from '../ports/account-export.ts';
import { InputError } from '../ports/input-error.ts';
import type { Progress } from '../ports/progress.ts';
import {
  ACCESS_KEYS,
  CREDENTIAL_REPORT,
  CREDENTIAL_REPORT_FACTS,
  JSON_FILES,
  MANIFEST,
  type PartName,
  SECRET_VERSIONS,
  TRAIL,
} from '../sources/files/known.ts';
import type { KeptPart, ManifestFile } from '../sources/files/manifest.ts';
import { type FileRead, toPart } from '../sources/files/part.ts';
import type { FileProblem } from '../sources/files/problem.ts';
import { readJsonFile, readManifestFile, readReportFile, readSourceFile } from '../sources/files/read.ts';
import { readTrail, type TrailRead, toTrail } from '../sources/files/trail.ts';
import { whose } from '../sources/files/whose.ts';
import { SOURCES } from '../sources/index.ts';
import { remedyFor } from '../sources/parse/remedy.ts';

export interface ReadDirectoryOptions {
  /** The moment to judge at; else the manifest's, else `now`. */
  readonly asOf?: Instant;
  readonly now: Instant;
  readonly sink: TrailSink;
  readonly progress: Progress;
}

/**
 * Reads a directory of files as AWS's own CLI writes them. Only files of known names are opened; one that is
 * missing, damaged or cut off is a gap, and the others are still read.
 * @throws {InputError} when there is nothing to read, or the files are not of one account that can be told
 */
export async function readDirectory(dir: string, options: ReadDirectoryOptions): Promise<AccountExport> {
  const { progress } = options;
  await mustBeDirectory(dir);
  progress.step(`reading ${printable(dir)}`);
  const about = await readManifestFile(dir);
  const reads = new Map<string, FileRead>();
  for (const known of JSON_FILES) {
    progress.detail(known.file);
    reads.set(known.part, await readJsonFile(dir, known));
  }
  for (const source of SOURCES) {
    progress.detail(source.file);
    reads.set(source.part, await readSourceFile(dir, source));
  }
  reads.set(CREDENTIAL_REPORT.part, await readReportFile(dir));
  const trail = await readTrail(dir, options.sink, (text) => progress.detail(text));

  const files = [...reads.values(), trail].filter(({ state }) => state !== 'missing').length;
  if (files === 0 && !about.found) throw new InputError(noFiles(dir));
  const account = toExport({ dir, about, reads, trail, options });
  progress.done(`${count(files, 'file')} of account ${account.manifest.account}`);
  return account;
}

interface DirectoryRead {
  readonly dir: string;
  readonly about: {
    readonly found: boolean;
    readonly manifest: ManifestFile;
    readonly problems: readonly FileProblem[];
  };
  readonly reads: ReadonlyMap<string, FileRead>;
  readonly trail: TrailRead;
  readonly options: ReadDirectoryOptions;
}

function toExport({ dir, about, reads, trail, options }: DirectoryRead): AccountExport {
  const { parts } = about.manifest;
  const problems = [...about.problems, ...undated(about, options)];
  const manifest = manifestOf(
    dir,
    about.manifest,
    reads,
    [...problems, ...[...reads.values()].flatMap((read) => read.problems)],
    options,
  );
  const { account } = manifest;
  const ofFile = (known: Parameters<typeof toPart>[0] & { readonly part: string }): Part =>
    toPart(known, reads.get(known.part) ?? NOTHING, parts?.[known.part], account);
  const json = Object.fromEntries(JSON_FILES.map((known) => [known.part, ofFile(known)])) as Record<
    JsonPart,
    Part
  >;
  const general = problems.map((problem): SourceGap => ({ scope: { account }, ...problem }));
  return {
    manifest,
    ...json,
    listed: Object.fromEntries(SOURCES.map((source) => [source.part, ofFile(source)])),
    authorization: withGeneral(json.authorization, general),
    accessKeys: keysOf(json, parts?.accessKeys),
    secretVersions: withoutNeed(json.secretVersions, json.secrets),
    credentialReport: ofFile({ ...CREDENTIAL_REPORT, facts: CREDENTIAL_REPORT_FACTS }),
    trail: {
      ...toTrail(trail, options.sink.usage(), parts?.trail, account),
      deactivations: options.sink.deactivations?.() ?? [],
    },
  };
}
type JsonPart = Exclude<PartName, 'credentialReport'>;

/** The manifest speaks of all parts; its own gaps are told once, with the first of them. */
function withGeneral(part: Part, general: readonly SourceGap[]): Part {
  const lacking = part.status === 'complete' && general.some(({ facts }) => facts.includes('users'));
  return { ...part, status: lacking ? 'partial' : part.status, gaps: [...general, ...part.gaps] };
}

const NOTHING: FileRead = { state: 'missing', items: [], problems: [] };

function manifestOf(
  dir: string,
  file: ManifestFile,
  reads: ReadonlyMap<string, FileRead>,
  problems: readonly FileProblem[],
  { asOf, now }: ReadDirectoryOptions,
): Manifest {
  const found = whose((part) => reads.get(part)?.items ?? [], file, printable(dir));
  if (found.account === undefined) {
    const damage = problems.find(({ badInput }) => badInput === true)?.reason;
    const why = damage === undefined ? '' : ` (${damage})`;
    throw new InputError(`${printable(dir)}: no file tells the account${why}: ${remedyFor(MANIFEST)}`);
  }
  return {
    account: found.account,
    partition: file.partition ?? found.partition,
    takenAt: asOf ?? file.takenAt ?? now,
    regions: file.regions ?? found.regions,
    ...(file.credentialReportAt === undefined ? {} : { credentialReportAt: file.credentialReportAt }),
  };
}

/** Without a date the files are judged as of now, and nobody knows whether a key was used since they were made. */
function undated(
  { found, manifest, problems }: DirectoryRead['about'],
  { asOf }: ReadDirectoryOptions,
): readonly FileProblem[] {
  // A problem of the manifest hides more than its date.
  if (asOf !== undefined || manifest.takenAt !== undefined || problems.length > 0) return [];
  const reason = `${MANIFEST}${found ? ': no takenAt' : ' is missing'}: the files are judged as if they were made now`;
  return [
    { missing: MANIFEST, reason, remedy: `pass --as-of, or ${remedyFor(MANIFEST)}`, facts: ['last-used'] },
  ];
}

/** A collect that could not read whose keys there may be asked for none: the gap of the users tells what that hides. */
function keysOf(
  { accessKeys, authorization }: Record<JsonPart, Part>,
  collected: KeptPart | undefined,
): Part {
  return collected?.status === 'unread' && authorization.status === 'unread'
    ? { ...accessKeys, gaps: accessKeys.gaps.filter(({ missing }) => missing !== ACCESS_KEYS.file) }
    : accessKeys;
}

/** Where there is no secret, there are no versions to read; where none was read, a collect looked for none. */
function withoutNeed(versions: Part, secrets: Part): Part {
  const collected = versions.missing !== SECRET_VERSIONS.file;
  if (collected && versions.status === 'unread' && secrets.status === 'unread')
    return { ...versions, gaps: versions.gaps.filter(({ missing }) => missing !== SECRET_VERSIONS.file) };
  const unneeded =
    secrets.status === 'complete' && secrets.items.length === 0 && versions.missing === SECRET_VERSIONS.file;
  return unneeded && versions.status === 'unread' && versions.gaps.every(({ badInput }) => badInput !== true)
    ? { ...versions, status: 'complete', gaps: [] }
    : versions;
}

async function mustBeDirectory(dir: string): Promise<void> {
  const stats = await stat(dir).catch((error: unknown) => {
    throw new InputError(
      `${printable(dir)}: expected a directory, got none that can be read: check the path`,
      { cause: error },
    );
  });
  if (!stats.isDirectory())
    throw new InputError(`${printable(dir)}: expected a directory, got a file: check the path`);
}

function noFiles(dir: string): string {
  const names = [
    ...[...JSON_FILES, ...SOURCES].map(({ file }) => file),
    CREDENTIAL_REPORT.file,
    `${TRAIL}/`,
  ].join(', ');
  return `${printable(dir)}: expected at least one of ${names}, found none: nightwarden collect writes them`;
}
