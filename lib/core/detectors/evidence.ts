import type { Subject } from '../model/estate.ts';
import type { Evidence } from '../model/finding.ts';

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
