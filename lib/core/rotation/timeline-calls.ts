import type { Call } from './calls.ts';
import type { Row } from './ledger.ts';
import type { Plan } from './plan.ts';
import { copyName, nameOfSecret } from './runbook/copies.ts';
import type { EffectId } from './step.ts';

/** In the past tense. */
export function effectText(before: Row, effect: EffectId, call: Call, row: Row): string {
  const { plan } = before;
  switch (call.do) {
    case 'createKey':
      return `made the new key ${row.newKey ?? '(its answer was lost)'}`;
    case 'createSuccessor':
      return `made a new user with the key ${row.newKey ?? '(its answer was lost)'}`;
    case 'stageVersion':
      return `stored it in secret ${secretOf(plan)}, pending`;
    case 'moveCurrent':
    case 'writeCopy':
      return publishText(before, effect, call.do === 'writeCopy' ? call.copy : 'store');
    case 'redeploy':
      return `redeployed ${call.dependent}`;
    case 'setStatus':
      return `${call.status === 'Active' ? 'activated' : 'deactivated'} ${which(before, call.key)} ${call.key}`;
    case 'deleteKey':
      return `deleted ${which(before, call.key)} ${call.key}`;
    case 'dropPending':
      return 'took the pending label off';
    case 'startRotation':
      return `started the rotation of secret ${secretOf(plan)} by its own function: version ${call.version}`;
    case 'denyAll':
      return row.contain?.deny === 'refused' ? 'AWS refused the Deny' : `denied ${plan.principal} everything`;
    case 'denySessions':
      return 'denied the sessions made before';
    case 'seal':
      return row.contain?.seal === 'failed' ? 'could not seal the evidence' : 'sealed the evidence';
  }
}

function publishText({ plan, place }: Row, effect: EffectId, id: string): string {
  const name = copyName(plan, id);
  if (effect === 'restoreCopy' || effect === 'restoreCurrent') return `put the old value back into ${name}`;
  const canary = place.table === 'rotate' && place.copy === 0 && plan.copies.length > 1 ? ' (canary)' : '';
  return `published to ${name}${canary}`;
}

/** In the infinitive: what was on its way. */
export function plannedText({ plan }: Row, call: Call): string {
  switch (call.do) {
    case 'createKey':
    case 'createSuccessor':
      return 'make a new key';
    case 'stageVersion':
      return `store the new key in secret ${secretOf(plan)}`;
    case 'moveCurrent':
      return `move AWSCURRENT of secret ${secretOf(plan)}`;
    case 'writeCopy':
      return `write ${copyName(plan, call.copy)}`;
    case 'redeploy':
      return `redeploy ${call.dependent}`;
    case 'setStatus':
      return `make ${call.key} ${call.status}`;
    case 'deleteKey':
      return `delete ${call.key}`;
    case 'dropPending':
      return 'take the pending label off';
    case 'startRotation':
      return `start the rotation of secret ${secretOf(plan)}`;
    case 'denyAll':
    case 'denySessions':
      return `deny ${plan.principal}`;
    case 'seal':
      return 'seal the evidence';
  }
}

function which({ plan, newKey, orphan }: Row, key: string): string {
  if (key === plan.key) return 'the old key';
  if (key === newKey) return 'the new key';
  return key === orphan ? 'the lost key' : 'the key';
}

function secretOf({ secret }: Plan): string {
  return secret === null ? '' : nameOfSecret(secret.arn);
}
