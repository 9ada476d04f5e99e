import { rotationIn } from '../../core/rotation/accounts.ts';
import { containCap } from '../../core/rotation/build/gates.ts';
import { type Built, buildPlan, type PlanFacts, type Refusal } from '../../core/rotation/build/index.ts';
import { placeFor } from '../../core/rotation/contain-cap.ts';
import { claimsOf } from '../../core/rotation/fences.ts';
import type { People, Row } from '../../core/rotation/ledger.ts';
import type { Plan } from '../../core/rotation/plan.ts';
import { begin, contain, peopleOf } from '../../core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../core/rotation/tables.ts';
import type { RotationClock, RotationLedger } from '../../ports/rotation.ts';
import { plansUnderWay } from './under-way.ts';

export interface EntryPorts {
  readonly ledger: RotationLedger;
  readonly clock: RotationClock;
  /** A UUID: a version's id is made from it, and Secrets Manager takes none below 32 characters. */
  readonly newId: () => string;
}

export type Entered =
  | { readonly state: 'entered'; readonly row: Row }
  /** Since the facts were read others began, and beside them there is no place for it. */
  | { readonly state: 'refused'; readonly refusals: readonly Refusal[] }
  | { readonly state: 'changed'; readonly plan: Plan; readonly hash: string }
  /** Somebody else has a fence of it. */
  | { readonly state: 'rival' };

type Planned = Extract<Built, { state: 'planned' }>;

/** Times that the ledger is asked again after somebody else was faster, beside as many as the cap lets be faster. */
const TRIES = 5;

/** Writes a plan into the ledger, with its fences and its place under the caps: all or nothing, in one transaction. */
export async function enter(
  facts: PlanFacts,
  built: Planned,
  by: string,
  ports: EntryPorts,
): Promise<Entered> {
  const opening = openingOf(facts, built.plan, by, ports);
  return built.plan.kind === 'contain'
    ? supersede(facts, built.plan, opening, ports)
    : take(facts, built, opening, ports);
}

/** What a plan begins with. */
interface Opening {
  readonly id: string;
  readonly claims: readonly string[];
  readonly people: People;
}

/**
 * In an organisation the id names the account, by which its workers are found and held to their own rows. What contain
 * can't reach from there it does not claim: they could not give it back.
 */
function openingOf(facts: PlanFacts, plan: Plan, by: string, { newId, clock }: EntryPorts): Opening {
  const people = peopleOf(facts, by, clock.now());
  const claims = claimsOf(plan);
  const { spokes = [] } = facts;
  if (spokes.length === 0) return { id: newId(), claims, people };
  const { account } = plan.where;
  return {
    id: rotationIn(account, newId()),
    claims: claims.filter((claim) => claim.includes(`:${account}:`)),
    people,
  };
}

/** No plan begins beside one that its facts do not know of: two that ask at the same moment would pass a cap together. */
async function take(
  facts: PlanFacts,
  { plan, hash }: Planned,
  { id, claims, people }: Opening,
  { ledger, clock }: EntryPorts,
): Promise<Entered> {
  let { begun } = facts;
  for (let attempt = 0; attempt < TRIES + facts.policy.caps.night; attempt += 1) {
    const fence = await ledger.fence(plan.principal);
    const row: Row = { ...begin(PROTOCOL_TABLES, id, plan, fence, clock.now()), people };
    if (await ledger.begin(row, claims, begun)) return { state: 'entered', row };
    const others = await plansUnderWay(ledger);
    const again = buildPlan({ ...facts, ...others });
    if (again.state === 'refused') return again;
    if (again.hash !== hash) return { state: 'changed', plan: again.plan, hash: again.hash };
    // Nobody began, and yet it is refused: what it claims is somebody's of whom the open ones do not tell.
    if (others.begun === begun) break;
    begun = others.begun;
  }
  return { state: 'rival' };
}

async function supersede(
  { policy: { caps } }: PlanFacts,
  plan: Plan,
  { id, claims, people }: Opening,
  { ledger, clock }: EntryPorts,
): Promise<Entered> {
  const { account } = plan.where;
  const { containAnHour: cap } = caps;
  // Whoever loses a place to somebody else may find the next one taken as well.
  for (let attempt = 0; attempt < TRIES + cap; attempt += 1) {
    const at = clock.now();
    const place = placeFor(await ledger.contained(account), { account, cap, now: at });
    // As many began since the facts were read.
    if (place === null) return { state: 'refused', refusals: containCap(cap, caps) };
    const live = (await ledger.latest(plan.principal)) ?? null;
    const fence = await ledger.fence(plan.principal);
    const row: Row = { ...contain(PROTOCOL_TABLES, id, plan, live, fence, at), people };
    if (await ledger.supersede(row, claims, live, { account, place, at })) return { state: 'entered', row };
  }
  return { state: 'rival' };
}
