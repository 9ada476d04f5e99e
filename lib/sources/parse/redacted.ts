import * as z from 'zod';
import type { RedactedVariable } from '../../core/model/credential.ts';
import type { RedactedValue } from '../../ports/account-export.ts';

/** A value after redaction, as it stands in an export. */
export const redactedValue: z.ZodType<RedactedValue> = z.object({
  redacted: z.literal(true),
  length: z.int().min(0),
  rules: z.array(z.string()),
  keyId: z
    .string()
    .regex(/^\w{16,128}$/, { error: 'an access key id' })
    .exactOptional(),
});

/** A document after redaction, as it stands in an export. */
export const redactedPlaces = z.object({
  length: z.int().min(0).optional(),
  found: z.array(z.object({ path: z.string(), value: redactedValue })).default([]),
  undecoded: z.literal('too-large').optional(),
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
