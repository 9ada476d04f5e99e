import { databasePrincipal } from '../kinds/database.ts';
import { issuerPrincipal } from '../kinds/issuer.ts';
import { activeUsers } from '../kinds/turns.ts';
import type { Aim, PlanFacts, SlotFact } from './facts.ts';

/** What a plan is about; undefined: nothing that any kind knows. */
export function aimOf(facts: Omit<PlanFacts, 'kind'>): Aim | undefined {
  const { subject, declared, turns, store, slots } = facts;
  const { credential } = subject;
  if (credential.kind === 'access-key') {
    const { id, principal } = credential;
    return { kind: 'iam-access-key', id, principal };
  }
  if (credential.kind === 'service-specific-credential') {
    const { id, principal } = credential;
    return { kind: 'service-specific-credential', id, principal };
  }
  if (credential.kind === 'secret' && declared?.store.rotatedBy !== undefined) {
    // Its versions are its credentials: the one that everybody reads now.
    const id = typeof store === 'object' ? store?.current : null;
    return { kind: 'rotated-secret', id: id ?? '', principal: credential.id };
  }
  const issuer = declared?.issuer;
  if (credential.kind === 'secret' && issuer !== undefined)
    return {
      kind: 'third-party-token',
      id: slots === 'unknown' ? '' : (likeliest(slots)?.id ?? ''),
      principal: issuerPrincipal(issuer),
    };
  const database = declared?.database;
  if (credential.kind !== 'secret' || database === undefined) return undefined;
  // Nobody reads the secret to plan: whoever may log in is the one that it must hold, which is proved before anything is made.
  const [active] = turns === undefined || turns === 'unknown' ? [] : activeUsers(turns);
  const id = active?.name ?? database.users[0] ?? '';
  return { kind: 'database-user', id, principal: databasePrincipal(database) };
}

/** The one that works, which the secret must hold: that is proved before anything is made. */
function likeliest(slots: readonly SlotFact[]): SlotFact | undefined {
  const sorted = slots.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return sorted.find(({ status }) => status === 'Active') ?? sorted[0];
}
