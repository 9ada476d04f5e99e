import { type Call, replaceable } from '../../lib/core/rotation/calls.ts';
import { doomed } from '../../lib/core/rotation/containing.ts';
import type { Row } from '../../lib/core/rotation/ledger.ts';
import type { EffectId } from '../../lib/core/rotation/step.ts';
import { mayBeOurs } from './effects.ts';
import { ofRedeploying } from './redeploys.ts';
import { type Blur, deniedIn, EMPTY, excused, FOREIGN, isWell, type World, works } from './world.ts';

/** What contain may not start while something the irreversible rests on is unread. */
const MUST_READ: Readonly<Partial<Record<EffectId, readonly Blur[]>>> = {
  publish: ['secret'],
  deleteEach: ['keys', 'secret', 'copies'],
};

/** A call of contain about to be made, judged on what was read just before it. */
export function judgeContainCall(
  seen: World,
  row: Row,
  effect: EffectId,
  call: Call,
  blur: Blur | null,
): string[] {
  const found: string[] = [];
  const says = (wrong: boolean, text: string): void => {
    if (wrong) found.push(text);
  };
  says(seen.containSwitch !== 'run', `I10 ${effect} while contain's switch is on ${seen.containSwitch}`);
  says(
    seen.row.rotation !== row.rotation || seen.row.seq !== row.seq,
    `I8 ${effect}: somebody else has the row`,
  );
  says(row.leaseUntil === null || seen.now >= row.leaseUntil, `I8 ${effect} starts outside its lease`);
  says(
    blur !== null && MUST_READ[effect]?.includes(blur) === true,
    `I12 ${effect} with ${blur ?? ''} unread`,
  );
  says(missing(row).length > 0, `I3 ${missing(row).join()} cut off and not in the ledger`);
  const spares = row.plan.spares ?? [];
  const isSparing = spares.length > 0;
  const working = workingIn(seen, row);
  says(
    isSparing && (call.do === 'denyAll' || ('key' in call && spares.includes(call.key))),
    `I3 ${effect} takes away a key that did not leak`,
  );
  const quelled = blur === 'keys' || working.length === 0;
  says(call.do === 'setStatus' && call.status === 'Active', 'what leaked is revived');
  says(SLOW.has(effect) && row.contain?.deny === 'none', `${effect} before the Deny was asked for`);
  says(effect === 'seal' && seen.denied.sessionsBefore === null, 'sealed before sessions are denied');
  says(
    effect === 'seal' && !deniedIn(seen).full && row.contain?.deny !== 'refused' && !isSparing,
    'sealed without a Deny',
  );
  says(
    AFTER_SEAL.has(effect) && row.contain?.seal === 'none',
    `${effect} before the evidence was to be sealed`,
  );
  says(effect === 'seal' && !quelled, `seal while ${working.join()} works`);
  // A fault costs at most two more: the value was lost, or the creation landed late and replaced what came after it.
  const most = excused(seen, 'fs') ? 5 : 1 + 2 * (seen.budget - seen.faults);
  says(
    call.do === 'createSuccessor' && replaceable(row.plan).length === 0,
    'a successor that nobody is given',
  );
  says(call.do === 'createSuccessor' && row.creations > most, 'a successor is made again for no reason');
  if (call.do === 'denySessions') {
    says(!quelled, `sessions are denied while ${working.join()} can make new ones`);
    const noted = row.times.deactivated ?? seen.now;
    // What was switched on and off again between two looks shows nowhere.
    const since = seen.keys.map((key) => (excused(seen, 'kl') ? Math.min(key.since, noted) : key.since));
    const latest = Math.max(...since) + row.plan.durations.settle;
    says(call.before < latest, 'sessions are denied before the deactivation has spread');
  }
  if (call.do === 'moveCurrent' || call.do === 'writeCopy') found.push(...published(seen, call));
  found.push(...ofRedeploying(seen, row, effect, call, blur));
  if (call.do === 'dropPending') {
    says(
      row.contain?.seal === 'sealed' &&
        doomed(row.plan, seen.keys).length > 0 &&
        row.plan.where.owner !== null,
      'AWSPENDING is given back before what leaked is gone',
    );
  }
  if (call.do === 'deleteKey') found.push(...removed(seen, row, call.key, quelled));
  return found;
}

/** The keys that contain must take away, and that are Active. */
function workingIn({ keys }: World, { plan }: Row): string[] {
  return doomed(plan, keys)
    .filter(({ status }) => status === 'Active')
    .map(({ id }) => id);
}

/** ROTATION's order: what shows how it leaked is sealed before anything new is made of it. */
const AFTER_SEAL: ReadonlySet<EffectId> = new Set(['createSuccessor', 'stage', 'publish', 'deleteEach']);

const SLOW: ReadonlySet<EffectId> = new Set([
  'quellEach',
  'denySessions',
  'seal',
  'createSuccessor',
  'stage',
  'publish',
  'deleteEach',
]);

function missing(row: Row): string[] {
  return row.plan.dependents.map(({ id }) => id).filter((id) => row.contain?.replaced[id] === undefined);
}

function published(seen: World, call: Call & { do: 'moveCurrent' | 'writeCopy' }): string[] {
  const found: string[] = [];
  const key = seen.versions[call.do === 'moveCurrent' ? call.to : call.version];
  if (key !== seen.successor) found.push('I2 a copy is pointed at what is not the successor');
  if (seen.successor !== null && !works(seen, seen.successor))
    found.push('I2 published before it was proved');
  const held = call.do === 'moveCurrent' ? seen.versions[seen.current] : seen.env;
  if ((held === FOREIGN || held === EMPTY) && !mayBeOurs(seen.row, call))
    found.push('what a person put there is overwritten');
  return found;
}

/** I4 for contain: evidence sealed and old refused. */
function removed(seen: World, row: Row, id: string, quelled: boolean): string[] {
  const found: string[] = [];
  if (!quelled || seen.keys.some((key) => key.id === id && key.status === 'Active')) {
    found.push(`I4 ${id} is deleted while a key is Active`);
  }
  if (row.contain?.seal !== 'sealed') found.push('I4 deleted before the evidence is sealed');
  if (row.plan.where.owner === null) found.push('I4 what nobody owns is deleted');
  if (works(seen, id)) found.push(`I4 ${id} is deleted while it is not refused yet`);
  if (row.plan.approvals.includes('delete') && !seen.row.approved.includes('delete')) {
    found.push('deletion was not approved');
  }
  const given = new Set(replaceable(row.plan).map((one) => one.id));
  if (given.size > 0 && seen.versions[seen.current] === id) found.push('I4 AWSCURRENT is on it');
  if (hasCopy(row) && seen.env === id) found.push('I4 a copy is on it');
  if (!excused(seen, 'dml') && seen.dependents.some((one) => given.has(one.id) && one.held === id))
    found.push('I4 a dependent was not moved');
  return found;
}

function hasCopy({ plan }: Row): boolean {
  return plan.copies.some(({ id }) => id === 'env');
}

const PAST: ReadonlySet<string> = new Set(['remove', 'tidy']);

/** What contain writes without a call: that its dependents have their replacement, and that it goes on. */
export function judgeContainWrite(world: World, before: Row, after: Row): string[] {
  const found: string[] = [];
  const checked = before.place.step === 'confirm' && PAST.has(after.place.step) && after.newKey !== null;
  if (checked && world.containSwitch !== 'run')
    found.push('I10 confirm is passed while the switch is not on run');
  const told = Object.values(after.contain?.replaced ?? {}).includes(after.newKey ?? '');
  const given = new Set(replaceable(before.plan).map(({ id }) => id));
  const moved = world.dependents.every(
    (one) =>
      !given.has(one.id) || (isWell(world, one) && (excused(world, 'dml') || one.held === after.newKey)),
  );
  if (checked && told && !moved) found.push('I3 a dependent is said to have its replacement, and has not');
  return found;
}

/** I5 for contain, on the world as it was when the end was written down. */
export function judgeContainEnd(world: World, row: Row): string[] {
  const found: string[] = [];
  const says = (wrong: boolean, text: string): void => {
    if (wrong) found.push(`I5 ${row.state}: ${text}`);
  };
  const working = workingIn(world, row);
  const isSparing = row.plan.spares !== undefined;
  const held = world.dependents.some((one) => row.plan.spares?.includes(one.held) && !works(world, one.held));
  says(held && !excused(world, 'k'), 'a key that did not leak does not work');
  if (row.state === 'done') {
    says(!deniedIn(world).full && !isSparing, 'contained without a Deny in force');
    says(working.length > 0, `${working.join()} is Active`);
    const last = Math.max(
      ...doomed(row.plan, world.keys).map(({ since }) => since),
      Number.NEGATIVE_INFINITY,
    );
    says(
      (world.denied.sessionsBefore ?? Number.NEGATIVE_INFINITY) < last,
      'a session made meanwhile is not denied',
    );
    const given = replaceable(row.plan).length > 0;
    says(given && world.versions[world.current] !== world.successor, 'AWSCURRENT is not on the successor');
    says(hasCopy(row) && world.env !== world.successor, 'a copy is not on the successor');
    says(!given && world.successor !== null, 'a successor that nobody is given');
    says(Object.values(row.contain?.replaced ?? {}).includes(null), 'a dependent has no replacement');
    says(row.contain?.seal === 'none', 'the evidence was not sealed, and nobody refused to');
    const owned = row.plan.where.owner !== null;
    says(
      owned && row.contain?.seal === 'sealed' && doomed(row.plan, world.keys).length > 0,
      'sealed, and what leaked is still there',
    );
  } else if (row.state === 'blocked') {
    says(!world.denied.full && working.length > 0, `blocked while ${working.join()} works`);
    says(
      world.excuse === '' && world.dependents.every(({ ill }) => ill === 'no') && !lacksPlace(row),
      `nobody outside gave a reason (${row.fault?.because ?? ''})`,
    );
  } else {
    says(true, 'is no end of contain');
  }
  return found;
}

/** Of whom no copy can be written, the plan ends by naming: nothing outside has to happen for that. */
function lacksPlace({ plan, fault }: Row): boolean {
  return fault?.because === 'allReplaced' && replaceable(plan).length < plan.dependents.length;
}
