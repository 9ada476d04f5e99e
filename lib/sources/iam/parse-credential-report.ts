import * as z from 'zod/mini';
import type { LastUse } from '../../core/model/credential.ts';
import type { SourceGap } from '../../core/model/gap.ts';
import { isRecord } from '../../core/model/records.ts';
import { addDays, type Instant, parseInstant } from '../../core/model/time.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import { PartReader } from '../parse/part-reader.ts';
import { arn } from '../parse/schemas.ts';

/** One of the two keys that a row tells of. The report has no key ids. */
export interface ReportKey {
  readonly number: 1 | 2;
  readonly active: boolean;
  /** null: the report does not tell. */
  readonly createdAt: Instant | null;
  readonly lastUsed: LastUse;
}

export interface ReportRow {
  /** `<root_account>` for root's row. */
  readonly user: string;
  readonly arn: string;
  readonly password: {
    readonly enabled: boolean;
    readonly lastUsed: LastUse;
    /** When it was last set, which made it what it is; null: the report does not tell. */
    readonly setAt: Instant | null;
  };
  readonly mfa: 'yes' | 'no' | 'unknown';
  readonly keys: readonly ReportKey[];
  /** Whether the user has a signing certificate; `no` says nothing of one that was deactivated. */
  readonly certificates: 'yes' | 'no' | 'unknown';
}

export interface CredentialReport {
  readonly rows: readonly ReportRow[];
  /** When AWS made it, or the earliest moment at which it can have been made. */
  readonly at: Instant;
  readonly gaps: readonly SourceGap[];
}

export const ROOT_ROW = '<root_account>';

/** The word that stands in a cell instead of a date, or the date. */
type Cell = { readonly at: Instant } | { readonly word: 'N/A' | 'no_information' | 'not_supported' };
const moment: z.ZodMiniType<Cell> = z.pipe(
  z.string(),
  z.transform((text, ctx): Cell => {
    if (text === 'N/A' || text === 'no_information' || text === 'not_supported') return { word: text };
    const at = parseInstant(text);
    if (at !== undefined) return { at };
    ctx.issues.push({ code: 'custom', message: 'a date, N/A, no_information or not_supported', input: text });
    return z.NEVER;
  }),
);
const answer = z.pipe(
  z.string().check(z.regex(/^(true|false|not_supported|n\/a)$/i, { error: 'TRUE or FALSE' })),
  z.transform((text) => text.toLowerCase()),
);
const word = z.optional(z.string());

const row = z.object({
  user: z.string(),
  arn: arn('iam'),
  password_enabled: answer,
  password_last_used: moment,
  password_last_changed: z.optional(moment),
  mfa_active: answer,
  access_key_1_active: answer,
  access_key_1_last_rotated: moment,
  access_key_1_last_used_date: moment,
  access_key_1_last_used_region: word,
  access_key_1_last_used_service: word,
  access_key_2_active: answer,
  access_key_2_last_rotated: moment,
  access_key_2_last_used_date: moment,
  access_key_2_last_used_region: word,
  access_key_2_last_used_service: word,
  cert_1_active: word,
  cert_1_last_rotated: word,
  cert_2_active: word,
  cert_2_last_rotated: word,
});
type Row = z.output<typeof row>;

/** Columns without which the report can't be read. */
export const REPORT_COLUMNS: readonly string[] = Object.keys(row.shape).filter(
  (column) => !/last_used_(region|service)$|^password_last_changed$|^cert_/.test(column),
);

/** What was read of a part, for an account and a moment: three rooms ask, and a report has a row for each user. */
const known = new WeakMap<Part, Map<string, CredentialReport>>();

/** Reads the rows of the credential report: passwords, MFA, and the last use of keys that it does not name. */
export function parseCredentialReport(part: Part, manifest: Manifest): CredentialReport {
  // AWS makes at most one report every four hours and hands out the last one until then.
  const at = manifest.credentialReportAt ?? addDays(manifest.takenAt, -4 / 24);
  const key = `${manifest.account} ${at}`;
  const before = known.get(part) ?? new Map<string, CredentialReport>();
  known.set(part, before);
  const report = before.get(key) ?? readReport(part, manifest.account, at);
  before.set(key, report);
  return report;
}

function readReport(part: Part, account: string, at: Instant): CredentialReport {
  const reader = new PartReader(part, account);
  const rows = part.items.flatMap((item, index) => {
    // Line 1 of the file holds the names of the columns.
    const fitted = reader.fit(row, item, `row ${index + 2}`, {
      facts: ['last-used', 'root', 'console-passwords'],
      subject: subjectOf(item),
    });
    return fitted === undefined ? [] : [toRow(fitted, at, part.missing)];
  });
  const unique = reader.unique(rows, (found) => found.arn, ['last-used', 'root', 'console-passwords']);
  if (part.status !== 'unread' && !unique.some(({ user }) => user === ROOT_ROW)) {
    reader.gap({ reason: `${reader.at('')}: expected a row ${ROOT_ROW}, got none`, facts: ['root'] });
  }
  return { rows: unique, at, gaps: reader.gaps };
}

function toRow(cells: Row, asOf: Instant, missing: string): ReportRow {
  const enabled = cells.password_enabled === 'true';
  return {
    user: cells.user,
    arn: cells.arn,
    password: {
      enabled,
      lastUsed: passwordUse(cells.password_last_used, asOf, missing),
      setAt: momentIn(cells.password_last_changed),
    },
    mfa: cells.mfa_active === 'true' ? 'yes' : cells.mfa_active === 'false' ? 'no' : 'unknown',
    keys: ([1, 2] as const).flatMap((number) => toKey(cells, number, asOf, missing) ?? []),
    certificates: certificatesIn(cells),
  };
}

/** A certificate is active, or was changed on a day that is told. Without its columns a report says nothing of it. */
function certificatesIn(cells: Row): ReportRow['certificates'] {
  const active = [cells.cert_1_active, cells.cert_2_active].map((text) => text?.toLowerCase());
  const changed = [cells.cert_1_last_rotated, cells.cert_2_last_rotated];
  if (active.includes('true') || changed.some((text) => parseInstant(text ?? '') !== undefined)) return 'yes';
  return active.every((text) => text === 'false') && changed.every((text) => text === 'N/A')
    ? 'no'
    : 'unknown';
}

function momentIn(cell: Cell | undefined): Instant | null {
  return cell !== undefined && 'at' in cell ? cell.at : null;
}

/** AWS writes no_information for a password that was never used since 2014-10-20, and N/A where there is none. */
function passwordUse(cell: Cell, asOf: Instant, missing: string): LastUse {
  if ('at' in cell) return { state: 'used', at: cell.at, asOf: laterOf(asOf, cell.at) };
  return cell.word === 'no_information' ? { state: 'never', asOf } : { state: 'unknown', missing };
}

function toKey(cells: Row, number: 1 | 2, asOf: Instant, missing: string): ReportKey | undefined {
  const active = cells[`access_key_${number}_active`] === 'true';
  const rotated = cells[`access_key_${number}_last_rotated`];
  const createdAt = 'at' in rotated ? rotated.at : null;
  if (!active && createdAt === null) return undefined;
  const used = cells[`access_key_${number}_last_used_date`];
  if ('at' in used) {
    const service = named(cells[`access_key_${number}_last_used_service`]);
    const region = named(cells[`access_key_${number}_last_used_region`]);
    const where = {
      ...(service === undefined ? {} : { service }),
      ...(region === undefined ? {} : { region }),
    };
    const lastUsed: LastUse = { state: 'used', at: used.at, ...where, asOf: laterOf(asOf, used.at) };
    return { number, active, createdAt, lastUsed };
  }
  // "Never" needs a report that is later than the key.
  const never = used.word === 'N/A' && (createdAt === null || createdAt <= asOf);
  return {
    number,
    active,
    createdAt,
    lastUsed: never ? { state: 'never', asOf } : { state: 'unknown', missing },
  };
}

function named(text: string | undefined): string | undefined {
  return text === undefined || text === '' || text === 'N/A' ? undefined : text;
}

function laterOf(a: Instant, b: Instant): Instant {
  return a >= b ? a : b;
}

function subjectOf(item: unknown): string | undefined {
  const value = isRecord(item) ? item.arn : undefined;
  return typeof value === 'string' && value.startsWith('arn:') ? value : undefined;
}
