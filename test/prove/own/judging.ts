import type { Call } from '../../../lib/core/rotation/calls.ts';
import type { Row } from '../../../lib/core/rotation/ledger.ts';
import { canBeTried } from '../../../lib/core/rotation/own.ts';
import { isWell, keyOf, lives, OLD, oursOf, proves, type World, works } from '../world.ts';

/** A call for a secret that its own function rotates, judged on what was read just before it. */
export function ofOwn(seen: World, row: Row, call: Call): string[] {
  if (call.do === 'startRotation') return ofStart(seen, row);
  const found: string[] = [];
  const says = (wrong: boolean, text: string): void => {
    if (wrong) found.push(text);
  };
  says(call.do !== 'dropPending' && call.do !== 'moveCurrent', `${call.do} is no call for such a secret`);
  says(row.place.table !== 'undo', 'something is taken back on the way forward');
  says(
    call.do === 'dropPending' && !works(seen, OLD),
    'its rotation is stopped though the version before does not log in',
  );
  if (call.do !== 'moveCurrent') return found;
  says(!works(seen, call.to), 'I2 AWSCURRENT is put on what does not log in');
  says(seen.current !== call.from, 'what a person put there is overwritten');
  says(seen.pending === oursOf(seen), 'AWSCURRENT is put back while the function may still go on');
  return found;
}

function ofStart(seen: World, row: Row): string[] {
  const found = Object.entries(seen.gates).flatMap(([name, holds]) =>
    holds === true ? [] : [`preflight: ${name}`],
  );
  const says = (wrong: boolean, text: string): void => {
    if (wrong) found.push(`preflight: ${text}`);
  };
  says(seen.current !== OLD, 'AWSCURRENT is not on the version that the plan knows');
  says(seen.pending !== null && seen.pending !== seen.current, 'another rotation is open');
  says(canBeTried(row.plan) && !works(seen, OLD), 'the version before does not log in');
  says(!seen.dependents.every((one) => isWell(seen, one)), 'a dependent is ill');
  const asked = row.plan.approvals.includes('deactivate') && !row.approved.includes('deactivate');
  says(asked, 'nobody has approved');
  return found;
}

const ORDER: readonly string[] = ['start', 'land', 'confirm'];

/** A step of the way forward that is passed by what was looked at alone. */
export function passesOwn(before: Row, after: Row): boolean {
  const [from, to] = [before.place, after.place];
  return from.table === 'own' && to.table === 'own' && ORDER.indexOf(to.step) > ORDER.indexOf(from.step);
}

/** What the ledger takes for landed is current and logs in, as the look told. */
export function landsOwn(world: World, before: Row, after: Row): string[] {
  const lands = before.place.step === 'land' && after.place.step === 'confirm';
  if (!lands) return [];
  return [
    ...(world.current === oursOf(world) ? [] : ['I2 taken as landed though it is not current']),
    ...(canBeTried(after.plan) && !proves(world, oursOf(world))
      ? ['I2 taken as landed though it does not log in']
      : []),
  ];
}

/** I5 for such a secret, on the world as it was when the end was written down. */
export function judgeOwnEnd(world: World, row: Row): string[] {
  const found: string[] = [];
  const says = (wrong: boolean, text: string): void => {
    if (wrong) found.push(`I5 ${row.state}: ${text}`);
  };
  const isIll = !world.dependents.every((one) => isWell(world, one));
  switch (row.state) {
    case 'done':
      says(world.current !== oursOf(world), 'AWSCURRENT is not on the new version');
      says(canBeTried(row.plan) && !proves(world, oursOf(world)), 'the new version does not log in');
      says(isIll, 'a dependent is ill');
      says(world.switch !== 'run', `the switch is on ${world.switch}`);
      break;
    case 'restored':
      says(!mayGoBack(world), 'rolled back for no reason');
      says(row.opened.length > 0 && world.current !== OLD, 'AWSCURRENT is not on the version before');
      says(world.pending === oursOf(world), 'AWSPENDING is left');
      // A row that a call of ours was lost of is looked at again.
      says(
        world.fn?.state === 'sent' && row.unresolved.length === 0,
        'a step of the function is still on its way',
      );
      says(row.opened.length > 0 && !proves(world, OLD), 'the version before does not log in');
      says(row.opened.length > 0 && isIll, 'a dependent is ill');
      break;
    case 'blocked':
      says(!mayStop(world, row), `nobody outside gave a reason (${row.fault?.because ?? ''})`);
      says(world.excuse === '' && isCut(world), 'a dependent holds what does not log in, and need not');
      break;
    case 'refused':
      says(world.faults === world.budget && world.excuse === '', 'refused for no reason');
      says(row.opened.length > 0, 'something was begun');
      break;
    case 'going':
      break;
    case 'parked':
    case 'superseded':
      says(true, 'is no end of it');
  }
  return found;
}

/** The old value works, and somebody holds another one that does not. */
function isCut(world: World): boolean {
  return lives(world, OLD) && world.dependents.some(({ held }) => !lives(world, held));
}

/** Something kept it from going forward. */
function mayGoBack({ fn, excuse, dependents, faults, budget }: World): boolean {
  return excuse !== '' || fn?.slow === true || faults < budget || dependents.some(({ ill }) => ill !== 'no');
}

/** And there was no way back: the old value is dead, or nobody could tell. */
function mayStop(world: World, { plan }: Row): boolean {
  const isDead = keyOf(world, OLD)?.status !== 'Active';
  // It was declared to keep the old value, and does not.
  const isMisjudged = isDead && plan.where.noWayBack.length === 0;
  return world.excuse !== '' || isMisjudged || (mayGoBack(world) && (isDead || !canBeTried(plan)));
}
