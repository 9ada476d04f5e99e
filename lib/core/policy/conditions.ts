import { isRecord } from '../model/records.ts';

/** A condition that one key of a request must meet: one of these values. */
export interface Limit {
  /** Lower case. */
  readonly key: string;
  /** The values of which one is enough. */
  readonly values: readonly string[];
  /** Whether `*` and `?` in the values are wildcards. */
  readonly wildcards: boolean;
  /** Whether it holds as well for a request without the key: `ForAllValues:` and `…IfExists`. */
  readonly holdsWithout: boolean;
}

/** What a `Condition` element asks, all of it at once. */
export interface Conditions {
  /** Keys that must have one of some values. */
  readonly limits: readonly Limit[];
  /** Keys that must have none of some values: they limit a Deny to everybody else. */
  readonly exclusions: readonly Limit[];
  /** Every key that is asked of, in lower case and sorted: other operators limit too, in ways not judged here. */
  readonly keys: readonly string[];
}

/** What of an operator's name decides: `ForAnyValue:StringLikeIfExists`. */
interface Operator {
  readonly base: string;
  readonly holdsWithout: boolean;
}

const LIMITING: Readonly<Record<string, { readonly wildcards: boolean }>> = {
  stringequals: { wildcards: false },
  stringequalsignorecase: { wildcards: false },
  stringlike: { wildcards: true },
  // IAM compares ARNs by the same rule under either name.
  arnequals: { wildcards: true },
  arnlike: { wildcards: true },
};
const EXCLUDING: Readonly<Record<string, { readonly wildcards: boolean }>> = {
  stringnotequals: { wildcards: false },
  stringnotequalsignorecase: { wildcards: false },
  stringnotlike: { wildcards: true },
  arnnotequals: { wildcards: true },
  arnnotlike: { wildcards: true },
};

/**
 * Reads a `Condition` element with its values.
 * @returns null when it does not follow the grammar: it must not be taken for one that asks less, or more
 * @see IAM User Guide, "IAM JSON policy elements: Condition operators", and "Multivalued context keys"
 */
export function readConditions(condition: unknown): Conditions | null {
  if (condition === undefined) return { limits: [], exclusions: [], keys: [] };
  if (!isRecord(condition)) return null;
  const limits: Limit[] = [];
  const exclusions: Limit[] = [];
  const keys = new Set<string>();
  for (const [name, asked] of Object.entries(condition)) {
    if (!isRecord(asked)) return null;
    const { base, holdsWithout } = operatorOf(name);
    for (const [key, value] of Object.entries(asked)) {
      const values = valuesOf(value);
      if (values === null) return null;
      const limit = { key: key.toLowerCase(), values, holdsWithout };
      keys.add(limit.key);
      const limiting = LIMITING[base];
      const excluding = EXCLUDING[base];
      if (limiting) limits.push({ ...limit, ...limiting });
      // A request without the key is excluded too, but for the one operator that asks for a value to differ.
      if (excluding) {
        const spares = name.toLowerCase().startsWith('foranyvalue:');
        exclusions.push({ ...limit, ...excluding, holdsWithout: spares });
      }
    }
  }
  return { limits, exclusions, keys: [...keys].toSorted() };
}

/** The text of a value before its first wildcard, and whether there is one. */
export function prefixOf(
  value: string,
  wildcards: boolean,
): { readonly prefix: string; readonly open: boolean } {
  const at = wildcards ? value.search(/[*?]/) : -1;
  return at < 0 ? { prefix: value, open: false } : { prefix: value.slice(0, at), open: true };
}

function operatorOf(name: string): Operator {
  const lower = name.toLowerCase();
  const base = lower.replace(/^for(?:all|any)values?:/, '').replace(/ifexists$/, '');
  return { base, holdsWithout: lower.startsWith('forallvalues:') || lower.endsWith('ifexists') };
}

/** IAM takes a bare boolean or number for its text. */
function valuesOf(value: unknown): readonly string[] | null {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  const plain = all.filter((each) => ['string', 'boolean', 'number'].includes(typeof each));
  return plain.length === all.length ? plain.map(String) : null;
}
