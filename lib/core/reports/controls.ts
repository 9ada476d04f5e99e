import type { Frameworks } from '../frameworks/index.ts';
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
  },
  nistCsf: {
    key: 'nist-csf',
    name: 'NIST CSF',
    version: '2.0',
    organization: 'NIST',
    title: 'NIST Cybersecurity Framework',
  },
  cisV3: {
    key: 'cis-aws-v3',
    name: 'CIS AWS v3',
    version: '3.0.0',
    organization: 'CIS',
    title: 'CIS Amazon Web Services Foundations Benchmark',
  },
  cisV5: {
    key: 'cis-aws-v5',
    name: 'CIS AWS v5',
    version: '5.0.0',
    organization: 'CIS',
    title: 'CIS Amazon Web Services Foundations Benchmark',
  },
  fsbp: {
    key: 'aws-fsbp',
    name: 'AWS FSBP',
    version: '1.0.0',
    organization: 'AWS',
    title: 'AWS Foundational Security Best Practices',
  },
};

/** Techniques, not controls: what the finding would serve. */
const ATTACK: Catalogue = {
  key: 'mitre-attack',
  name: 'MITRE ATT&CK',
  version: 'Enterprise',
  organization: 'MITRE',
  title: 'MITRE ATT&CK, techniques',
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

function once(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)];
}
