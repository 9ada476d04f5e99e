import type { DetectorId } from '../detectors/ids.ts';
import type { Credential } from './credential.ts';
import type { Estate, Subject } from './estate.ts';
import type { Fact } from './facts.ts';
import type { Evidence } from './finding.ts';
import type { Reason } from './severity.ts';

/** A threshold that the policy file may set. */
export interface OptionSpec {
  readonly default: number;
  /** Smallest allowed value; whole numbers only. */
  readonly min: number;
  readonly unit: 'days' | 'keys' | 'places';
  /** What it means, in one sentence, for the policy file's documentation. */
  readonly doc: string;
}
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;
export type OptionValues<S extends OptionSpecs> = { readonly [K in keyof S]: number };

/** What a detector says of one credential. */
export type Verdict =
  | { readonly verdict: 'pass'; readonly credential: Credential }
  | {
      readonly verdict: 'fail';
      readonly credential: Credential;
      readonly title: string;
      readonly reasons: readonly [Reason, ...Reason[]];
      readonly evidence: Evidence;
      readonly remedy: string;
    }
  | {
      readonly verdict: 'unknown';
      readonly credential: Credential;
      /** The IAM action or file that would tell. */
      readonly missing: string;
      readonly reason: string;
    };

/** A pure function from what was read to verdicts, with what people need to know of it as data. */
export interface Detector<S extends OptionSpecs = OptionSpecs> {
  /** `<area>.<what is wrong>`; also the name of its folder. */
  readonly id: DetectorId;
  /** The wrong, in one line. */
  readonly title: string;
  /** The facts without which its silence means nothing. */
  readonly reads: readonly Fact[];
  readonly options: S;
  evaluate(estate: Estate, options: OptionValues<S>): Iterable<Verdict>;
}

export function pass({ credential }: Subject): Verdict {
  return { verdict: 'pass', credential };
}

export function fail(
  { credential }: Subject,
  what: Omit<Extract<Verdict, { verdict: 'fail' }>, 'verdict' | 'credential'>,
): Verdict {
  return { verdict: 'fail', credential, ...what };
}

export function unknown({ credential }: Subject, missing: string, reason: string): Verdict {
  return { verdict: 'unknown', credential, missing, reason };
}

/** The subjects of one kind of credential, typed as such. */
export function* subjectsOf<K extends Credential['kind']>(
  { subjects }: Estate,
  kind: K,
): Generator<Subject<Extract<Credential, { kind: K }>>> {
  for (const subject of subjects) {
    if (subject.credential.kind === kind) yield subject as Subject<Extract<Credential, { kind: K }>>;
  }
}
