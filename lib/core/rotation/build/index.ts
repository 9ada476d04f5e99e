import { ABILITIES } from '../kinds/abilities.ts';
import { type Plan, type PlanKind, planHash } from '../plan.ts';
import { aimOf } from './aim.ts';
import { dependentGate, nobodyHolds } from './dependents.ts';
import { type KeyFacts, type PlanFacts, type Refusal, refusal } from './facts.ts';
import { gapGate } from './gaps.ts';
import { capGate, fenceGate, ownerGate, untouchable } from './gates.ts';
import { ownKindGate } from './own.ts';
import { ownCommandGate } from './own-commands.ts';
import { planOf } from './plan.ts';
import { ledgerRead, notExposed, servedDependents, servedKind, storeAlone } from './served.ts';
import { serviceGate } from './services.ts';
import { slotGate } from './slots.ts';
import { spokeGate } from './spokes.ts';
import { storeGate } from './store.ts';
import { targetGate } from './targets.ts';
import { attendedOnly, waitsOf, warningsOf } from './warnings.ts';

export type { PlanFacts, Refusal, StoreFacts } from './facts.ts';

export type Built =
  | {
      readonly state: 'planned';
      readonly plan: Plan;
      readonly hash: string;
      /** What stays a risk. */
      readonly warnings: readonly string[];
      /** What it will wait for until a person has done it. */
      readonly waits: readonly string[];
      /** Why no night may begin it by itself, as texts; empty: it may, where the policy says so. */
      readonly attended: readonly string[];
    }
  | { readonly state: 'refused'; readonly refusals: readonly Refusal[] };

type Gate = (facts: KeyFacts) => readonly Refusal[];

/** What is asked before a plan of a kind is made; every answer is told, not only the first. */
const GATES: Readonly<Record<PlanKind, readonly Gate[]>> = {
  rotate: [
    spokeGate,
    ownerGate,
    fenceGate,
    slotGate,
    storeGate,
    targetGate,
    dependentGate,
    serviceGate,
    ownCommandGate,
    gapGate,
    capGate,
  ],
  retire: [spokeGate, ownerGate, fenceGate, slotGate, nobodyHolds, gapGate, capGate],
  // It may deny and deactivate on an unknown, and asks for no owner: what leaked must stop working.
  contain: [spokeGate, exposureGate, fenceGate, slotGate, capGate],
};

/** What is asked of a secret that its own function rotates. */
const OWN_GATES: readonly Gate[] = [
  spokeGate,
  ownerGate,
  fenceGate,
  storeGate,
  dependentGate,
  serviceGate,
  ownCommandGate,
  gapGate,
  capGate,
];

/** What is asked before a rotation that Secrets Manager asks for: a rotation's own gates, and nobody is there to weigh. */
const SERVED_GATES: readonly Gate[] = [
  servedKind,
  ownerGate,
  notExposed,
  fenceGate,
  slotGate,
  storeGate,
  storeAlone,
  servedDependents,
  serviceGate,
  ownCommandGate,
  gapGate,
  capGate,
  ledgerRead,
];

/**
 * A plan as data, or every reason why there is none. Pure: the same facts give the same plan and hash.
 * What is only usage (who called, when) never reaches the plan: it must not change because somebody used the key.
 */
export function buildPlan(facts: PlanFacts): Built {
  const aim = aimOf(facts);
  const never = untouchable(facts, aim);
  if (never.length > 0 || aim === undefined) return { state: 'refused', refusals: never };
  const aimed: KeyFacts = { ...facts, aim };
  const gates = gatesOf(aimed);
  const refusals = gates.flatMap((gate) => gate(aimed));
  if (refusals.length > 0) return { state: 'refused', refusals };
  const plan = planOf(aimed);
  return {
    state: 'planned',
    plan,
    hash: planHash(plan),
    warnings: warningsOf(aimed, plan),
    waits: waitsOf(plan),
    attended: attendedOnly(aimed, plan),
  };
}

function gatesOf({ served, aim, kind }: KeyFacts): readonly Gate[] {
  if (served !== undefined) return SERVED_GATES;
  if (ABILITIES[aim.kind].madeBy === 'us') return GATES[kind];
  return kind === 'rotate' ? OWN_GATES : [ownKindGate];
}

function exposureGate({ subject }: KeyFacts): readonly Refusal[] {
  if (subject.exposures.length > 0) return [];
  return [
    refusal(
      'no-exposure',
      'nothing says that it leaked',
      'report it (--exposures FILE: [{credential, at, source}]); if it is only not needed any more: nightwarden retire',
    ),
  ];
}
