import type { Call } from '../../lib/core/rotation/calls.ts';
import { isUnseen } from '../../lib/core/rotation/kinds/abilities.ts';
import type { Row } from '../../lib/core/rotation/ledger.ts';
import type { EffectId } from '../../lib/core/rotation/step.ts';
import { willHeal } from './holders.ts';
import { excused, isWell, keyOf, lives, NEVER, type World } from './world.ts';

/** I4. */
export function ofDeletion(seen: World, row: Row, effect: EffectId, call: Call): string[] {
  if (call.do !== 'deleteKey') return [];
  const found: string[] = [];
  const key = keyOf(seen, call.key);
  if (key === undefined) return [];
  const { durations } = row.plan;
  // What somebody outside switched on and off again between two looks shows nowhere.
  const since = excused(seen, 'k') ? Math.min(key.since, row.times.deactivated ?? key.since) : key.since;
  if (key.status !== 'Inactive') found.push(`I4 ${key.id} is deleted while Active`);
  if (effect === 'deleteOrphan') {
    if (key.maker !== 'ours') found.push('I4 a key that is not ours is deleted');
    return found;
  }
  if (seen.dependents.some((one) => one.held === key.id && !willHeal(seen, one)))
    found.push(`I4 a dependent holds ${key.id}`);
  if (!seen.dependents.every((one) => isWell(seen, one))) found.push('I4 a dependent is ill');
  const use = seen.used[key.id];
  if (isUnseen(row.plan) && row.opened.some((name) => name.startsWith('publish:') || effect === 'deleteOld'))
    found.push('I4 deleted, and nothing could have told that it is used');
  if (effect === 'deleteOld') {
    if (row.plan.where.owner === null) found.push('I4 what nobody owns is deleted');
    if (seen.now < since + durations.quarantine) found.push('I4 deleted before its quarantine is over');
    if (seen.plan.approvals.includes('delete') && !seen.row.approved.includes('delete')) {
      found.push('deletion was not approved');
    }
    if (row.plan.kind === 'rotate') found.push(...ofOther(seen, row));
    const at = row.approved.includes('users') ? (use?.byKnownAt ?? NEVER) : (use?.at ?? NEVER);
    if (at >= since - durations.watch) found.push('I4 used since the watch');
  } else {
    const received = row.opened.some((name) => name.startsWith('publish:'));
    if (received && seen.now < since + durations.drain) found.push('I4 deleted before it drained');
    if (received && (use?.at ?? NEVER) >= since - durations.drain)
      found.push('I4 used since its drain began');
    if (seen.versions[seen.current] === key.id) found.push('I4 AWSCURRENT is on it');
    if (seen.env === key.id) found.push('I4 a copy is on it');
  }
  return found;
}

function ofOther(seen: World, row: Row): string[] {
  const found: string[] = [];
  if (seen.dependents.some(({ held }) => held !== row.newKey && held !== 'X'))
    found.push('I4 not with the other');
  if (!lives(seen, row.newKey ?? '')) found.push('I4 the other is not Active');
  if (seen.versions[seen.current] !== row.newKey) found.push('I4 AWSCURRENT is not on the other');
  if (seen.env !== row.newKey) found.push('I4 a copy is not on the other');
  return found;
}
