import { type Call, versionOf } from '../../lib/core/rotation/calls.ts';
import type { Invocation } from '../../lib/core/rotation/invocation.ts';
import type { Row } from '../../lib/core/rotation/ledger.ts';
import type { EffectId, StepId } from '../../lib/core/rotation/step.ts';
import { judgeContainCall, judgeContainEnd, judgeContainWrite } from './containment.ts';
import { apply, sourceOf } from './physics.ts';
import {
  type Blur,
  type Dependent,
  isWell,
  keyOf,
  lives,
  NEVER,
  OLD,
  proves,
  type World,
  works,
} from './world.ts';

/** Effects that take the plan forward; the others put something back, or finish what can't go back. */
const FORWARD: ReadonlySet<EffectId> = new Set(['create', 'stage', 'publish', 'deactivateOld', 'deleteOld']);

/** What each forward effect must have been able to read. */
const MUST_READ: Readonly<Partial<Record<EffectId, readonly Blur[]>>> = {
  create: ['keys', 'secret', 'copies', 'dependents'],
  stage: ['secret'],
  publish: ['keys', 'secret', 'dependents'],
  deactivateOld: ['keys', 'uses', 'secret', 'copies', 'dependents'],
  deleteOld: ['keys', 'uses', 'secret', 'copies', 'dependents'],
  deleteNew: ['keys', 'uses', 'secret', 'copies', 'dependents'],
  deactivateNew: ['keys', 'uses', 'secret', 'copies', 'dependents'],
  deleteOrphan: ['keys'],
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
  if (row.plan.kind === 'contain') return judgeContainCall(seen, row, effect, call, blur);
  const after = apply(seen, call)[0];
  return [
    ...newly(seen, after),
    ...ofOrder(seen, row, effect, blur),
    ...ofCreation(seen, call),
    ...ofPublishing(seen, row, effect, call),
    ...ofDeactivation(seen, effect),
    ...ofDraining(seen, row, effect),
    ...ofTidying(seen, row, call),
    ...ofDeletion(seen, row, effect, call),
  ];
}

/** What is wrong with a world as it stands. */
export function wrongs(world: World): string[] {
  const found: string[] = [];
  if (world.keys.length > 2) found.push('I1 more than two keys');
  const named = world.versions[world.current];
  if (named !== undefined && !lives(world, named)) found.push('I2 AWSCURRENT names a dead credential');
  if (!lives(world, world.env)) found.push('I2 a copy holds a dead credential');
  for (const one of world.dependents) {
    if (!lives(world, one.held) && !willHeal(world, one))
      found.push(`I3 ${one.id} holds only a dead credential`);
  }
  return found;
}

/** Its copy was moved to and fro, by somebody outside or by two late effects, between two looks, and is good again: it heals at its next refresh. */
function willHeal(world: World, one: Dependent): boolean {
  const source = sourceOf(world, one);
  return (
    (world.excuse || world.late > 1) &&
    !one.stuck &&
    source !== undefined &&
    source !== one.held &&
    lives(world, source)
  );
}

function newly(before: World, after: World): string[] {
  const had = new Set(wrongs(before));
  return wrongs(after).filter((wrong) => !had.has(wrong));
}

function ofOrder(seen: World, row: Row, effect: EffectId, blur: Blur | null): string[] {
  const found: string[] = [];
  const tidies = effect === 'dropPending' && row.place.table === 'rotate';
  const forward = (FORWARD.has(effect) || tidies) && row.place.table !== 'repair';
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
  return found;
}

function ofCreation(seen: World, call: Call): string[] {
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

function ofPublishing(seen: World, row: Row, effect: EffectId, call: Call): string[] {
  if (call.do === 'stageVersion') {
    return seen.pending === null ? [] : ['AWSPENDING of somebody else is overwritten'];
  }
  if (call.do !== 'moveCurrent' && call.do !== 'writeCopy') return [];
  const found: string[] = [];
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
  const earlier = seen.dependents.filter((one) => {
    const copy = row.plan.dependents.find(({ id }) => id === one.id)?.copy;
    return copy !== undefined && moved.includes(copy);
  });
  if (earlier.some((one) => !isWell(seen, one) || (!seen.excuse && one.held !== row.newKey))) {
    found.push('I11 a wave goes on before the one before it was proved');
  }
  return found;
}

function ofDeactivation(seen: World, effect: EffectId): string[] {
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
  const at = row.approved.includes('users') ? (use?.byKnownAt ?? NEVER) : (use?.at ?? NEVER);
  if (at > seen.now - plan.durations.watch) found.push('the old one was used within its watch');
  return found;
}

/** AWSPENDING is how others see that a rotation is live: it is given back last. */
function ofTidying(seen: World, row: Row, call: Call): string[] {
  if (call.do !== 'dropPending') return [];
  const other = row.place.table === 'rotate' ? OLD : row.newKey;
  return keyOf(seen, other) === undefined ? [] : ['AWSPENDING is given back while two keys are there'];
}

function ofDraining(seen: World, row: Row, effect: EffectId): string[] {
  const received = row.opened.some((name) => name.startsWith('publish:'));
  const use = seen.used[row.newKey ?? '']?.at ?? NEVER;
  const drained = use <= seen.now - row.plan.durations.drain;
  if (effect !== 'deactivateNew') return [];
  const found: string[] = [];
  if (received && !drained) found.push('the new one was used within its drain');
  if (!seen.dependents.every((one) => isWell(seen, one)))
    found.push('I3 the new one goes with an ill dependent');
  return found;
}

/** I4. */
function ofDeletion(seen: World, row: Row, effect: EffectId, call: Call): string[] {
  if (call.do !== 'deleteKey') return [];
  const found: string[] = [];
  const key = keyOf(seen, call.key);
  if (key === undefined) return [];
  const { durations } = row.plan;
  // What somebody outside switched on and off again between two looks shows nowhere.
  const since = seen.excuse ? Math.min(key.since, row.times.deactivated ?? key.since) : key.since;
  if (key.status !== 'Inactive') found.push(`I4 ${key.id} is deleted while Active`);
  if (effect === 'deleteOrphan') {
    if (key.maker !== 'ours') found.push('I4 a key that is not ours is deleted');
    return found;
  }
  if (seen.dependents.some((one) => one.held === key.id && !willHeal(seen, one)))
    found.push(`I4 a dependent holds ${key.id}`);
  if (!seen.dependents.every((one) => isWell(seen, one))) found.push('I4 a dependent is ill');
  const use = seen.used[key.id];
  if (effect === 'deleteOld') {
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
    if (received && (use?.at ?? NEVER) > since) found.push('I4 used since its drain');
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

const ORDER: readonly StepId[] = [
  'issue',
  'stage',
  'prove',
  'publish',
  'confirm',
  'deactivate',
  'delete',
  'tidy',
  'verify',
];

/** A row that the ledger was given: its end, and what a switch forbids. */
export function judgeWrite(world: World, before: Row, after: Row): string[] {
  const found: string[] = [];
  if (before.plan.kind === 'contain') {
    if (world.containSwitch === 'freeze') found.push('I10 the ledger moves under freeze');
    found.push(...judgeContainWrite(world, before, after));
    return after.state === before.state ? found : [...found, ...judgeEnd(world, after)];
  }
  if (world.switch === 'freeze') found.push('I10 the ledger moves under freeze');
  if (before.exposed.length > 0) found.push('rule 1: a plan goes on after an exposure was recorded');
  const forward =
    ['rotate', 'retire'].includes(before.place.table) && before.place.table === after.place.table;
  const advanced = forward && ORDER.indexOf(after.place.step) > ORDER.indexOf(before.place.step);
  if (advanced && world.switch !== 'run' && before.intent === null) {
    found.push(`I10 ${before.place.step} is passed while the switch is on ${world.switch}`);
  }
  if (after.state !== before.state) found.push(...judgeEnd(world, after));
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

/** I5, on the world as it was when the end was written down. */
export function judgeEnd(world: World, row: Row): string[] {
  if (row.state === 'going') return [];
  if (row.plan.kind === 'contain') return judgeContainEnd(world, row);
  if (row.plan.kind === 'retire') return judgeRetireEnd(world, row);
  const found: string[] = [];
  const cut = world.dependents
    .filter((one) => !lives(world, one.held) && !willHeal(world, one))
    .map(({ id }) => id);
  const ours = world.keys.filter(({ id, maker }) => maker === 'ours' && id !== row.newKey);
  const says = (wrong: boolean, text: string): void => {
    if (wrong) found.push(`I5 ${row.state}: ${text}`);
  };
  switch (row.state) {
    case 'done':
      says(keyOf(world, OLD) !== undefined, 'the old one is still there');
      says(world.versions[world.current] !== row.newKey, 'AWSCURRENT is not on the new one');
      says(world.env !== row.newKey, 'a copy is not on the new one');
      says(keyOf(world, row.newKey)?.status !== 'Active', 'the new one is not Active');
      says(world.pending === versionOf(row), 'AWSPENDING is left');
      says(ours.length > 0, 'an orphan is left');
      says(cut.length > 0, `${cut.join()} cut off`);
      says(!world.dependents.every((one) => isWell(world, one)), 'a dependent is ill');
      says(world.switch !== 'run', `the switch is on ${world.switch}`);
      break;
    case 'restored':
      says(
        world.faults === world.budget &&
          world.hidden === 'asleep' &&
          !world.excuse &&
          row.plan.approvals.length === 0,
        'rolled back for no reason',
      );
      says(!lives(world, OLD) || !proves(world, OLD), 'the old one does not work');
      says(!world.dependents.every((one) => isWell(world, one)), 'a dependent is ill');
      says(row.newKey !== null && keyOf(world, row.newKey) !== undefined, 'the new one is still there');
      says(
        world.versions[world.current] === row.newKey && row.newKey !== null,
        'AWSCURRENT is on the new one',
      );
      says(world.env === row.newKey, 'a copy is on the new one');
      says(world.pending === versionOf(row), 'AWSPENDING is left');
      says(ours.length > 0, 'an orphan is left');
      says(cut.length > 0, `${cut.join()} cut off`);
      break;
    case 'parked':
      says(
        !mayStop(world, row) && world.hidden === 'asleep' && row.plan.approvals.length === 0,
        `nobody outside gave a reason (${row.fault?.because ?? ''})`,
      );
      says(cut.length > 0 && !world.excuse, `${cut.join()} cut off`);
      break;
    case 'blocked':
      says(!mayStop(world, row), `nobody outside gave a reason (${row.fault?.because ?? ''})`);
      says(cut.length > 0 && !row.noReturn && !world.excuse && world.late < 2, `${cut.join()} cut off`);
      break;
    case 'refused':
      says(world.faults === world.budget && !world.excuse, 'refused for no reason');
      says(row.opened.length > 0, 'something was begun');
      break;
    case 'superseded':
      break;
  }
  return found;
}

function judgeRetireEnd(world: World, row: Row): string[] {
  const key = keyOf(world, OLD);
  const wrong =
    (row.state === 'done' && key !== undefined) ||
    (row.state === 'restored' && (!lives(world, OLD) || !proves(world, OLD))) ||
    (row.state === 'refused' && row.opened.length > 0) ||
    (row.state === 'parked' &&
      !mayStop(world, row) &&
      world.hidden === 'asleep' &&
      row.plan.approvals.length === 0) ||
    (row.state === 'blocked' && !mayStop(world, row));
  return wrong ? [`I5 ${row.state}: ${row.fault?.because ?? ''}`] : [];
}

/** Somebody outside gave a reason; past the point of no return an illness is one, for nothing can be put back. */
function mayStop(world: World, row: Row): boolean {
  const late = row.place.table === 'revive' && row.unresolved.length > 0;
  return (
    world.excuse ||
    world.late > 1 ||
    late ||
    (row.noReturn && world.dependents.some((one) => !isWell(world, one)))
  );
}
