import { createHash } from 'node:crypto';
import type { Shown } from '../model/estate.ts';
import type { Finding } from '../model/finding.ts';
import { isRecord } from '../model/records.ts';

/** Raised when findings are written differently, so that all of them are sent anew once. */
const FORM = 1;

/**
 * The hash of everything that people see of a finding: two nights with the same digest need no second message.
 * @param subject what is known of the credential: its owner, environment and tags are shown too
 * @returns sha256, 64 hexadecimal digits
 */
export function digest(finding: Finding, subject?: Shown): string {
  const { id, severity, score, title, reasons, evidence, remedy, frameworks, attack } = finding;
  const shown = { id, severity, score, title, reasons, evidence, remedy, frameworks, attack };
  return createHash('sha256')
    .update(canonical({ form: FORM, shown, about: subject === undefined ? null : aboutOf(subject) }))
    .digest('hex');
}

function aboutOf({ credential, ownership, environment }: Shown): unknown {
  const { principal, status, tags } = credential;
  return { principal, status, tags, owner: ownership.owner?.name ?? null, environment };
}

/** JSON with the keys of every object in code-unit order: equal data gives equal text. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (isRecord(inner) ? sorted(inner) : inner));
}

function sorted(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
