import type { Call } from './calls.ts';
import type { EffectId } from './step.ts';

/**
 * Who may do what, each with permissions of its own: the observer reads, the issuer makes keys and stores them, the
 * publisher reads the pinned version, writes one declared copy and redeploys who reads it, the prober reads it and writes nothing, the
 * switcher moves statuses, labels and policies, the reaper deletes.
 */
export type Role = 'observer' | 'issuer' | 'publisher' | 'prober' | 'switcher' | 'reaper';

const ROLES: Readonly<Record<Call['do'], Role>> = {
  createKey: 'issuer',
  stageVersion: 'issuer',
  createSuccessor: 'issuer',
  startRotation: 'issuer',
  writeCopy: 'publisher',
  redeploy: 'publisher',
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

const CALLS: Readonly<Record<EffectId, readonly Call['do'][]>> = {
  create: ['createKey'],
  stage: ['stageVersion'],
  publish: ['writeCopy', 'moveCurrent'],
  redeploy: ['redeploy'],
  deactivateOld: ['setStatus'],
  deleteOld: ['deleteKey'],
  dropPending: ['dropPending'],
  reactivateOld: ['setStatus'],
  restoreCopy: ['writeCopy', 'moveCurrent'],
  deactivateNew: ['setStatus'],
  deleteNew: ['deleteKey'],
  reviveNew: ['setStatus'],
  startRotation: ['startRotation'],
  haltRotation: ['dropPending'],
  restoreCurrent: ['moveCurrent'],
  quellOrphan: ['setStatus'],
  deleteOrphan: ['deleteKey'],
  denyAll: ['denyAll'],
  quellEach: ['setStatus'],
  denySessions: ['denySessions'],
  seal: ['seal'],
  createSuccessor: ['createSuccessor'],
  deleteEach: ['deleteKey'],
};

/** Whose permissions an effect may need: where a value goes into a secret or into a copy, one of two. */
export function rolesOf(effect: EffectId): readonly Role[] {
  return [...new Set(CALLS[effect].map((call) => ROLES[call]))];
}

/** Seconds that an invocation of a role may take: Lambda stops it then. */
export const WORKER_SECONDS = 300;
