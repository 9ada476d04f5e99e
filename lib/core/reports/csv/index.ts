import { canonical } from '../../evidence/digest.ts';
import type { Estate, Subject } from '../../model/estate.ts';
import type { Finding } from '../../model/finding.ts';
import type { Gap } from '../../model/gap.ts';
import { CATALOGUES, controlsOf } from '../controls.ts';
import type { Judged } from '../json/index.ts';
import { printable } from '../text.ts';

const CONTROLS = CATALOGUES.map(({ key }) => key);

/** The header. Columns are only ever added at the end. */
export const CSV_COLUMNS: readonly string[] = [
  'type',
  'severity',
  'score',
  'title',
  'credential',
  'kind',
  'principal',
  'owner',
  'environment',
  'account',
  'region',
  'detector',
  'reasons',
  'evidence',
  'remedy',
  ...CONTROLS,
  'missing',
  'unjudged',
  'id',
];

type Row = Readonly<Record<string, string>>;

/**
 * RFC 4180: one row a gap, then one row a finding, worst first; a header alone means that nothing was found and
 * nothing was left unread. Gaps stand first and have the severity `unknown`, so that a partial sweep cannot look
 * clean, whichever end of the file is read and whichever severity is filtered out.
 * Several values in a cell are separated by `; `. UTF-8 without a byte order mark, lines end in CRLF.
 */
export function toCsv({ subjects }: Estate, { findings, gaps }: Judged): string {
  const known = new Map(subjects.map((subject) => [subject.credential.id, subject]));
  const rows = [
    ...gaps.map(gapRow),
    ...findings.map((finding) => findingRow(finding, known.get(finding.subject))),
  ];
  const lines = [CSV_COLUMNS, ...rows.map((row) => CSV_COLUMNS.map((column) => cell(row[column] ?? '')))];
  return lines.map((cells) => `${cells.map(quote).join(',')}\r\n`).join('');
}

function findingRow(finding: Finding, subject: Subject | undefined): Row {
  const { id, severity, score, title, account, region, detector, reasons, evidence, remedy } = finding;
  return {
    type: 'finding',
    severity,
    score: String(score),
    title,
    credential: finding.subject,
    kind: subject?.credential.kind ?? '',
    principal: subject?.credential.principal ?? '',
    owner: subject?.ownership.owner?.name ?? '',
    environment: subject?.environment ?? '',
    account,
    region: region ?? 'global',
    detector,
    reasons: reasons.join('; '),
    evidence: canonical(evidence),
    remedy,
    ...controlCells(finding),
    id,
  };
}

/** A bare `1.10` would become the number 1.1 in a spreadsheet: `CIS 1.10`. */
function controlCells(finding: Finding): Row {
  return Object.fromEntries(
    controlsOf(finding).map(({ catalogue: { key, organization }, ids }) => [
      key,
      ids.map((id) => (/^[\d.]+$/.test(id) ? `${organization} ${id}` : id)).join('; '),
    ]),
  );
}

function gapRow({ id, scope, missing, reason, remedy, detectors, subjects }: Gap): Row {
  return {
    type: 'gap',
    severity: 'unknown',
    title: `Not read, so not clean: ${missing}`,
    credential: scope.subject ?? '',
    account: scope.account,
    region: scope.region ?? '',
    detector: detectors.join('; '),
    reasons: reason,
    remedy,
    missing,
    // Zero would read as "no credential concerned": not even their number is known then.
    unjudged: subjects > 0 ? String(subjects) : 'unknown',
    id,
  };
}

/**
 * Keeps a spreadsheet from running a cell: what begins like a formula gets a quote mark before it. Also after
 * `;` and `,` inside a cell, because a spreadsheet that separates by another character begins a new cell there.
 * Line breaks and tabs become spaces, characters that a terminal obeys become dots.
 * Source: OWASP, "CSV Injection".
 */
function cell(text: string): string {
  return printable(text).replace(/(^|[;,])([\s"]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g, "$1$2'");
}

function quote(text: string): string {
  return /[",;|\s']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
