import { DETECTORS } from '../lib/core/detectors/index.ts';
import { ATTACK } from '../lib/core/frameworks/attack.ts';
import { CIS } from '../lib/core/frameworks/cis.ts';
import { FSBP } from '../lib/core/frameworks/fsbp.ts';
import type { Mapping } from '../lib/core/frameworks/mapping.ts';
import { NIST_CSF } from '../lib/core/frameworks/nist-csf.ts';
import { OWASP_NHI, OWASP_NHI_LIMITS } from '../lib/core/frameworks/owasp-nhi.ts';
import {
  ATTACK_TITLES,
  CIS_TITLES,
  type CisV3,
  FSBP_TITLES,
  NIST_CSF_TITLES,
  OWASP_NHI_TITLES,
  type OwaspNhiId,
} from '../lib/core/frameworks/titles.ts';

type DetectorId = (typeof DETECTORS)[number]['id'];

interface Section {
  readonly name: string;
  readonly mappings: (detector: DetectorId) => readonly Mapping[];
  readonly title: (id: string) => string;
}

const cisTitle = (v3: string) => CIS_TITLES[v3 as CisV3].title;

/** In the order in which reports show them. CIS goes by its number in v3; its number in v5 stands beside it. */
const SECTIONS: readonly Section[] = [
  section('OWASP Non-Human Identities Top 10, 2025', (id) => OWASP_NHI[id], OWASP_NHI_TITLES),
  section('NIST Cybersecurity Framework 2.0', (id) => NIST_CSF[id], NIST_CSF_TITLES),
  {
    name: 'CIS AWS Foundations Benchmark 3.0 and 5.0',
    mappings: (id) => CIS[id].map(({ v3, because }) => ({ id: v3, because })),
    title: cisTitle,
  },
  {
    name: 'AWS Security Hub controls',
    mappings: (id) => FSBP[id],
    title: (id) => FSBP_TITLES[id as keyof typeof FSBP_TITLES].title,
  },
  section('MITRE ATT&CK, Enterprise', (id) => ATTACK[id], ATTACK_TITLES),
];

function section(
  name: string,
  mappings: Section['mappings'],
  titles: Readonly<Record<string, string>>,
): Section {
  return { name, mappings, title: (id) => titles[id] ?? id };
}

/** docs/frameworks.md: each control with the detectors that speak to it, and why. */
export function frameworkPage(): string {
  return [
    '# Frameworks',
    '',
    'Generated from `lib/core/frameworks` by `npm run docs`. A detector without its mappings does not compile, nor does an',
    'id whose text is not in `titles.ts`. A mapping says that a finding bears on a control; no set of findings proves that a',
    'control is met.',
    '',
    ...nhi(),
    ...SECTIONS.slice(1).flatMap(table),
  ].join('\n');
}

/** All ten, also those that no detector speaks to. */
function nhi(): string[] {
  const ids = Object.keys(OWASP_NHI_TITLES) as OwaspNhiId[];
  const rows = ids.map((id) => {
    const spoken = speakers(SECTIONS[0], id);
    const seen = spoken === '' ? '**no detector**' : spoken;
    return `| ${id} | ${OWASP_NHI_TITLES[id]} | ${seen} | ${OWASP_NHI_LIMITS[id]} |`;
  });
  return [
    '## OWASP Non-Human Identities Top 10, 2025',
    '',
    '| risk | title | detectors, and why | not visible from AWS |',
    '|---|---|---|---|',
    ...rows,
    '',
  ];
}

function table(part: Section): string[] {
  const used = new Set(DETECTORS.flatMap(({ id }) => part.mappings(id).map((mapping) => mapping.id)));
  const rows = [...used]
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((id) => `| ${shown(part, id)} | ${part.title(id)} | ${speakers(part, id)} |`);
  const note =
    part.name === 'AWS Security Hub controls'
      ? [
          'Those marked * belong to its standards for CIS or NIST, not to AWS Foundational Security Best Practices (FSBP).',
          '',
        ]
      : [];
  return [`## ${part.name}`, '', ...note, '| id | says | detectors, and why |', '|---|---|---|', ...rows, ''];
}

function shown(part: Section, id: string): string {
  if (id in CIS_TITLES && part.title === cisTitle) return `v3 ${id}, v5 ${CIS_TITLES[id as CisV3].v5}`;
  if (part.name === 'AWS Security Hub controls')
    return FSBP_TITLES[id as keyof typeof FSBP_TITLES].fsbp ? id : `${id}*`;
  return id;
}

function speakers(part: Section | undefined, wanted: string): string {
  if (part === undefined) return '';
  return DETECTORS.flatMap(({ id }) =>
    part
      .mappings(id)
      .filter((mapping) => mapping.id === wanted)
      .map(({ because }) => `${link(id)}: ${because}`),
  ).join('<br>');
}

function link(id: DetectorId): string {
  return `[\`${id}\`](../lib/core/detectors/${id}/README.md)`;
}

/** What a detector's findings speak to, a line each, with the reason. */
export function reasonsOf(detector: DetectorId): readonly string[] {
  return SECTIONS.flatMap((part) =>
    part
      .mappings(detector)
      .map(({ id, because }) => `- ${part.name}, ${shown(part, id)} (${part.title(id)}): ${because}`),
  );
}
