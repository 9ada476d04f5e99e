import { versionOf } from '../../lib/core/rotation/calls.ts';
import { isUnseen } from '../../lib/core/rotation/kinds/abilities.ts';
import type { Row } from '../../lib/core/rotation/ledger.ts';
import type { StepId } from '../../lib/core/rotation/step.ts';
import { judgeContainEnd, judgeContainWrite } from './containment.ts';
import { willHeal } from './holders.ts';
import { judgeOwnEnd, landsOwn, passesOwn } from './own/judging.ts';
import { ofRefreshing } from './redeploys.ts';
import { excused, isByHand, isWell, keyOf, lives, OLD, proves, type World } from './world.ts';

const ORDER: readonly StepId[] = [
  'issue',
  'stage',
  'prove',
  'publish',
  'refresh',
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
  if (world.fn !== null) {
    const isHeld = passesOwn(before, after) && world.switch !== 'run' && before.intent === null;
    if (isHeld) found.push(`I10 ${before.place.step} is passed while the switch is on ${world.switch}`);
    found.push(...landsOwn(world, before, after));
    return after.state === before.state ? found : [...found, ...judgeEnd(world, after)];
  }
  const forward =
    ['rotate', 'retire'].includes(before.place.table) && before.place.table === after.place.table;
  const advanced = forward && ORDER.indexOf(after.place.step) > ORDER.indexOf(before.place.step);
  if (advanced && world.switch !== 'run' && before.intent === null) {
    found.push(`I10 ${before.place.step} is passed while the switch is on ${world.switch}`);
  }
  found.push(...ofRefreshing(world, before, after));
  if (after.state !== before.state) found.push(...judgeEnd(world, after));
  return found;
}

/** I5, on the world as it was when the end was written down. */
export function judgeEnd(world: World, row: Row): string[] {
  if (row.state === 'going') return [];
  if (row.plan.kind === 'contain') return judgeContainEnd(world, row);
  if (world.fn !== null) return judgeOwnEnd(world, row);
  if (row.plan.kind === 'retire') return judgeRetireEnd(world, row);
  const found: string[] = [];
  const cut = world.dependents
    .filter((one) => !lives(world, one.held) && !willHeal(world, one))
    // Only the secret had the old value that it should be given back.
    .filter(({ held }) => row.state !== 'blocked' || !world.secretGone || held === OLD)
    .map(({ id }) => id);
  const ours = world.keys.filter(({ id, maker }) => maker === 'ours' && id !== row.newKey);
  const says = (wrong: boolean, text: string): void => {
    if (wrong) found.push(`I5 ${row.state}: ${text}`);
  };
  switch (row.state) {
    case 'done':
      says(isLeft(world, row, OLD), 'the old one is still there');
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
          world.excuse === '' &&
          row.plan.approvals.length === 0 &&
          // Who should have done it by hand may not have done it in time.
          !isByHand(world),
        'rolled back for no reason',
      );
      says(!lives(world, OLD) || !proves(world, OLD), 'the old one does not work');
      says(!world.dependents.every((one) => isWell(world, one)), 'a dependent is ill');
      says(isLeft(world, row, row.newKey), 'the new one is still there');
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
      says(cut.length > 0 && !excused(world, 'kmd'), `${cut.join()} cut off`);
      break;
    case 'blocked':
      says(!mayStop(world, row), `nobody outside gave a reason (${row.fault?.because ?? ''})`);
      says(
        cut.length > 0 && !row.noReturn && !excused(world, 'kmd') && world.late < 2 && !isBarred(world),
        `${cut.join()} cut off`,
      );
      break;
    case 'refused':
      says(world.faults === world.budget && world.excuse === '', 'refused for no reason');
      says(row.opened.length > 0, 'something was begun');
      break;
    case 'superseded':
      break;
  }
  return found;
}

/** What nothing tells of stays, and stays Inactive. */
function isLeft(world: World, { plan }: Row, id: string | null): boolean {
  const key = keyOf(world, id);
  if (key === undefined) return false;
  return !isUnseen(plan) || key.status === 'Active';
}

/** AWS lets nobody give the old one back. */
function isBarred({ fails }: World): boolean {
  return fails === 'setStatus' || fails === 'writeCopy' || fails === 'moveCurrent' || fails === 'redeploy';
}

function judgeRetireEnd(world: World, row: Row): string[] {
  const key = keyOf(world, OLD);
  const isDeleted = row.plan.where.owner !== null && !isUnseen(row.plan);
  // What a person does to a key between the last look and the end shows nowhere.
  const isKept = world.switch === 'run' && (key?.status === 'Inactive' || excused(world, 'k'));
  const wrong =
    (row.state === 'done' && !(isDeleted ? key === undefined : isKept)) ||
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
    world.excuse !== '' ||
    world.reader === 'done' ||
    world.late > 1 ||
    late ||
    (row.noReturn && world.dependents.some((one) => !isWell(world, one)))
  );
}
