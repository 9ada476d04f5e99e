import { isRootArn } from '../../model/arn.ts';
import type { Estate, Subject } from '../../model/estate.ts';
import type { Finding } from '../../model/finding.ts';
import type { Gap } from '../../model/gap.ts';
import { SEVERITIES } from '../../model/severity.ts';
import { controlsOf } from '../controls.ts';
import type { Judged } from '../json/index.ts';
import { count, safeJson } from '../text.ts';
import { block, code, sentence } from './text.ts';

export interface MarkdownContext {
  /** What to do next, one command or sentence a line. */
  readonly next: readonly string[];
}

/**
 * The report to paste into a ticket (GitHub Flavored Markdown): what was found and what was not read, then the
 * gaps, then one section a credential, the worst first. Names, tags and messages stand as code wherever a renderer
 * could take them for markup, a link, a mention or a reference. Says "clean" only when nothing was found and
 * nothing was left unread.
 */
export function toMarkdown(estate: Estate, judged: Judged, { next }: MarkdownContext): string {
  const { findings, gaps } = judged;
  const parts = [
    ...head(estate, judged),
    ...gapSection(gaps),
    ...credentialSections(estate, findings),
    ...(next.length === 0 ? [] : ['## Next', list(next.map(sentence))]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function head({ snapshot }: Estate, { findings, gaps }: Judged): string[] {
  const { account, takenAt, regions } = snapshot;
  const at = `${takenAt.slice(0, 16).replace('T', ' ')} UTC`;
  const where = regions.length === 0 ? 'no Region' : regions.map(code).join(', ');
  return [
    '# Nightwarden sweep',
    `Account ${code(account)} · ${code(at)} · ${where}`,
    verdict(findings, gaps),
    tally(findings, gaps),
  ];
}

function verdict(findings: readonly Finding[], gaps: readonly Gap[]): string {
  if (findings.length === 0 && gaps.length === 0) return '**No findings and no gaps: clean.**';
  const credentials = new Set(findings.map(({ subject }) => subject)).size;
  const found =
    findings.length === 0
      ? 'No findings'
      : `${count(findings.length, 'finding')} on ${count(credentials, 'credential')}`;
  return gaps.length === 0
    ? `**${found}.**`
    : `**${found} · ${count(gaps.length, 'gap')}, not clean.** What could not be read may hide more.`;
}

function tally(findings: readonly Finding[], gaps: readonly Gap[]): string {
  const rows = SEVERITIES.toReversed().map((severity) => {
    const n = findings.filter((finding) => finding.severity === severity).length;
    return `| ${severity} | ${n} |`;
  });
  return ['| severity | findings |', '| --- | ---: |', ...rows, `| not read (gaps) | ${gaps.length} |`].join(
    '\n',
  );
}

function gapSection(gaps: readonly Gap[]): string[] {
  if (gaps.length === 0) return [];
  const items = gaps.map(({ missing, scope, reason, remedy, detectors, subjects }) => {
    const place = [scope.region, scope.subject].filter((part) => part !== undefined).map(code);
    const cost = subjects > 0 ? [`${count(subjects, 'credential')} unjudged`] : [];
    const about = [
      sentence(reason),
      `do: ${sentence(remedy)}`,
      ...(detectors.length === 0 ? [] : [`hides: ${detectors.map(code).join(', ')}`]),
    ];
    return [[code(missing), ...place, ...cost].join(' · '), ...about.map((line) => `  - ${line}`)].join('\n');
  });
  return ['## Gaps: what could not be read is not clean', list(items)];
}

function credentialSections({ subjects }: Estate, findings: readonly Finding[]): string[] {
  if (findings.length === 0) return [];
  const known = new Map(subjects.map((subject) => [subject.credential.id, subject]));
  const bySubject = Map.groupBy(findings, ({ subject }) => subject);
  return [
    '## Findings',
    ...[...bySubject].flatMap(([id, list]) => credentialSection(id, known.get(id), list)),
  ];
}

function credentialSection(id: string, subject: Subject | undefined, findings: readonly Finding[]): string[] {
  const who = subject === undefined ? [] : [describe(subject)];
  return [`### ${code(id)}`, ...who, ...findings.flatMap(findingSection)];
}

function describe({ credential, ownership, environment, administrator }: Subject): string {
  const { kind, principal, status } = credential;
  return [
    code(kind),
    ...(principal === null || principal === credential.id ? [] : [`of ${code(principal)}`]),
    ...(administrator.verdict === 'yes' ? ['administrator'] : []),
    ...(administrator.verdict === 'conditional' ? ['administrator under conditions'] : []),
    ...ownerOf(ownership, principal),
    ...(environment === null ? [] : [`environment ${code(environment)}`]),
    ...(status === 'Inactive' ? ['inactive'] : []),
  ].join(' · ');
}

/** Everybody answers for root: that nobody is named says nothing. */
function ownerOf({ owner }: Subject['ownership'], principal: string | null): string[] {
  if (owner !== null) return [`owner ${code(owner.name)}`];
  return isRootArn(principal) ? [] : ['owner unknown'];
}

function findingSection(finding: Finding): string[] {
  const { severity, score, title, reasons, evidence, remedy, detector } = finding;
  const controls = controlsOf(finding)
    .filter(({ ids }) => ids.length > 0)
    .map(({ catalogue, ids }) => `${catalogue.name.replace('&', '&amp;')} ${ids.map(code).join(', ')}`);
  return [
    `#### ${severity.toUpperCase()} ${score} · ${sentence(title)}`,
    list([
      `why: ${reasons.map(sentence).join(' · ')}`,
      `do: ${sentence(remedy)}`,
      `detector: ${code(detector)}`,
      ...(controls.length === 0 ? [] : [`frameworks: ${controls.join(' · ')}`]),
    ]),
    block(safeJson(evidence), 'json'),
  ];
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}
