import type { Call } from '../../lib/core/rotation/calls.ts';
import type { Invocation } from '../../lib/core/rotation/invocation.ts';
import { isUnseen } from '../../lib/core/rotation/kinds/abilities.ts';
import type { Row } from '../../lib/core/rotation/ledger.ts';
import type { EffectId } from '../../lib/core/rotation/step.ts';
import { judgeContainCall } from './containment.ts';
import { ofDeletion } from './deletions.ts';
import { ofCreation, ofDeactivation, ofDraining, ofPublishing, ofTidying } from './effects.ts';
import { cutOff, wasMoved, wrongs } from './holders.ts';
import { ofOwn } from './own/judging.ts';
import { asTaken } from './physics.ts';
import { ofRedeploying } from './redeploys.ts';
import { type Blur, isByHand, type World } from './world.ts';

/** Effects that take the plan forward; the others put something back, or finish what can't go back. */
const FORWARD: ReadonlySet<EffectId> = new Set([
  'create',
  'stage',
  'publish',
  'deactivateOld',
  'deleteOld',
  'startRotation',
]);

/** What each forward effect must have been able to read. */
const MUST_READ: Readonly<Partial<Record<EffectId, readonly Blur[]>>> = {
  create: ['keys', 'secret', 'copies', 'dependents'],
  stage: ['secret'],
  publish: ['keys', 'secret', 'dependents'],
  redeploy: ['deployments'],
  deactivateOld: ['keys', 'uses', 'secret', 'copies', 'dependents'],
  deleteOld: ['keys', 'uses', 'secret', 'copies', 'dependents'],
  deleteNew: ['keys', 'uses', 'secret', 'copies', 'dependents'],
  deactivateNew: ['keys', 'uses', 'secret', 'copies', 'dependents'],
  deleteOrphan: ['keys'],
  startRotation: ['secret', 'proofs', 'dependents'],
  haltRotation: ['secret', 'proofs'],
  restoreCurrent: ['secret', 'proofs'],
};

/** A call about to be made, judged on what was read just before it, as if it landed at once. */
export function judgeCall(
  seen: World,
  row: Row,
  effect: EffectId,
  call: Call,
  { blur, memory }: { readonly blur: Blur | null; readonly memory: string | null },
): string[] {
  if (call.do === 'stageVersion' && memory !== call.key) return ['a value that nobody has is stored'];
  if (call.do === 'writeCopy' && isByHand(seen)) return ['a copy is written that only a person writes'];
  if (row.plan.kind === 'contain') return judgeContainCall(seen, row, effect, call, blur);
  const after = asTaken(seen, call);
  if (seen.fn !== null)
    return [...newly(seen, after), ...ofOrder(seen, row, effect, blur), ...ofOwn(seen, row, call)];
  return [
    ...newly(seen, after).filter((wrong) => !isAnsweredFor(seen, row, effect, wrong)),
    ...ofOrder(seen, row, effect, blur),
    ...ofCreation(seen, call),
    ...ofPublishing(seen, row, effect, call),
    ...ofDeactivation(seen, effect),
    ...ofDraining(seen, row, effect),
    ...ofTidying(seen, row, call),
    ...ofRedeploying(seen, row, effect, call, blur),
    ...ofDeletion(seen, row, effect, call),
  ];
}

/**
 * Whoever never took what was published can't be told from whoever did, where nothing tells of a use: that a person
 * answered for. It shows in their health, and they have it back.
 */
function isAnsweredFor({ dependents, plan }: World, row: Row, effect: EffectId, wrong: string): boolean {
  const isOfStatus = effect === 'deactivateOld' || effect === 'deactivateNew';
  if (!isUnseen(plan) || !isOfStatus || row.plan.kind === 'contain') return false;
  return dependents.some(({ id, stuck }) => stuck && wrong.startsWith(`I3 ${id} `));
}

function newly(before: World, after: World): string[] {
  const had = new Set(wrongs(before));
  // Tasks that started between two looks, while their copy was moved to and fro: a race, to be found by the next one.
  const unseen = after.dependents.filter((one) => one.rollout !== undefined && wasMoved(after, one));
  const raced = new Set(unseen.map(({ id }) => cutOff(id)));
  return wrongs(after).filter((wrong) => !had.has(wrong) && !raced.has(wrong));
}

function ofOrder(seen: World, row: Row, effect: EffectId, blur: Blur | null): string[] {
  const found: string[] = [];
  const tidies = effect === 'dropPending' && row.place.table === 'rotate';
  const moves = effect === 'redeploy' && row.place.table === 'rotate';
  const forward = (FORWARD.has(effect) || tidies || moves) && row.place.table !== 'repair';
  if (forward && seen.switch !== 'run') found.push(`I10 ${effect} while the switch is on ${seen.switch}`);
  if (seen.switch === 'freeze') found.push(`I10 ${effect} under freeze`);
  if (seen.row.exposed.length > 0) found.push(`rule 1: ${effect} starts after an exposure was recorded`);
  if (seen.row.seq !== row.seq || seen.row.rotation !== row.rotation)
    found.push(`I8 ${effect} starts though somebody else has the row`);
  if (row.leaseUntil === null || seen.now >= row.leaseUntil)
    found.push(`I8 ${effect} starts outside its lease`);
  if (blur !== null && MUST_READ[effect]?.includes(blur) === true) {
    found.push(`I12 ${effect} with ${blur} unread`);
  }
  if (forward && seen.hangs && MUST_READ[effect]?.includes('dependents') === true) {
    found.push(`I12 ${effect} with a probe that hangs`);
  }
  return found;
}

/** Whoever only comes to look leaves a row alone while somebody may be acting on it. */
export function judgeTaking(
  { row, now }: World,
  { at, memory }: Invocation & { at: 'looking' | 'rechecking' },
): string[] {
  if (at !== 'looking' || row.leaseUntil === null || now >= row.leaseUntil) return [];
  const keeper = row.intent === null && memory !== null && memory === row.newKey;
  return keeper ? [] : ['I8 a row is taken before its lease has run out'];
}
