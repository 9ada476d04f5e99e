import type { Call } from '../../lib/core/rotation/calls.ts';
import { isUnseen } from '../../lib/core/rotation/kinds/abilities.ts';
import type { Row } from '../../lib/core/rotation/ledger.ts';
import type { EffectId } from '../../lib/core/rotation/step.ts';
import { EMPTY, excused, FOREIGN, isWell, keyOf, lives, NEVER, OLD, type World, works } from './world.ts';

/** Effects of the way back. */
const BACK: ReadonlySet<string> = new Set([
  'reactivateOld',
  'restoreCopy',
  'deactivateNew',
  'deleteNew',
] satisfies EffectId[]);

/** What each effect of rotate, retire and their ways back must find, but for deletions. */

export function ofCreation(seen: World, call: Call): string[] {
  if (call.do !== 'createKey') return [];
  const found: string[] = [];
  const { gates } = seen;
  if (seen.keys.length >= 2) found.push('I1 a third key is asked for');
  for (const [name, holds] of Object.entries(gates)) if (holds !== true) found.push(`preflight: ${name}`);
  if (keyOf(seen, OLD)?.status !== 'Active') found.push('preflight: the old one is not Active');
  if (seen.versions[seen.current] !== OLD) found.push('preflight: AWSCURRENT is not on the old one');
  if (seen.env !== OLD) found.push('preflight: a copy is not on the old one');
  if (seen.pending !== null) found.push('preflight: somebody has AWSPENDING');
  if (!seen.dependents.every((one) => isWell(seen, one))) found.push('preflight: a dependent is ill');
  if (seen.keys.some(({ id }) => id !== OLD)) found.push('preflight: a key nobody explained');
  return found;
}

export function ofPublishing(seen: World, row: Row, effect: EffectId, call: Call): string[] {
  if (call.do === 'stageVersion') {
    return seen.pending === null ? [] : ['AWSPENDING of somebody else is overwritten'];
  }
  if (call.do !== 'moveCurrent' && call.do !== 'writeCopy') return [];
  const found: string[] = [];
  const held = call.do === 'moveCurrent' ? seen.versions[seen.current] : seen.env;
  if ((held === FOREIGN || held === EMPTY) && !mayBeOurs(row, call))
    found.push('what a person put there is overwritten');
  const key = seen.versions[call.do === 'moveCurrent' ? call.to : call.version];
  if (keyOf(seen, key ?? null)?.proved !== true && !works(seen, key ?? ''))
    found.push('I2 what is published was not proved');
  // Contain's successor is another principal's, and is not among the user's keys.
  if (row.plan.kind !== 'contain' && keyOf(seen, key ?? null)?.status !== 'Active')
    found.push('I2 what is published is not Active');
  if (effect !== 'publish' || row.place.table === 'repair') return found;
  const moved = row.plan.copies.slice(0, row.place.copy).map(({ id }) => id);
  const fell =
    (moved.includes('env') && seen.env !== row.newKey) ||
    (moved.includes('secret') && seen.versions[seen.current] !== row.newKey);
  if (fell) found.push('I11 a wave goes on though an earlier copy fell back');
  if (row.opened.some((name) => BACK.has(name.split(':')[0] ?? '')))
    found.push('I11 a wave goes on after its plan began to go back');
  const earlier = seen.dependents.filter((one) => {
    const copy = row.plan.dependents.find(({ id }) => id === one.id)?.copy;
    return copy !== undefined && moved.includes(copy);
  });
  if (earlier.some((one) => !isWell(seen, one) || (!excused(seen, 'dm') && one.held !== row.newKey))) {
    found.push('I11 a wave goes on before the one before it was proved');
  }
  return found;
}

/** Where nothing can be read back, a change by somebody else can't be told from a write of ours that was never answered. */
export function mayBeOurs({ marks }: Row, call: Call): boolean {
  return call.do === 'writeCopy' && marks?.[call.copy]?.lost === true;
}

export function ofDeactivation(seen: World, effect: EffectId): string[] {
  if (effect !== 'deactivateOld') return [];
  const found: string[] = [];
  const { row, plan } = seen;
  if (plan.kind === 'rotate' && !lives(seen, row.newKey ?? '')) found.push('I2 the new one is not Active');
  if (plan.kind === 'retire' && seen.gates.window !== true) found.push('retire outside its window');
  if (plan.approvals.includes('deactivate') && !row.approved.includes('deactivate')) {
    found.push('deactivation was not approved');
  }
  if (!seen.dependents.every((one) => isWell(seen, one))) found.push('I3 deactivation with an ill dependent');
  const use = seen.used[OLD];
  if (isUnseen(plan) && !row.approved.includes('deactivate')) found.push('nobody stood in for its quiet');
  // A stranger's use of what nothing tells of is what a person has answered for.
  const at =
    isUnseen(plan) || row.approved.includes('users') ? (use?.byKnownAt ?? NEVER) : (use?.at ?? NEVER);
  const isToBeSeen = !isUnseen(plan) || !excused(seen, 'dm');
  if (isToBeSeen && at > seen.now - plan.durations.watch) found.push('the old one was used within its watch');
  return found;
}

/** AWSPENDING is how others see that a rotation is live: it is given back last. */
export function ofTidying(seen: World, row: Row, call: Call): string[] {
  if (call.do !== 'dropPending') return [];
  const other = row.place.table === 'rotate' ? OLD : row.newKey;
  // What a person switches between the look and the call shows to the next one.
  const isOver = isUnseen(seen.plan)
    ? keyOf(seen, other)?.status !== 'Active' || excused(seen, 'k')
    : keyOf(seen, other) === undefined;
  return isOver ? [] : ['AWSPENDING is given back while two keys are there'];
}

export function ofDraining(seen: World, row: Row, effect: EffectId): string[] {
  const received = row.opened.some((name) => name.startsWith('publish:'));
  const used = seen.used[row.newKey ?? ''];
  const use = (isUnseen(row.plan) ? used?.byKnownAt : used?.at) ?? NEVER;
  const drained = (isUnseen(row.plan) && excused(seen, 'dm')) || use <= seen.now - row.plan.durations.drain;
  if (effect !== 'deactivateNew') return [];
  const found: string[] = [];
  if (received && !drained) found.push('the new one was used within its drain');
  if (!seen.dependents.every((one) => isWell(seen, one)))
    found.push('I3 the new one goes with an ill dependent');
  return found;
}
