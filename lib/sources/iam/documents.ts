import type { JsonObject } from '../../core/model/principal.ts';

/**
 * A policy document as IAM's API writes it (URL-encoded JSON), as the CLI writes it (an object), or as plain JSON text.
 * @returns the parsed document, or null when it is none; null is never to be taken for an empty policy
 */
export function parseDocument(value: unknown): JsonObject | null {
  if (typeof value !== 'string') return isObject(value) ? value : null;
  for (const decode of [(text: string) => text, decodeURIComponent]) {
    try {
      const parsed: unknown = JSON.parse(decode(value));
      return isObject(parsed) ? parsed : null;
    } catch {
      // Not in this form: the next one is tried.
    }
  }
  return null;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** AdministratorAccess of every partition: AWS has never changed it, and an export may come without it. */
export const ADMINISTRATOR_ACCESS = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
} as const;

export function isAdministratorAccess(arn: string): boolean {
  return /^arn:[a-z0-9-]+:iam::aws:policy\/AdministratorAccess$/.test(arn);
}
