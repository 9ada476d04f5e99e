import type { StoreFacts } from '../build/facts.ts';
import { isEnded, type Row } from '../ledger.ts';
import type { Served, VersionId } from '../plan.ts';
import { reasonText } from '../reasons.ts';
import type { StepId } from '../step.ts';
import { ROTATE } from '../steps/rotate.ts';
import type { ServedRequest, ServedStep } from './request.ts';

/** The secret as Secrets Manager describes it. */
export interface SecretSeen {
  /** Version ids by label. */
  readonly labels: Readonly<Record<string, VersionId>>;
  /** ARN of the function that its rotation calls; null: rotation is off. */
  readonly rotatedBy: string | null;
}

/** What one request asks for, as things are now. Both texts of a refusal are for people. */
export type ServedDecision =
  /** It is so already. */
  | { readonly do: 'nothing' }
  | { readonly do: 'begin' }
  /** The plan goes on, until the next look says otherwise. */
  | { readonly do: 'drive' }
  | { readonly do: 'refuse'; readonly because: string; readonly todo: string };

/** The step of the plan that must be behind it. The last one is told by AWSCURRENT alone. */
const BEHIND: Readonly<Record<Exclude<ServedStep, 'finishSecret'>, StepId>> = {
  createSecret: 'stage',
  // A key of IAM is valid as soon as it is made: there is nothing to set anywhere else.
  setSecret: 'stage',
  testSecret: 'prove',
};

/**
 * @param row the plan of this request; undefined: there is none, or none that changed anything
 * @param own ARN of the function that is asked
 */
export function decideServed(
  request: ServedRequest,
  seen: SecretSeen,
  row: Row | undefined,
  own: string,
): ServedDecision {
  const { step, token } = request;
  const { AWSCURRENT: current, AWSPENDING: pending } = seen.labels;
  if (current === token) return { do: 'nothing' };
  if (row !== undefined && (row.state !== 'going' || row.place.table === 'rollback')) return stopped(row);
  if (pending !== token) return stale(token, pending);
  if (seen.rotatedBy === null || !isFunction(seen.rotatedBy, own)) return notConfigured(seen.rotatedBy);
  if (row === undefined) return step === 'createSecret' ? { do: 'begin' } : outOfOrder(step);
  return step !== 'finishSecret' && isBehind(row, BEHIND[step]) ? { do: 'nothing' } : { do: 'drive' };
}

/** @param configured the function, or a version or an alias of it */
export function isFunction(configured: string, own: string): boolean {
  return configured === own || configured.startsWith(`${own}:`);
}

/** What a rotation of our own sees of its secret: that it is configured, and the version laid out for it, are its own. */
export function asOwn(store: StoreFacts, { version }: Served): StoreFacts {
  return { ...store, rotates: false, pending: store.pending === version ? null : store.pending };
}

function isBehind({ place }: Row, id: StepId): boolean {
  const at = (step: StepId) => ROTATE.findIndex((each) => each.id === step);
  return place.table === 'rotate' && at(place.step) > at(id);
}

function stale(token: VersionId, pending: VersionId | undefined): ServedDecision {
  const other = pending === undefined ? 'no version is' : `version ${pending} is`;
  return {
    do: 'refuse',
    because: `version ${token} is not AWSPENDING, ${other}: it is of a rotation that is over, or was cancelled`,
    todo: 'rotate the secret again, which gives it a new version (aws secretsmanager rotate-secret)',
  };
}

function notConfigured(by: string | null): ServedDecision {
  return {
    do: 'refuse',
    because:
      by === null
        ? 'rotation is off on this secret'
        : `its rotation is ${by}, and not the function that was asked`,
    todo: 'let Secrets Manager call this function (aws secretsmanager rotate-secret --rotation-lambda-arn …)',
  };
}

function outOfOrder(step: ServedStep): ServedDecision {
  return {
    do: 'refuse',
    because: `${step} was asked for before createSecret had made anything`,
    todo: 'rotate the secret again (aws secretsmanager rotate-secret)',
  };
}

/** Rolled back, parked, blocked, refused, or taken by contain: Secrets Manager counts it as failed, and the ledger tells. */
function stopped({ rotation, state, place, fault, plan }: Row): ServedDecision {
  const why = fault === null ? '' : `: ${reasonText(fault.because)}`;
  const how = place.table === 'rollback' && state === 'going' ? 'goes back to the old key' : `is ${state}`;
  const again =
    state === 'restored' || state === 'refused' || state === 'done'
      ? 'mend what it names, and rotate the secret again'
      : `${plan.key} is left as it is`;
  return {
    do: 'refuse',
    because: `plan ${rotation} ${how}${why}`,
    todo: `see nightwarden status ${rotation}; ${again}`,
  };
}

/** A plan that was refused made nothing: the same request may have another. */
export function mayTryAgain(row: Row): boolean {
  return isEnded(row) && row.state === 'refused' && row.opened.length === 0;
}
