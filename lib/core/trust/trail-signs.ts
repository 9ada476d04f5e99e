import type { Deactivation } from '../model/usage.ts';

/** What is read of a record here; nothing about it is trusted. */
interface SignRecord {
  readonly eventSource?: unknown;
  readonly eventName?: unknown;
  readonly errorCode?: unknown;
  readonly userIdentity?: unknown;
  readonly requestParameters?: unknown;
  readonly responseElements?: unknown;
}

/** The id that a user's console password has as a credential. */
export function passwordId(userArn: string): string {
  return `${userArn}#login-profile`;
}

/**
 * Whose console password a record shows in use. A sign-in names no access key, and one that failed used nothing.
 * Source: AWS CloudTrail User Guide, "AWS Management Console sign-in events".
 * @returns the password's id; undefined when the record is no successful sign-in of an IAM user
 */
export function passwordUsed({ eventName, userIdentity, responseElements }: SignRecord): string | undefined {
  if (eventName !== 'ConsoleLogin' || fieldOf(responseElements, 'ConsoleLogin') !== 'Success')
    return undefined;
  const arn = fieldOf(userIdentity, 'arn');
  return fieldOf(userIdentity, 'type') === 'IAMUser' && typeof arn === 'string' ? passwordId(arn) : undefined;
}

/** An access key was switched on or off. */
export interface StatusChange extends Deactivation {
  readonly active: boolean;
}

/** Of each key the last change, sorted by key. */
export function lastChanges(changes: readonly StatusChange[]): readonly StatusChange[] {
  const last = new Map<string, StatusChange>();
  for (const change of changes)
    if (change.at >= (last.get(change.accessKeyId)?.at ?? '')) last.set(change.accessKeyId, change);
  return [...last.values()].toSorted((a, b) => (a.accessKeyId < b.accessKeyId ? -1 : 1));
}

/** The keys whose last change took them out of use. */
export function deactivated(changes: readonly StatusChange[]): readonly Deactivation[] {
  return lastChanges(changes).flatMap(({ accessKeyId, active, at }) => (active ? [] : [{ accessKeyId, at }]));
}

/** Keeps of each access key the last change of its status. */
export function deactivationBook() {
  const last = new Map<string, { readonly active: boolean; readonly at: number }>();

  /** @param at milliseconds since 1970 */
  function add(record: SignRecord, at: number): void {
    const { eventName, eventSource, errorCode, requestParameters } = record;
    if (eventName !== 'UpdateAccessKey' || eventSource !== 'iam.amazonaws.com') return;
    if (errorCode !== undefined && errorCode !== null) return;
    const id = fieldOf(requestParameters, 'accessKeyId');
    const status = fieldOf(requestParameters, 'status');
    if (typeof id !== 'string' || typeof status !== 'string') return;
    if (at >= (last.get(id)?.at ?? 0)) last.set(id, { active: status !== 'Inactive', at });
  }

  function all(): readonly StatusChange[] {
    const changes = Array.from(last, ([accessKeyId, { active, at }]) => ({
      accessKeyId,
      active,
      at: new Date(at).toISOString(),
    }));
    return changes.toSorted((a, b) => (a.accessKeyId < b.accessKeyId ? -1 : 1));
  }
  return { add, all };
}

function fieldOf(value: unknown, field: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Readonly<Record<string, unknown>>)[field];
}
