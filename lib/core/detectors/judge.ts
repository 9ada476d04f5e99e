import { attackOf, frameworksOf } from '../frameworks/index.ts';
import type { Detector, OptionSpecs, OptionValues, Verdict } from '../model/detector.ts';
import type { Estate } from '../model/estate.ts';
import type { Finding } from '../model/finding.ts';
import type { Gap } from '../model/gap.ts';
import type { Policy } from '../model/policy.ts';
import { type Reason, score, severityOf } from '../model/severity.ts';
import { gapBook } from './gaps.ts';
import { DETECTORS } from './index.ts';

/** What came of judging everything. */
export interface Judgement {
  /** Worst first, then by id. */
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
  /** Ids of the findings that there may or may not be: too little was read to say. */
  readonly unknown: ReadonlySet<string>;
  /** How often a detector found a credential in order. */
  readonly passed: number;
}

/** Runs every detector over an estate. */
export function judge(estate: Estate, policy: Policy): Judgement {
  const findings = new Map<string, Weighed>();
  const unknown = new Set<string>();
  const book = gapBook(estate.snapshot, DETECTORS);
  let passed = 0;
  for (const detector of DETECTORS) {
    for (const verdict of detector.evaluate(estate, optionsOf(detector, policy))) {
      const id = findingId(detector, verdict);
      switch (verdict.verdict) {
        case 'pass':
          passed += 1;
          break;
        case 'unknown':
          unknown.add(id);
          book.add(detector.id, verdict);
          break;
        case 'fail':
          findings.set(
            id,
            worse(findings.get(id), weighed(findingOf(id, detector, verdict), verdict.reasons)),
          );
          break;
      }
    }
  }
  return {
    findings: [...findings.values()].toSorted(worstFirst).map(({ finding }) => finding),
    gaps: book.gaps(),
    unknown,
    passed,
  };
}

/** The thresholds that a detector runs with: the policy's, over its own. */
export function optionsOf<S extends OptionSpecs>(
  { id, options }: Detector<S>,
  policy: Policy,
): OptionValues<S> {
  const set = Object.hasOwn(policy.detectors, id) ? (policy.detectors[id] ?? {}) : {};
  const values = Object.entries(options).map(([name, spec]) => [name, set[name] ?? spec.default]);
  return Object.fromEntries(values) as OptionValues<S>;
}

function findingId({ id }: Detector, { credential }: Verdict): string {
  return `${id}:${credential.id}`;
}

function findingOf(id: string, detector: Detector, verdict: Extract<Verdict, { verdict: 'fail' }>): Finding {
  const { credential, title, reasons, evidence, remedy } = verdict;
  const points = score(reasons);
  return {
    id,
    detector: detector.id,
    severity: severityOf(points),
    score: points,
    reasons: [...reasons, ...uncounted(reasons, points)].map(tellReason),
    subject: credential.id,
    account: credential.account,
    region: credential.region,
    title,
    evidence,
    frameworks: frameworksOf(detector.id),
    attack: attackOf(detector.id),
    remedy,
  };
}

/** A finding with the sum of its points, also where the scale ends: among the worst the order still counts. */
interface Weighed {
  readonly finding: Finding;
  readonly weight: number;
}

function weighed(finding: Finding, reasons: readonly Reason[]): Weighed {
  return { finding, weight: sumOf(reasons) };
}

function sumOf(reasons: readonly Reason[]): number {
  return reasons.reduce((total, { points }) => total + points, 0);
}

/** So that the points that are shown add up to the score, also where the scale ends. */
function uncounted(reasons: readonly Reason[], points: number): readonly Reason[] {
  const sum = sumOf(reasons);
  return sum === points ? [] : [{ points: points - sum, text: 'no score is above 100' }];
}

function tellReason({ points, text }: Reason): string {
  return points === 0 ? text : `${text} (${points > 0 ? '+' : ''}${points})`;
}

/** Two credentials with one id are one finding: the worse of the two. */
function worse(known: Weighed | undefined, found: Weighed): Weighed {
  return known !== undefined && known.weight >= found.weight ? known : found;
}

function worstFirst(a: Weighed, b: Weighed): number {
  if (a.weight !== b.weight) return b.weight - a.weight;
  if (a.finding.id === b.finding.id) return 0;
  return a.finding.id < b.finding.id ? -1 : 1;
}
