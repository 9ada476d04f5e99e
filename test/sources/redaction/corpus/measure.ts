import { redactDocument } from '../../../../lib/sources/redaction/document.ts';
import { redact, redactText } from '../../../../lib/sources/redaction/index.ts';
import { benign, type Sample, secrets } from './corpus.ts';

export interface Judgement extends Sample {
  /** Ids of the rules that it matched. */
  readonly rules: readonly string[];
}

/** What a rule did with one half of the corpus. */
export interface RuleFigures {
  readonly rule: string;
  /** Secrets that this rule should find, and of them those that it found. */
  readonly secrets: number;
  readonly found: number;
  /** Of those, the ones that any rule found. */
  readonly foundByAny: number;
  /** Benign values that it took for a secret. */
  readonly falseAlarms: number;
}

export interface Figures {
  readonly benign: readonly Judgement[];
  readonly secrets: readonly Judgement[];
  readonly falseAlarms: readonly Judgement[];
  readonly missed: readonly Judgement[];
  readonly byRule: readonly RuleFigures[];
}

/** Judges the corpus as sources judge what they read. */
export async function measure(): Promise<{ readonly tuned: Figures; readonly heldOut: Figures }> {
  const [clean, bad] = [await judged(benign), await judged(secrets)];
  const half = (heldOut: boolean) =>
    figuresOf(
      clean.filter((each) => each.heldOut === heldOut),
      bad.filter((each) => each.heldOut === heldOut),
    );
  return { tuned: half(false), heldOut: half(true) };
}

async function judged(samples: readonly Sample[]): Promise<readonly Judgement[]> {
  const judgements: Judgement[] = [];
  for (const sample of samples) judgements.push({ ...sample, rules: await rulesOf(sample) });
  return judgements;
}

async function rulesOf({ judged: how, name, value }: Sample): Promise<readonly string[]> {
  if (how === 'variable') return (await redact(name, value)).rules;
  if (how === 'text') return (await redactText(value)).rules;
  const places = (await redactDocument(JSON.parse(value))) ?? [];
  return [...new Set(places.flatMap((place) => place.value.rules))];
}

function figuresOf(clean: readonly Judgement[], bad: readonly Judgement[]): Figures {
  const rules = new Set([...bad.map(({ section }) => section), ...clean.flatMap((each) => each.rules)]);
  return {
    benign: clean,
    secrets: bad,
    falseAlarms: clean.filter((each) => each.rules.length > 0),
    missed: bad.filter((each) => each.rules.length === 0),
    byRule: [...rules].toSorted().map((rule) => {
      const own = bad.filter(({ section }) => section === rule);
      return {
        rule,
        secrets: own.length,
        found: own.filter((each) => each.rules.includes(rule)).length,
        foundByAny: own.filter((each) => each.rules.length > 0).length,
        falseAlarms: clean.filter((each) => each.rules.includes(rule)).length,
      };
    }),
  };
}
