import type { Credential } from '../model/credential.ts';
import type { Subject } from '../model/estate.ts';
import type { Evidence } from '../model/finding.ts';
import { hasEnvironment } from '../model/workload.ts';
import { placeOf } from '../trust/ownership.ts';

/**
 * What every finding tells of its credential. Nothing in it may change while nothing happened: no ages, and no last
 * use of something that is in daily use.
 */
export function about({ credential, ownership, environment }: Subject): Evidence {
  return {
    kind: credential.kind,
    status: credential.status,
    createdAt: credential.createdAt,
    principal: credential.principal,
    owner: ownership.owner,
    environment,
  };
}

/** What people call it: `Access key of user ci-deploy`. */
export function called(credential: Credential): string {
  const place = placeOf(credential);
  switch (credential.kind) {
    case 'access-key':
      return `Access key of ${place}`;
    case 'login-profile':
      return `Console password of ${place}`;
    case 'role-session':
      return `Sessions of ${place}`;
    case 'secret':
      return `Secret ${credential.name}`;
    case 'plaintext':
      return hasEnvironment(credential.workload)
        ? `Environment of ${place}`
        : `${place.charAt(0).toUpperCase()}${place.slice(1)}`;
  }
}
