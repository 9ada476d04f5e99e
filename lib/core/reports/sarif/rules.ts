import { attackOf, frameworksOf } from '../../frameworks/index.ts';
import type { Detector } from '../../model/detector.ts';
import type { Finding } from '../../model/finding.ts';
import { capitalised } from '../../model/words.ts';
import { CATALOGUES, controlsOf, titleOf } from '../controls.ts';
import { count, wellFormed } from '../text.ts';
import { message } from './text.ts';

/** The rule of everything that could not be read. */
export const GAP_RULE = 'nightwarden.gap';

/** GitHub shows no more tags than this. */
const MOST_TAGS = 20;

type Controls = Pick<Finding, 'frameworks' | 'attack'>;

/** A rule a detector, then the rule of gaps. */
export function rulesOf(detectors: readonly Detector[], findings: readonly Finding[]): readonly object[] {
  return [...detectors.map((detector) => ruleOf(detector, findings)), gapDescriptor()];
}

/** What a gap is, for rules and for notifications. */
export function gapDescriptor(): object {
  const text =
    'What could not be read is not known to be clean: the detectors named could not judge everything, or anything, because of it. Grant the action or hand over the file named, and sweep again.';
  return {
    id: GAP_RULE,
    name: 'Gap',
    shortDescription: { text: 'Something could not be read' },
    fullDescription: { text },
    help: { text },
    defaultConfiguration: { level: 'note' },
    properties: { tags: ['gap'] },
  };
}

function ruleOf({ id, title, reads, options }: Detector, findings: readonly Finding[]): object {
  const controls = { frameworks: frameworksOf(id), attack: attackOf(id) };
  // A rule has one severity for all its alerts on GitHub: that of the worst finding of this run.
  const scores = findings.filter(({ detector }) => detector === id).map(({ score }) => score);
  const thresholds = Object.entries(options).map(
    ([name, spec]) => `${name}: ${spec.doc} Default ${count(spec.default, spec.unit.slice(0, -1))}.`,
  );
  const mapped = controlsOf(controls)
    .filter(({ ids }) => ids.length > 0)
    .map(({ catalogue, ids }) => `${catalogue.name} ${ids.join(', ')}`);
  const lines = [
    `${title}.`,
    `Judged from: ${reads.join(', ')}. What of it could not be read is told as a gap.`,
    ...thresholds,
    `Frameworks: ${mapped.join(' · ')}.`,
  ];
  return {
    id,
    name: pascal(id),
    shortDescription: message(title),
    fullDescription: message(`${title}. Detector ${id}.`),
    help: { text: lines.join('\n'), markdown: lines.map((line) => `${line}\n`).join('\n') },
    defaultConfiguration: { level: 'warning' },
    relationships: taxaOf(controls).map((target) => ({ target, kinds: ['relevant'] })),
    properties: {
      tags: ['security', ...tagsOf(controls)].slice(0, MOST_TAGS),
      precision: 'very-high',
      ...(scores.length === 0 ? {} : { 'security-severity': securitySeverity(Math.max(...scores)) }),
    },
  };
}

/** 0.0–10.0, as GitHub reads it: from 9.0 critical, from 7.0 high, from 4.0 medium, below low. */
export function securitySeverity(score: number): string {
  return (score / 10).toFixed(1);
}

/** References to the controls in {@link taxonomiesOf}. */
export function taxaOf(controls: Controls): readonly object[] {
  return controlsOf(controls).flatMap(({ catalogue, ids }) =>
    ids.map((id) => ({
      id,
      toolComponent: { name: catalogue.key, index: CATALOGUES.indexOf(catalogue) },
    })),
  );
}

export function tagsOf(controls: Controls): readonly string[] {
  const tags = controlsOf(controls).flatMap(({ catalogue, ids }) =>
    ids.map((id) => `external/${catalogue.key}/${id.toLowerCase()}`),
  );
  return [...new Set(tags)];
}

/** The frameworks, each with the ids that the rules or findings of this run refer to. */
export function taxonomiesOf(
  detectors: readonly Detector[],
  findings: readonly Finding[],
): readonly object[] {
  const all = [
    ...detectors.map(({ id }) => ({ frameworks: frameworksOf(id), attack: attackOf(id) })),
    ...findings,
  ].flatMap(controlsOf);
  return CATALOGUES.map((catalogue) => {
    const referred = all.filter((entry) => entry.catalogue === catalogue).flatMap(({ ids }) => ids);
    // As they will be written: two that read alike are one, for SARIF allows no duplicates.
    const ids = new Set(wellFormed(referred));
    return {
      name: catalogue.key,
      fullName: `${catalogue.title} ${catalogue.version}`,
      version: catalogue.version,
      organization: catalogue.organization,
      shortDescription: { text: catalogue.title },
      isComprehensive: false,
      taxa: [...ids].toSorted().map((id) => taxonOf(id, titleOf(catalogue, id))),
    };
  });
}

function taxonOf(id: string, title: string | undefined): object {
  return title === undefined ? { id } : { id, shortDescription: { text: title } };
}

/** `iam.old-access-key` → `IamOldAccessKey`. */
function pascal(id: string): string {
  return id.split(/[.-]/).map(capitalised).join('');
}
