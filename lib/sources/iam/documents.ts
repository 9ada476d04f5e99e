import type { JsonObject } from '../../core/model/principal.ts';
import { isRecord } from '../../core/model/records.ts';

/**
 * A policy document as IAM's API writes it (URL-encoded JSON), as the CLI writes it (an object), or as plain JSON text.
 * @returns the parsed document, or null when it is none; null is never to be taken for an empty policy
 */
export function parseDocument(value: unknown): JsonObject | null {
  if (typeof value !== 'string') return isDocument(value) ? value : null;
  // JSON never begins with %: a live account's thousands of documents are not tried in the wrong form first.
  for (const decode of value.startsWith('%') ? [decodeURIComponent] : [asItIs, decodeURIComponent]) {
    try {
      const parsed: unknown = JSON.parse(decode(value));
      return isDocument(parsed) ? parsed : null;
    } catch {
      // Not in this form: the next one is tried.
    }
  }
  return null;
}

function asItIs(text: string): string {
  return text;
}

/** A condition's values, the deepest that a policy can hold, lie on level 6; whoever nests deeper wants to harm. */
const DEEPEST = 20;

function isDocument(value: unknown): value is JsonObject {
  return isRecord(value) && !isDeeper(value, DEEPEST);
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

/** AdministratorAccess of every partition: AWS has never changed it, and an export may come without it. */
export const ADMINISTRATOR_ACCESS = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
} as const;

export function isAdministratorAccess(arn: string): boolean {
  return /^arn:[a-z0-9-]+:iam::aws:policy\/AdministratorAccess$/.test(arn);
}
