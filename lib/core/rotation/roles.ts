import type { Call } from './calls.ts';

/**
 * Who may do what, each with permissions of its own: the observer reads, the issuer makes keys and stores them, the
 * publisher reads the pinned version and writes one declared copy, the prober reads it and writes nothing, the
 * switcher moves statuses, labels and policies, the reaper deletes.
 */
export type Role = 'observer' | 'issuer' | 'publisher' | 'prober' | 'switcher' | 'reaper';

const ROLES: Readonly<Record<Call['do'], Role>> = {
  createKey: 'issuer',
  stageVersion: 'issuer',
  createSuccessor: 'issuer',
  writeCopy: 'publisher',
  moveCurrent: 'switcher',
  setStatus: 'switcher',
  dropPending: 'switcher',
  denyAll: 'switcher',
  denySessions: 'switcher',
  deleteKey: 'reaper',
  // Into Nightwarden's own bucket; in the account that is looked at, it only reads.
  seal: 'observer',
};

/** Whose permissions a call needs. */
export function roleOf(call: Call): Role {
  return ROLES[call.do];
}
