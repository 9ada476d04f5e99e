import type * as z from 'zod/mini';
import type { Fact } from '../../core/model/facts.ts';
import type { SourceGap } from '../../core/model/gap.ts';
import type { Part } from '../../ports/account-export.ts';
import { kindOf, oneLine } from './one-line.ts';
import { remedyFor } from './remedy.ts';

export interface PartGap {
  readonly reason: string;
  readonly facts: readonly Fact[];
  readonly subject?: string | undefined;
  readonly region?: string | undefined;
  readonly missing?: string;
  readonly remedy?: string;
  /** True unless said otherwise: what was handed over does not fit. */
  readonly badInput?: boolean;
}

/** Reads a part item by item: what fits is used, what does not becomes a gap that names its place. */
export class PartReader {
  readonly part: Part;
  readonly gaps: SourceGap[] = [];
  readonly #account: string;

  constructor(part: Part, account: string) {
    this.part = part;
    this.#account = account;
  }

  /**
   * @param place where the value stands in the part: `UserDetailList[3]`
   * @returns the value as the schema gives it, or undefined after a gap was noted
   */
  fit<T>(
    schema: z.ZodMiniType<T>,
    value: unknown,
    place: string,
    about: Omit<PartGap, 'reason'>,
  ): T | undefined {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    const issue = result.error.issues[0];
    const path = issue?.path ?? [];
    const got = kindOf(path.reduce<unknown>(step, value));
    const expected = issue === undefined ? 'something else' : expectation(issue);
    this.gap({ ...about, reason: `${this.at(place + pathText(path))}: expected ${expected}, got ${got}` });
    return undefined;
  }

  gap({ reason, facts, subject, region, missing, remedy, badInput = true }: PartGap): void {
    this.gaps.push({
      scope: {
        account: this.#account,
        ...(region === undefined ? {} : { region }),
        ...(subject === undefined ? {} : { subject }),
      },
      missing: missing ?? this.part.missing,
      reason: oneLine(reason, 600),
      remedy: remedy ?? remedyFor(missing ?? this.part.missing),
      facts,
      ...(badInput ? { badInput } : {}),
    });
  }

  /** A gap for what AWS answers without a Region, when nothing beside it tells one. */
  unplaced(place: string, what: string, facts: readonly Fact[]): void {
    this.gap({
      reason: `${this.at(place)}: expected an Arn or a Region beside ${oneLine(what)}, got neither`,
      remedy: 'add "Region" or "Arn" to the item, or name the one Region in manifest.json',
      facts,
    });
  }

  /** The place in words: `secrets.json: [3]`. */
  at(place: string): string {
    return place === '' ? this.part.origin : `${this.part.origin}: ${place.replace(/^\./, '')}`;
  }

  /**
   * Keeps the first of everything that is named twice; it is a gap when the two differ.
   * @param idOf what must be unique
   */
  unique<T>(items: readonly T[], idOf: (item: T) => string, facts: readonly Fact[]): T[] {
    const seen = new Map<string, T>();
    for (const item of items) {
      const id = idOf(item);
      const first = seen.get(id);
      if (first === undefined) seen.set(id, item);
      else if (!isSame(first, item)) {
        this.gap({
          reason: `${this.at('')}: ${oneLine(id)} stands in it twice and the two differ; the first is used`,
          facts,
          subject: id,
        });
      }
    }
    return [...seen.values()];
  }
}

function isSame(a: unknown, b: unknown): boolean {
  try {
    return JSON.stringify(a) === JSON.stringify(b);
  } catch {
    // Nested too deeply to be written down.
    return false;
  }
}

function step(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<PropertyKey, unknown>)[key]
    : undefined;
}

/** `.Tags[2].Key` */
function pathText(path: readonly PropertyKey[]): string {
  return path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${oneLine(String(key), 80)}`)).join('');
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  record: 'object',
  int: 'whole number',
};

/** What a schema asked for, in words. zod's own messages are not used: some of them repeat the input. */
function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return TYPE_NAMES[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') return issue.values.map(String).join(' or ');
  if (issue.code === 'custom' || issue.code === 'invalid_format') return issue.message;
  return issue.code === 'too_small' ? `at least ${issue.minimum}` : 'another form';
}
