import { buildPlan, type PlanFacts, type Refusal } from '../../core/rotation/build/index.ts';
import { planChanges } from '../../core/rotation/changes.ts';
import { hostOf } from '../../core/rotation/kinds/issuer.ts';
import { credentialName, type Plan, type PlanKind } from '../../core/rotation/plan.ts';
import type { RotationStarter } from '../../ports/rotation-starter.ts';
import { type EntryPorts, enter } from './enter-ledger.ts';

export type Applied =
  /** `started`: its machine runs. Otherwise it stands in the ledger, and the reconciler takes it up. */
  | { readonly state: 'begun'; readonly rotation: string; readonly plan: Plan; readonly started: boolean }
  | {
      readonly state: 'refused';
      readonly refusals: readonly Pick<Refusal, 'because' | 'todo'>[];
      /** What is no longer as it was shown; empty: that is not known, or not why. */
      readonly changes: readonly string[];
    };

export interface ApplyPorts extends EntryPorts {
  readonly starter: RotationStarter;
  /** ARNs of the secrets by which the workers reach databases and bridges; absent: none. */
  readonly reaches?: readonly string[];
  /** ARNs of the secrets of which the workers may start the rotation by their own function; absent: none. */
  readonly starts?: readonly string[];
}

/** Who asks, and what is known of the plan that they were shown. */
export interface Asked {
  /** Of the plan that was shown: no other is applied. null: nobody was shown one (a night, an event). */
  readonly hash: string | null;
  /** ARN. */
  readonly by: string;
  /** The plan of that hash, where it is still known. */
  readonly shown: Plan | undefined;
}

/**
 * Begins the plan of these facts, if it still is the one that was shown: its row and its fences, in one transaction,
 * then its machine. Changes nothing else.
 */
export async function apply(facts: PlanFacts, asked: Asked, ports: ApplyPorts): Promise<Applied> {
  const built = buildPlan(facts);
  if (built.state === 'refused') return { state: 'refused', refusals: built.refusals, changes: [] };
  const { plan, hash, attended } = built;
  const beyond = beyondReach(plan, ports.reaches ?? []) ?? notStarted(plan, ports.starts ?? []);
  if (beyond !== null) return beyond;
  if (asked.hash === null && plan.kind !== 'contain') {
    const alone = unattended(plan, attended, facts.policy.unattended);
    if (alone !== null) return alone;
  }
  if (asked.hash !== null && asked.hash !== hash) return changed(asked, plan, hash);
  if (facts.spokes === 'unknown') return unanswered();
  const entered = await enter(facts, built, asked.by, ports);
  if (entered.state === 'changed') return changed(asked, entered.plan, entered.hash);
  if (entered.state === 'rival') return rival(plan);
  if (entered.state === 'refused') return { ...entered, changes: [] };
  const { rotation } = entered.row;
  const started = await startOf(rotation, plan.kind, ports.starter);
  return { state: 'begun', rotation, plan, started };
}

/** A plan that no worker could carry out would hold its fences, and wait until its patience is over. */
function beyondReach({ kind, where }: Plan, reaches: readonly string[]): Applied | null {
  const { database, issuer } = where;
  const needs =
    database === undefined
      ? issuer && { what: hostOf(issuer.api), by: issuer.access, option: 'bridges', secret: issuer.secret }
      : { what: database.host, by: database.admin, option: 'databases', secret: database.secret };
  if (needs === undefined || reaches.includes(needs.by)) return null;
  const { what, by, option, secret } = needs;
  const because = `the workers of this deployment do not reach ${what} (rotation.${option} names no secret ${by})`;
  const todo = `name it there and deploy, or do it by hand, as its runbook says: nightwarden ${kind} ${secret} --runbook`;
  return { state: 'refused', refusals: [{ because, todo }], changes: [] };
}

/** Of a rotation that its workers may not start nothing would come. */
function notStarted({ principal, where }: Plan, starts: readonly string[]): Applied | null {
  if (where.rotatedBy === undefined || starts.includes(principal)) return null;
  const because = `the workers of this deployment may not start the rotation of ${principal} (rotation.starts does not name it)`;
  const todo = `name it there with ${where.rotatedBy} and deploy, or do it by hand, as its runbook says: nightwarden rotate ${principal} --runbook`;
  return { state: 'refused', refusals: [{ because, todo }], changes: [] };
}

/** Nobody was shown the plan: it begins only where the policy says so, and nothing in it asks for a person. */
function unattended(plan: Plan, attended: readonly string[], kinds: readonly PlanKind[]): Applied | null {
  const proposed = kinds.includes(plan.kind)
    ? []
    : [`the policy only proposes to ${plan.kind} (rotation.unattended)`];
  const reasons = [...proposed, ...attended];
  if (reasons.length === 0) return null;
  const todo = `look at it, and apply it yourself: nightwarden ${plan.kind} ${credentialName(plan)}`;
  return { state: 'refused', refusals: reasons.map((because) => ({ because, todo })), changes: [] };
}

function changed({ hash, shown }: Asked, plan: Plan, now: string): Applied {
  const because =
    shown === undefined
      ? `plan ${hash} is not what the facts give now (${now}), and it was not shown on this computer`
      : `the facts have changed since plan ${hash} was shown`;
  const todo = `look at it again: nightwarden ${plan.kind} ${credentialName(plan)}`;
  return {
    state: 'refused',
    refusals: [{ because, todo }],
    changes: shown === undefined ? [] : planChanges(shown, plan),
  };
}

function rival({ kind, principal, secret }: Plan): Applied {
  const what = secret === null ? principal : `${principal} or ${secret.arn}`;
  return {
    state: 'refused',
    refusals: [
      {
        because: `another plan is under way on ${what}`,
        todo:
          kind === 'contain'
            ? 'deny and deactivate by hand now, as the runbook says; then see nightwarden status for the plan that holds the secret, and abort it'
            : 'see nightwarden status; abort it, or wait for its end',
      },
    ],
    changes: [],
  };
}

function unanswered(): Applied {
  return {
    state: 'refused',
    refusals: [
      {
        because: 'nobody knows in which accounts plans can be carried out: the ledger did not answer',
        todo: 'see that you may read the table of the deployment (dynamodb:Query), and try again',
      },
    ],
    changes: [],
  };
}

/** What could not be started is found by the reconciler: the plan stands in the ledger. */
async function startOf(rotation: string, kind: PlanKind, starter: RotationStarter): Promise<boolean> {
  try {
    await starter.start(rotation, kind);
    return true;
  } catch {
    return false;
  }
}
