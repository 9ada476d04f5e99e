import { isRecord } from '../core/model/records.ts';
import { emptied } from './files/kept.ts';
import { texts } from './keeping.ts';
import { redactList } from './redaction/index.ts';

/** A value that may be secret, with the name that tells what it is. */
export interface NamedValue {
  readonly name: unknown;
  readonly value: unknown;
}

/**
 * The values, redacted, in the order given; they are judged as what stands side by side, and what was redacted before
 * stays as it is. What is no text keeps its kind and loses its content: it is told, and never passes for clean.
 */
export async function redactedValues(values: readonly NamedValue[]): Promise<readonly unknown[]> {
  const redacted = await redactList(
    values.map(({ name, value }) => [typeof name === 'string' ? name : '', value] as const),
  );
  return values.map(({ value }, at) => (isJudged(value) ? redacted[at] : emptied(value)));
}

/** `[{name, value}]` with every value redacted; the same name may stand twice. */
export async function redactedList(list: unknown): Promise<unknown> {
  if (!Array.isArray(list)) return emptied(list);
  const entries: readonly unknown[] = list;
  const values = await redactedValues(
    entries.map((entry) => (isRecord(entry) ? { name: entry.name, value: entry.value } : NOTHING)),
  );
  return entries.map((entry, at) =>
    isRecord(entry) ? { ...texts(entry, ['name']), value: values[at] } : emptied(entry),
  );
}

/** One value, redacted by what its name says of it. */
export async function redactedOne(name: unknown, value: unknown): Promise<unknown> {
  return (await redactedValues([{ name, value }]))[0];
}

const NOTHING: NamedValue = { name: '', value: undefined };

/** Text, or what was redacted before. */
function isJudged(value: unknown): boolean {
  return typeof value === 'string' || (isRecord(value) && value.redacted === true);
}
