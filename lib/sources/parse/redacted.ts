import * as z from 'zod/mini';
import type { RedactedVariable } from '../../core/model/credential.ts';
import type { RedactedValue } from '../../ports/account-export.ts';

/** A value after redaction, as it stands in an export. */
export const redactedValue: z.ZodMiniType<RedactedValue> = z.object({
  redacted: z.literal(true),
  length: z.int().check(z.gte(0)),
  rules: z.array(z.string()),
  keyId: z.exactOptional(z.string().check(z.regex(/^\w{16,128}$/, { error: 'an access key id' }))),
});

/** A document after redaction, as it stands in an export. */
export const redactedPlaces = z.object({
  length: z.optional(z.int().check(z.gte(0))),
  found: z._default(z.array(z.object({ path: z.string(), value: redactedValue })), []),
  undecoded: z.optional(z.literal('too-large')),
});

/** What a document shows, by its paths. */
export function variablesAt(
  places: z.output<typeof redactedPlaces> | undefined,
  before = '',
): readonly RedactedVariable[] {
  return (places?.found ?? []).map(({ path, value }) => toVariable(`${before}${path}`, value));
}

/** Redacted values by the names that they stand under. */
export function variablesOf(values: Readonly<Record<string, RedactedValue>>): readonly RedactedVariable[] {
  return Object.entries(values).map(([name, value]) => toVariable(name, value));
}

/** @param name the place that people are told: `web/DB_PASSWORD` */
export function toVariable(name: string, { length, rules, keyId }: RedactedValue): RedactedVariable {
  return { name, length, rules, ...(keyId === undefined ? {} : { keyId }) };
}
