import type { Credential } from '../model/credential.ts';
import type { Estate, Subject } from '../model/estate.ts';
import type { ServiceAccess } from '../model/service-access.ts';
import { addDays, type Instant, latest } from '../model/time.ts';

/** IAM tells of at least so many days. */
export const TRACKED_DAYS = 400;

/** What was read of the services last accessed, by ARN of the principal. */
export function accessByPrincipal({ snapshot }: Estate): ReadonlyMap<string, ServiceAccess> {
  return new Map(snapshot.serviceAccess.map((access) => [access.principal, access]));
}

export interface ServiceUse {
  /** Whether the principal's policies allow the service at all. */
  readonly allowed: boolean;
  /** Absent: not within the days that IAM tells of. */
  readonly lastUsedAt?: Instant;
}

/** What a principal did in a service, which may have several namespaces. */
export function useOf({ services }: ServiceAccess, namespaces: readonly string[]): ServiceUse {
  const found = services.filter(({ namespace }) => namespaces.includes(namespace));
  const at = found.reduce<Instant | undefined>(
    (newest, { lastUsedAt }) => latest(newest, lastUsedAt ?? undefined),
    undefined,
  );
  return { allowed: found.length > 0, ...(at === undefined ? {} : { lastUsedAt: at }) };
}

/** The earliest moment of which IAM still tells, as of its answer. */
export function trackedSince({ asOf }: ServiceAccess): Instant {
  return addDays(asOf, -TRACKED_DAYS);
}

/** Whether it is one of the credentials by which its user can reach a service, with the namespace that it has in their names. */
export function reaches({ credential }: Subject, principal: string, service: string): boolean {
  if (credential.principal !== principal || credential.status !== 'Active') return false;
  if (credential.kind === 'ssh-key') return service === 'codecommit.amazonaws.com';
  if (credential.kind === 'service-specific-credential') return credential.service === service;
  return WHOLE.has(credential.kind);
}

/** Kinds of credential that prove the user to every service. */
const WHOLE: ReadonlySet<Credential['kind']> = new Set([
  'access-key',
  'login-profile',
  'signing-certificate',
]);
