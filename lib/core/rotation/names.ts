import type { PlanKind } from './plan.ts';
import type { Role } from './roles.ts';
import type { StepId, TableId } from './step.ts';

/** Where a row stands, as one word: `rotate.publish`. */
export type PlaceName = `${TableId}.${StepId}`;

/** How a step is called where a person on call reads it. */
export interface StepName {
  /** While something is waited for, or checked. */
  readonly waits: string;
  /** While its call is made, by whose permissions it is made; a check has none. */
  readonly does: Readonly<Partial<Record<Role, string>>>;
}

function check(waits: string): StepName {
  return { waits, does: {} };
}

function step(waits: string, does: StepName['does']): StepName {
  return { waits, does };
}

/**
 * Every step of every plan. A table or a step that is added has no name here, and no machine is made until it has one.
 */
export const STEP_NAMES: Readonly<Record<string, StepName>> = {
  'rotate.issue': step('Wait until a new key may be made', { issuer: 'Issue the new key' }),
  'rotate.stage': step('Wait until the new key may be stored', { issuer: 'Store the new key as pending' }),
  'rotate.prove': check('Prove the new key in each Region'),
  'rotate.publish': step('Wait until the next copy may be published', {
    publisher: 'Publish to the next copy',
    switcher: 'Make the new version current',
  }),
  'rotate.refresh': step('Wait for the tasks of who reads this copy', {
    publisher: 'Redeploy a service that reads this copy',
  }),
  'rotate.confirm': check('Wait for the refresh, then probe the dependents'),
  'rotate.deactivate': step('Watch the old key, then deactivate it', { switcher: 'Deactivate the old key' }),
  'rotate.delete': step('Quarantine, then delete the old key', { reaper: 'Delete the old key' }),
  'rotate.tidy': step('Wait until the pending label may be taken off', {
    switcher: 'Take the pending label off',
  }),
  'rotate.verify': check('Verify that everything is on the new key'),

  'rollback.reactivate': step('Roll back: wait to reactivate the old key', {
    switcher: 'Roll back: reactivate the old key',
  }),
  'rollback.proveOld': check('Roll back: prove the old key'),
  'rollback.repoint': step('Roll back: wait to restore the next copy', {
    publisher: 'Roll back: restore the next copy',
    switcher: 'Roll back: make the old version current',
  }),
  'rollback.refresh': step('Roll back: wait for the tasks to take the old value', {
    publisher: 'Roll back: redeploy a service that may hold the new value',
  }),
  'rollback.confirmOld': check('Roll back: wait for the refresh, then probe the dependents'),
  'rollback.deactivateNew': step('Roll back: let holders of the new key drain', {
    switcher: 'Roll back: deactivate the new key',
  }),
  'rollback.deleteNew': step('Roll back: wait to delete the new key', {
    reaper: 'Roll back: delete the new key',
  }),
  'rollback.tidyNew': step('Roll back: wait to take the pending label off', {
    switcher: 'Roll back: take the pending label off',
  }),
  'rollback.verifyOld': check('Roll back: verify that everything is on the old key'),

  'own.start': step('Wait until its own rotation may be started', { issuer: 'Start its own rotation' }),
  'own.land': check('Watch its own rotation until the new version is current and proved'),
  'own.confirm': check('Wait for the refresh, then verify that its readers are well on the new version'),
  'undo.proveOld': check('Undo: see whether the version before still logs in'),
  'undo.halt': step('Undo: wait to take the pending label off its rotation', {
    switcher: 'Undo: take the pending label off its rotation',
  }),
  'undo.repoint': step('Undo: wait to make the version before current', {
    switcher: 'Undo: make the version before current',
  }),
  'undo.confirmOld': check('Undo: wait until nothing of its rotation can land, then probe its readers'),

  'retire.deactivate': step('Watch the unused key, then deactivate it', {
    switcher: 'Deactivate the unused key',
  }),
  'retire.delete': step('Quarantine, then delete the unused key', { reaper: 'Delete the unused key' }),
  'restore.reactivate': step('Restore: wait to reactivate the key', {
    switcher: 'Restore: reactivate the key',
  }),
  'restore.proveOld': check('Restore: prove the key'),

  'contain.deny': step('Wait until the principal may be denied', {
    switcher: 'Deny the principal everything',
  }),
  'contain.quellAll': step('Wait until its keys may be deactivated', {
    switcher: 'Deactivate each of its keys',
  }),
  'contain.sessions': step('Wait until the deactivation has spread', {
    switcher: 'Deny the sessions that are left',
  }),
  'contain.seal': step('Wait until the evidence may be sealed', { observer: 'Seal the evidence' }),
  'contain.succeed': step('Wait until the successor may be made', {
    issuer: 'Make the successor and its key',
  }),
  'contain.stage': step("Wait until the successor's key may be stored", {
    issuer: "Store the successor's key as pending",
  }),
  'contain.publish': step("Prove the successor's key before the next copy", {
    publisher: "Publish the successor's key to the next copy",
    switcher: "Make the successor's version current",
  }),
  'contain.refresh': step("Wait for the tasks to take the successor's key", {
    publisher: "Redeploy a service that takes the successor's key",
  }),
  'contain.confirm': check("Wait for the successor's refresh, then probe the dependents"),
  'contain.remove': step('Wait until what leaked may be deleted', { reaper: 'Delete what leaked' }),
  'contain.tidy': step("Wait until the successor's pending label may be taken off", {
    switcher: "Take the successor's pending label off",
  }),

  'reap.quell': step('Orphan: wait to deactivate it', { switcher: 'Orphan: deactivate the lost key' }),
  'reap.reap': step('Orphan: wait to delete it', { reaper: 'Orphan: delete the lost key' }),
  'revive.revive': step('Revive: wait to reactivate the new key', {
    switcher: 'Revive: reactivate the new key, which somebody holds',
  }),
  'revive.reactivate': step('Revive: see that the old key is Active too', {
    switcher: 'Revive: reactivate the old key too',
  }),
  'repair.refresh': step('Repair: wait for the tasks to take the new key', {
    publisher: 'Repair: redeploy a service that reads the copy',
  }),
  'repair.republish': step('Repair: wait to publish the new key once more', {
    publisher: 'Repair: publish the new key to a copy that fell back',
    switcher: 'Repair: make the new version current once more',
  }),
} as const satisfies Partial<Record<PlaceName, StepName>>;

/** @throws {Error} when the step has no name */
export function nameOf(table: TableId, id: StepId): StepName {
  const found = STEP_NAMES[`${table}.${id}`];
  if (found === undefined) throw new Error(`expected a name for the step ${table}.${id}, found none`);
  return found;
}

/** What a person on call reads of each plan. */
export const PLAN_NAMES: Readonly<Record<PlanKind, string>> = {
  rotate: 'A new credential in the place of the old one, without an outage',
  retire: 'A credential that nobody depends on goes',
  contain: 'What leaked is refused, and its dependents get something else',
};
