import { isRootArn } from '../../model/arn.ts';
import type { Estate, Subject } from '../../model/estate.ts';
import type { Finding } from '../../model/finding.ts';
import type { Gap } from '../../model/gap.ts';
import { SEVERITIES, type Severity } from '../../model/severity.ts';
import { clip, count, printable, wrap } from '../text.ts';
import { useOf } from './use.ts';

/** Longer than any id or ARN of AWS. */
const LONGEST_ID = 2048;

/** How a piece of text is shown; every function gives its text back unchanged where there is no terminal. */
export interface Palette {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly severity: (severity: Severity, text: string) => string;
  readonly gap: (text: string) => string;
}

export const PLAIN: Palette = {
  bold: (text) => text,
  dim: (text) => text,
  severity: (_, text) => text,
  gap: (text) => text,
};

export interface TableContext {
  readonly palette: Palette;
  /** Columns; 60 or more. */
  readonly width: number;
  /** What to do next, one command or sentence a line. */
  readonly next: readonly string[];
}

/**
 * The report for people: one block a credential, the worst first, then what could not be read, then what to do.
 * Says "clean" only when nothing was found and nothing was left unread.
 */
export function toTable(
  estate: Estate,
  { findings, gaps }: { readonly findings: readonly Finding[]; readonly gaps: readonly Gap[] },
  context: TableContext,
): string {
  const lines = [
    ...header(estate, context),
    '',
    ...credentialBlocks(estate, findings, context),
    ...gapBlock(gaps, context),
    ...summary(findings, gaps, context),
  ];
  return `${lines.join('\n')}\n`;
}

function header({ snapshot }: Estate, { palette, width }: TableContext): string[] {
  const { account, takenAt, regions } = snapshot;
  const kinds = new Map<string, number>();
  for (const { kind } of snapshot.credentials) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const users = snapshot.principals.filter(({ type }) => type === 'user').length;
  const read = [
    count(users, 'user'),
    count(kinds.get('access-key') ?? 0, 'access key'),
    count(kinds.get('role-session') ?? 0, 'role'),
    count(kinds.get('secret') ?? 0, 'secret'),
    count(snapshot.workloads.length, 'workload'),
  ].join(', ');
  const where = regions.length > 4 ? count(regions.length, 'Region') : regions.join(', ');
  return [
    palette.bold(`Nightwarden · account ${account} · ${takenAt.slice(0, 16).replace('T', ' ')} UTC`),
    ...wrap(`Read: ${read}${where === '' ? '' : ` · ${printable(where)}`}`, width).map(palette.dim),
  ];
}

function credentialBlocks(estate: Estate, findings: readonly Finding[], context: TableContext): string[] {
  const subjects = new Map(estate.subjects.map((subject) => [subject.credential.id, subject]));
  const bySubject = new Map<string, Finding[]>();
  for (const finding of findings) {
    const list = bySubject.get(finding.subject);
    if (list === undefined) bySubject.set(finding.subject, [finding]);
    else list.push(finding);
  }
  return [...bySubject].flatMap(([id, list]) => [...block(id, subjects.get(id), list, context), '']);
}

function block(
  id: string,
  subject: Subject | undefined,
  findings: readonly Finding[],
  { palette, width }: TableContext,
): string[] {
  const [worst] = findings;
  if (worst === undefined) return [];
  const badge = palette.severity(worst.severity, worst.severity.toUpperCase().padEnd(9));
  const who = subject === undefined ? '' : describe(subject);
  // Never cut to the width: the whole id is what other commands take.
  const lines = [`${badge} ${palette.bold(clip(printable(id), LONGEST_ID))}`];
  for (const text of [who, subject === undefined ? '' : useOf(subject)])
    for (const line of wrap(printable(text), width - 12)) lines.push(palette.dim(`          ${line}`));
  for (const finding of findings) {
    const { severity, title, score, reasons } = finding;
    const mark = palette.severity(severity, '●');
    const [first, ...rest] = wrap(`${printable(title)} [${score}]`, width - 12);
    lines.push(`        ${mark} ${first ?? ''}`, ...rest.map((line) => `          ${line}`));
    for (const why of wrap(printable(reasons.join(' · ')), width - 12))
      lines.push(palette.dim(`          ${why}`));
    for (const ids of wrap(printable(controls(finding)), width - 12))
      lines.push(palette.dim(`          ${ids}`));
  }
  const [first, ...rest] = wrap(printable(worst.remedy), width - 12);
  return [...lines, `        → ${first ?? ''}`, ...rest.map((line) => `          ${line}`)];
}

/** `NHI7:2025 · PR.AA-01 · CIS v3 1.14 v5 1.13 · IAM.3 · T1078.004`: ids alone, which name their framework. */
function controls({ frameworks, attack }: Finding): string {
  const { owaspNhi, nistCsf, cisV3, cisV5, fsbp } = frameworks;
  const cis = [...cisV3.map((id) => `v3 ${id}`), ...cisV5.map((id) => `v5 ${id}`)];
  return [owaspNhi, nistCsf, cis.length === 0 ? [] : ['CIS', ...cis], fsbp, attack]
    .filter((ids) => ids.length > 0)
    .map((ids) => ids.join(' '))
    .join(' · ');
}

/** `user ci-deploy · owner platform · prod · administrator`. */
function describe({ credential, ownership, environment, administrator }: Subject): string {
  const holder = credential.principal?.replace(/^.*?:([^:]+)$/, '$1');
  const parts = [
    credential.kind.replaceAll('-', ' '),
    holder === undefined || credential.kind === 'role-session' ? '' : holder.replace('/', ' '),
    administrator.verdict === 'yes' ? 'administrator' : '',
    administrator.verdict === 'conditional' ? 'administrator under conditions' : '',
    ownerOf(ownership, credential),
    environment ?? '',
    credential.status === 'Inactive' ? 'inactive' : '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

/** Everybody answers for root: that nobody is named says nothing. */
function ownerOf({ owner }: Subject['ownership'], { principal }: Subject['credential']): string {
  if (owner !== null) return `owner ${owner.name}`;
  return isRootArn(principal) ? '' : 'owner unknown';
}

function gapBlock(gaps: readonly Gap[], { palette, width }: TableContext): string[] {
  if (gaps.length === 0) return [];
  const lines = [palette.gap(`${count(gaps.length, 'gap')}: what could not be read is not clean`)];
  for (const { missing, scope, reason, remedy, subjects, detectors } of gaps) {
    const place = [scope.region, scope.subject].filter((part) => part !== undefined).join(' ');
    const cost = subjects > 0 ? ` · ${count(subjects, 'credential')} unjudged` : '';
    lines.push(
      `  ${palette.gap('?')} ${clip(printable(`${missing}${place === '' ? '' : ` · ${place}`}${cost}`), width - 4)}`,
    );
    for (const line of wrap(printable(`${reason}; ${remedy}`), width - 4))
      lines.push(palette.dim(`    ${line}`));
    if (detectors.length > 0) {
      for (const line of wrap(`hides: ${detectors.join(', ')}`, width - 4))
        lines.push(palette.dim(`    ${line}`));
    }
  }
  return [...lines, ''];
}

function summary(
  findings: readonly Finding[],
  gaps: readonly Gap[],
  { palette, next, width }: TableContext,
): string[] {
  const credentials = new Set(findings.map(({ subject }) => subject)).size;
  const counts = SEVERITIES.toReversed()
    .map(
      (severity) => [severity, findings.filter((finding) => finding.severity === severity).length] as const,
    )
    .filter(([, n]) => n > 0)
    .map(([severity, n]) => palette.severity(severity, `${n} ${severity}`));
  const found =
    findings.length === 0
      ? 'No findings'
      : `${count(findings.length, 'finding')} on ${count(credentials, 'credential')}: ${counts.join(', ')}`;
  const unread = gaps.length === 0 ? '' : ` · ${palette.gap(`${count(gaps.length, 'gap')}, not clean`)}`;
  const clean = findings.length === 0 && gaps.length === 0 ? ': clean' : '';
  return [
    palette.bold(`${found}${clean}${unread}`),
    ...(next.length > 0 ? ['', palette.bold('Next'), ...next.flatMap((step) => nextStep(step, width))] : []),
  ];
}

function nextStep(step: string, width: number): string[] {
  return wrap(printable(step), width - 4).map((line, i) => (i === 0 ? `  → ${line}` : `    ${line}`));
}
