import type { Frameworks } from '../frameworks/index.ts';
import {
  ATTACK_TITLES,
  CIS_TITLES,
  FSBP_TITLES,
  NIST_CSF_TITLES,
  OWASP_NHI_TITLES,
} from '../frameworks/titles.ts';
import type { Finding } from '../model/finding.ts';

/** A published list that findings are mapped to, as reports name it. */
export interface Catalogue {
  /** Without spaces or punctuation that any format would escape: a tag, a column, a taxonomy. */
  readonly key: string;
  /** As people say it. */
  readonly name: string;
  readonly version: string;
  readonly organization: string;
  readonly title: string;
  /** What each id says, in its own words. */
  readonly titles: Readonly<Record<string, string>>;
}

type Controls = Pick<Finding, 'frameworks' | 'attack'>;

/** One entry a framework: a framework that reports do not show does not compile. */
const FRAMEWORKS: Readonly<Record<keyof Frameworks, Catalogue>> = {
  owaspNhi: {
    key: 'owasp-nhi',
    name: 'OWASP NHI',
    version: '2025',
    organization: 'OWASP',
    title: 'OWASP Non-Human Identities Top 10',
    titles: OWASP_NHI_TITLES,
  },
  nistCsf: {
    key: 'nist-csf',
    name: 'NIST CSF',
    version: '2.0',
    organization: 'NIST',
    title: 'NIST Cybersecurity Framework',
    titles: NIST_CSF_TITLES,
  },
  cisV3: {
    key: 'cis-aws-v3',
    name: 'CIS AWS v3',
    version: '3.0.0',
    organization: 'CIS',
    title: 'CIS Amazon Web Services Foundations Benchmark',
    titles: Object.fromEntries(Object.entries(CIS_TITLES).map(([v3, { title }]) => [v3, title])),
  },
  cisV5: {
    key: 'cis-aws-v5',
    name: 'CIS AWS v5',
    version: '5.0.0',
    organization: 'CIS',
    title: 'CIS Amazon Web Services Foundations Benchmark',
    titles: Object.fromEntries(Object.values(CIS_TITLES).map(({ v5, title }) => [v5, title])),
  },
  fsbp: {
    key: 'aws-fsbp',
    // Not every control of Security Hub belongs to FSBP: IAM.22 is of its CIS standards alone.
    name: 'AWS Security Hub',
    version: '1.0.0',
    organization: 'AWS',
    title:
      'AWS Security Hub controls: Foundational Security Best Practices, and those of its other standards',
    titles: Object.fromEntries(Object.entries(FSBP_TITLES).map(([id, { title }]) => [id, title])),
  },
};

/** Techniques, not controls: what the finding would serve. */
export const ATTACK: Catalogue = {
  key: 'mitre-attack',
  name: 'MITRE ATT&CK',
  version: 'Enterprise',
  organization: 'MITRE',
  title: 'MITRE ATT&CK, techniques',
  titles: ATTACK_TITLES,
};

/** Every catalogue, in the order in which reports show them. */
export const CATALOGUES: readonly Catalogue[] = [...Object.values(FRAMEWORKS), ATTACK];

/** What a finding is mapped to, catalogue by catalogue; those that say nothing of it have no ids. */
export function controlsOf({ frameworks, attack }: Controls): readonly {
  readonly catalogue: Catalogue;
  readonly ids: readonly string[];
}[] {
  const keys = Object.keys(FRAMEWORKS) as (keyof Frameworks)[];
  return [
    ...keys.map((key) => ({ catalogue: FRAMEWORKS[key], ids: once(frameworks[key]) })),
    { catalogue: ATTACK, ids: once(attack) },
  ];
}

/** What a control or technique says; undefined for an id that the catalogue does not hold. */
export function titleOf({ titles }: Catalogue, id: string): string | undefined {
  return Object.hasOwn(titles, id) ? titles[id] : undefined;
}

function once(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)];
}
