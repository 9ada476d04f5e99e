import { rotationIn } from '../../core/rotation/accounts.ts';
import { containCap } from '../../core/rotation/build/gates.ts';
import { buildPlan, type PlanFacts, type Refusal } from '../../core/rotation/build/index.ts';
import { planChanges } from '../../core/rotation/changes.ts';
import { placeFor } from '../../core/rotation/contain-cap.ts';
import { claimsOf } from '../../core/rotation/fences.ts';
import type { People, Row } from '../../core/rotation/ledger.ts';
import { credentialName, type Plan, type PlanKind } from '../../core/rotation/plan.ts';
import type { Caps } from '../../core/rotation/policy.ts';
import { begin, contain, peopleOf } from '../../core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../core/rotation/tables.ts';
import type { RotationClock, RotationLedger } from '../../ports/rotation.ts';
import type { RotationStarter } from '../../ports/rotation-starter.ts';

export type Applied =
  /** `started`: its machine runs. Otherwise it stands in the ledger, and the reconciler takes it up. */
  | { readonly state: 'begun'; readonly rotation: string; readonly plan: Plan; readonly started: boolean }
  | {
      readonly state: 'refused';
      readonly refusals: readonly Pick<Refusal, 'because' | 'todo'>[];
      /** What is no longer as it was shown; empty: that is not known, or not why. */
      readonly changes: readonly string[];
    };

export interface ApplyPorts {
  readonly ledger: RotationLedger;
  readonly starter: RotationStarter;
  readonly clock: RotationClock;
  /** ARNs of the admins' secrets as which the workers reach databases; absent: none. */
  readonly reaches?: readonly string[];
  /** ARNs of the secrets of which the workers may start the rotation by their own function; absent: none. */
  readonly starts?: readonly string[];
  /** A UUID: a version's id is made from it, and Secrets Manager takes none below 32 characters. */
  readonly newId: () => string;
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

/** Times that contain looks again at a plan that moved while its fence was taken. */
const TRIES = 5;

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
  const opening = openingOf(facts, plan, ports);
  const people = peopleOf(facts, asked.by, ports.clock.now());
  const row =
    plan.kind === 'contain'
      ? await supersede(plan, people, facts.policy.caps, opening, ports)
      : await take(plan, people, opening, ports);
  if (row === 'over') return { state: 'refused', refusals: overCap(facts.policy.caps), changes: [] };
  if (row === null) return rival(plan);
  const started = await startOf(row.rotation, plan.kind, ports.starter);
  return { state: 'begun', rotation: row.rotation, plan, started };
}

/** A plan that no worker could carry out would hold its fences, and wait until its patience is over. */
function beyondReach({ kind, where }: Plan, reaches: readonly string[]): Applied | null {
  const { database } = where;
  if (database === undefined || reaches.includes(database.admin)) return null;
  const because = `the workers of this deployment do not reach ${database.host} (rotation.databases names no secret ${database.admin})`;
  const todo = `name it there and deploy, or do it by hand, as its runbook says: nightwarden ${kind} ${database.secret} --runbook`;
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

/** What a plan begins with. */
interface Opening {
  readonly id: string;
  readonly claims: readonly string[];
}

/**
 * In an organisation the id names the account, by which its workers are found and held to their own rows. What contain
 * can't reach from there it does not claim: they could not give it back.
 */
function openingOf({ spokes = [] }: PlanFacts, plan: Plan, { newId }: ApplyPorts): Opening {
  const claims = claimsOf(plan);
  if (spokes.length === 0) return { id: newId(), claims };
  const { account } = plan.where;
  return {
    id: rotationIn(account, newId()),
    claims: claims.filter((claim) => claim.includes(`:${account}:`)),
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

async function take(
  plan: Plan,
  people: People,
  { id, claims }: Opening,
  { ledger, clock }: ApplyPorts,
): Promise<Row | null> {
  const fence = await ledger.fence(plan.principal);
  const row: Row = { ...begin(PROTOCOL_TABLES, id, plan, fence, clock.now()), people };
  return (await ledger.begin(row, claims)) ? row : null;
}

async function supersede(
  plan: Plan,
  people: People,
  { containAnHour: cap }: Caps,
  { id, claims }: Opening,
  { ledger, clock }: ApplyPorts,
): Promise<Row | 'over' | null> {
  const { account } = plan.where;
  // Whoever loses a place to somebody else may find the next one taken as well.
  for (let attempt = 0; attempt < TRIES + cap; attempt += 1) {
    const at = clock.now();
    const place = placeFor(await ledger.contained(account), { account, cap, now: at });
    if (place === null) return 'over';
    const live = (await ledger.latest(plan.principal)) ?? null;
    const fence = await ledger.fence(plan.principal);
    const row: Row = { ...contain(PROTOCOL_TABLES, id, plan, live, fence, at), people };
    if (await ledger.supersede(row, claims, live, { account, place, at })) return row;
  }
  return null;
}

/** As many began since the facts were read. */
function overCap(caps: Caps): readonly Refusal[] {
  return containCap(caps.containAnHour, caps);
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
