import { day, type Instant, latest } from '../model/time.ts';
import type { KnownDependent } from '../trust/dependence.ts';
import { type Built, buildPlan, type PlanFacts, type Refusal } from './build/index.ts';
import { tableOf } from './own.ts';
import { type Plan, type PlanKind, sparing } from './plan.ts';
import { copyName } from './runbook/copies.ts';
import { runbook } from './runbook/index.ts';

/** What a plan would do, shown before anybody applies it. Nothing was changed. */
export interface Rehearsal {
  readonly schema: 'nightwarden.rehearsal/1';
  readonly account: string;
  readonly takenAt: Instant;
  readonly credential: string;
  readonly principal: string | null;
  readonly kind: PlanKind;
  /** Why this kind of plan, where nobody chose one. */
  readonly because: string;
  readonly state: 'planned' | 'refused';
  /** What --apply takes; null: there is no plan. */
  readonly hash: string | null;
  readonly plan: Plan | null;
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly string[];
  /** What it would wait for until a person has done it. */
  readonly waits: readonly string[];
  /** Why a person must apply it. */
  readonly attended: readonly string[];
  readonly dependents: readonly RehearsedDependent[];
  readonly unexplained: readonly string[];
  /** What would break, and what would not. */
  readonly effects: readonly string[];
  /** Markdown; empty: there is no plan. */
  readonly runbook: string;
  readonly next: readonly string[];
}

export interface RehearsedDependent extends Omit<KnownDependent, 'declared'> {
  /** Id of the copy that it reads; null: it is not declared. */
  readonly reads: string | null;
  readonly probes: number;
}

export type RehearsalFacts = Omit<PlanFacts, 'kind'>;

/** The kind of plan that facts ask for, and why. What is in use is never proposed to go without anything in its place. */
export function kindFor(facts: RehearsalFacts): readonly [PlanKind, string] {
  const { subject, declared, dependence, policy, at } = facts;
  const [leak] = subject.exposures;
  if (leak !== undefined) return ['contain', `it leaked (${leak.source})`];
  if (declared !== undefined) return ['rotate', 'the policy file says who depends on it'];
  if (dependence.dependents.length > 0) return ['rotate', 'somebody holds it'];
  const { lastUsed } = subject.credential;
  if (lastUsed.state === 'unknown') return ['rotate', 'whether it is used is not known'];
  const used = latest(
    lastUsed.state === 'used' ? lastUsed.at : undefined,
    subject.usage === undefined ? undefined : subject.usage.lastSeen,
  );
  if (used !== undefined && at - Date.parse(used) <= policy.durations.watch)
    return ['rotate', `it is in use, last on ${day(used)}`];
  return ['retire', 'nobody is known to hold it, and nobody used it lately'];
}

/** @param kind null: the one that the facts ask for */
export function rehearse(facts: RehearsalFacts, kind: PlanKind | null): Rehearsal {
  const [asked, because] = kind === null ? kindFor(facts) : [kind, 'asked for'];
  const built = buildPlan({ ...facts, kind: asked });
  const { credential } = facts.subject;
  const planned = built.state === 'planned';
  return {
    schema: 'nightwarden.rehearsal/1',
    account: facts.account,
    takenAt: new Date(facts.at).toISOString(),
    credential: credential.id,
    principal: credential.principal,
    kind: asked,
    because,
    state: built.state,
    hash: planned ? built.hash : null,
    plan: planned ? built.plan : null,
    refusals: planned ? [] : built.refusals,
    warnings: planned ? built.warnings : [],
    waits: planned ? built.waits : [],
    attended: planned ? built.attended : [],
    dependents: facts.dependence.dependents.map(({ declared, ...dependent }) => ({
      ...dependent,
      reads: declared?.reads ?? null,
      probes: declared?.probes.length ?? 0,
    })),
    unexplained: facts.dependence.unexplained,
    effects: effectsOf(facts, asked, built),
    runbook: planned
      ? runbook(built.plan, {
          rotation: null,
          newKey: null,
          newVersion: null,
          risks: [...built.warnings, ...built.attended],
        })
      : '',
    next: nextOf(asked, credential.id, built),
  };
}

function effectsOf({ dependence }: RehearsalFacts, kind: PlanKind, built: Built): readonly string[] {
  const plan = built.state === 'planned' ? built.plan : null;
  const { dependents } = dependence;
  if (plan !== null && sparing(plan))
    return [
      `nobody is cut off who holds ${plan.spares?.join(' or ')}: whoever still holds what leaked can't use it now either`,
    ];
  if (dependents.length === 0 && dependence.unexplained.length === 0)
    return ['nobody is known to hold it or to use it'];
  return [
    ...dependents.map((dependent) => effectOn(dependent, kind, plan)),
    ...(dependence.unexplained.length === 0 ? [] : [effectOnStrangers(kind)]),
  ];
}

function effectOnStrangers(kind: PlanKind): string {
  return kind === 'contain'
    ? 'whoever makes the uses that nobody explains is cut off at once'
    : 'whoever makes the uses that nobody explains is seen in the watch, where the plan parks: they would break only if somebody accepted that';
}

function effectOn({ id, declared }: KnownDependent, kind: PlanKind, plan: Plan | null): string {
  if (kind === 'contain') {
    const planned = plan?.dependents.some((each) => each.id === id) ?? false;
    return planned
      ? `${id} breaks at once, until it has the successor`
      : `${id} breaks at once, and gets nothing instead`;
  }
  if (kind === 'retire') return `${id} would break when it is deactivated`;
  if (declared === null) return `${id} would still hold the old one when it is deactivated, and break`;
  if (plan === null) return `${id} reads ${declared.reads}`;
  if (tableOf(plan) === 'own')
    return plan.where.noWayBack.length > 0
      ? `${id} may break from when the function sets the new value until it has taken that from ${copyName(plan, declared.reads)}`
      : `${id} does not break: it takes the new one from ${copyName(plan, declared.reads)}, and the old one logs in meanwhile`;
  const wave = plan.copies.findIndex((copy) => copy.id === declared.reads) + 1;
  const first = wave === 1 ? ', the canary' : '';
  const how =
    declared.redeploy === undefined ? '' : `, for which service ${declared.redeploy.service} is redeployed`;
  return `${id} does not break: it takes the new one from ${copyName(plan, declared.reads)} (wave ${wave} of ${plan.copies.length}${first})${how}, and is probed before anything is taken away`;
}

function nextOf(kind: PlanKind, id: string, built: Built): readonly string[] {
  if (built.state === 'planned') return [`nightwarden ${kind} ${id} --apply ${built.hash}`];
  const todos = [...new Set(built.refusals.map(({ todo }) => todo))];
  return [...todos, `then: nightwarden rehearse ${id}`];
}
