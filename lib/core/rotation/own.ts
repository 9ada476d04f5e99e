import { both, current, either, pending, yes } from './answers.ts';
import { versionOf } from './calls.ts';
import { ABILITIES } from './kinds/abilities.ts';
import type { Row } from './ledger.ts';
import type { Plan, PlanKind } from './plan.ts';
import type { Answer, Guard, Scene } from './scene.ts';
import type { StepId, TableId } from './step.ts';

/** A secret that a function of its own rotates: nothing here makes its values, or takes one away. */

/** The way of a plan, forward. */
export function tableOf({ kind, credentialKind }: Pick<Plan, 'kind' | 'credentialKind'>): PlanKind | 'own' {
  return kind === 'rotate' && ABILITIES[credentialKind].madeBy === 'function' ? 'own' : kind;
}

/** Where its way back begins. */
export function backOf(plan: Pick<Plan, 'kind' | 'credentialKind'>): {
  readonly table: TableId;
  readonly step: StepId;
} {
  const table = tableOf(plan);
  if (table === 'own') return { table: 'undo', step: 'proveOld' };
  return { table: table === 'retire' ? 'restore' : 'rollback', step: 'reactivate' };
}

/** Whether anything can log in with a version, to show that it works. */
export function canBeTried({ where }: Plan): boolean {
  return where.shape.as !== 'opaque';
}

/** Secrets Manager was never asked: whatever is wrong, it is not of this plan. */
export function isUntouched({ opened }: Row): boolean {
  return !opened.includes('startRotation');
}

function proof({ live }: Scene, version: string): Answer {
  const proved = live.proofs[version] ?? 'unknown';
  return proved === 'unknown' ? 'unknown' : yes(proved === 'works');
}

export const OWN_GUARDS = {
  ownReviewed: ({ live }) =>
    live.gates.soleRotation === 'unknown' ? 'unknown' : yes(live.gates.soleRotation),
  // A rotation that is over may leave the label on the version that it made current.
  idle: (scene) =>
    either(
      pending(scene, (version) => version === null || version === versionOf(scene.row)),
      both(
        pending(scene, (version) => version === scene.row.plan.secret?.version),
        current(scene, (version) => version === scene.row.plan.secret?.version),
      ),
    ),
  oldProved: (scene) => (canBeTried(scene.row.plan) ? proof(scene, scene.row.plan.key) : 'yes'),
  newProved: (scene) => (canBeTried(scene.row.plan) ? proof(scene, versionOf(scene.row)) : 'yes'),
  landed: (scene) => current(scene, (version) => version === versionOf(scene.row)),
  // Only while it is the old or the new one is it known what its readers hold.
  currentOurs: (scene) =>
    isUntouched(scene.row)
      ? 'yes'
      : current(
          scene,
          (version) => version === scene.row.plan.secret?.version || version === versionOf(scene.row),
        ),
  offNew: (scene) => current(scene, (version) => version !== versionOf(scene.row)),
  // What can't be proved is not known to work.
  oldLogsIn: (scene) => {
    if (isUntouched(scene.row)) return 'yes';
    return canBeTried(scene.row.plan) ? proof(scene, scene.row.plan.key) : 'unknown';
  },
  // The step that a function was at when its label was taken off may still land.
  quietened: ({ row, live }) =>
    yes(
      isUntouched(row) ||
        (row.times.deactivated !== null && live.at >= row.times.deactivated + row.plan.durations.lease),
    ),
} as const satisfies Readonly<Record<string, Guard>>;

/** Of what stops a plan: which version works, where that is what a person needs to know. */
export function toldOf({ row, live }: Scene, because: string): string {
  if (because !== 'oldLogsIn') return because;
  const version = versionOf(row);
  switch (live.proofs[version] ?? 'unknown') {
    case 'works':
      return `the value before does not log in any more, and the new one does: version ${version} is the one to go on with, by hand`;
    case 'refused':
      return `neither the value before nor the new one (version ${version}) logs in: set one of them by hand`;
    case 'unknown':
      return `the value before does not log in any more; whether the new one does (version ${version}) could not be told`;
  }
}
