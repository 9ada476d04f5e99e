import { printable } from '../reports/text.ts';
import { byHandText } from './by-hand-text.ts';
import { versionOf } from './calls.ts';
import { isEnded, type Row } from './ledger.ts';
import { type Approval, credentialName, type Plan } from './plan.ts';
import { reasonText } from './reasons.ts';
import { runbook } from './runbook/index.ts';
import { timeline, type Written } from './timeline.ts';

/** How one plan stands. */
export interface PlanStatus extends OpenPlan {
  readonly schema: 'nightwarden.plan-status/1';
  readonly requestedBy: string | null;
  readonly newKey: string | null;
  readonly timeline: readonly string[];
  readonly next: readonly string[];
  /** Markdown, with the ids that are known by now. */
  readonly runbook: string;
}

/** One line of a list of plans. */
export interface OpenPlan {
  readonly rotation: string;
  readonly kind: Plan['kind'];
  readonly credential: string;
  readonly principal: string;
  readonly state: Row['state'];
  /** Table and step: `rotate deactivate`. */
  readonly at: string;
  /** Why it stopped or went back; null: nothing did. */
  readonly because: string | null;
}

export function planStatus(row: Row, history: readonly Written[]): PlanStatus {
  const { plan, people, newKey, creations } = row;
  return {
    schema: 'nightwarden.plan-status/1',
    ...openPlan(row),
    requestedBy: people?.requestedBy ?? null,
    newKey,
    timeline: timeline(history),
    next: nextOf(row),
    runbook: runbook(plan, {
      rotation: row.rotation,
      newKey,
      newVersion: creations === 0 && !row.opened.includes('startRotation') ? null : versionOf(row),
      risks: [],
    }),
  };
}

export function openPlan({ rotation, plan, state, place, fault }: Row): OpenPlan {
  return {
    rotation,
    kind: plan.kind,
    credential: plan.key,
    principal: plan.principal,
    state,
    at: `${place.table} ${place.step}`,
    because: fault === null ? null : reasonText(fault.because),
  };
}

function nextOf(row: Row): readonly string[] {
  const { rotation, state, plan, noReturn } = row;
  const abort =
    plan.kind === 'contain' || noReturn ? [] : [`nightwarden abort ${rotation}: the old one comes back`];
  switch (state) {
    case 'going':
      return [
        ...byHandText(row),
        ...approvals(row),
        `nightwarden status ${rotation} --wait: follow it to its end`,
        ...abort,
      ];
    case 'parked':
      return [
        'find out who still uses the old one (the runbook has the commands), and declare or move them',
        `nightwarden approve ${rotation} --accept-users: go on without those who were seen and whom nobody knows`,
        ...abort,
      ];
    case 'blocked':
      return [
        `read its runbook and decide by hand: nightwarden status ${rotation} --runbook`,
        ...(plan.kind === 'contain'
          ? [`nightwarden exposure ${rotation}: what else is missing before the leak is over`]
          : []),
      ];
    case 'restored':
      return ['mend what it names, then rehearse again'];
    case 'refused':
      return ['nothing was changed: mend what it names, then rehearse again'];
    case 'superseded':
      return ['a leak was reported: see nightwarden status for the plan that contains it'];
    case 'done':
      if (plan.kind === 'contain')
        return [`nightwarden exposure ${rotation}: what is missing before the leak is over`];
      return plan.kind === 'retire' && plan.where.owner === null
        ? [
            `name an owner (a tag of its user), then nightwarden retire ${credentialName(plan)}: it is deleted`,
          ]
        : [];
  }
}

/** Steps that have another name than what is approved there. */
const ASKED_AT: Readonly<Record<string, Approval>> = { remove: 'delete', start: 'deactivate' };

function approvals(row: Row): readonly string[] {
  const { plan, approved, rotation, place } = row;
  const missing = plan.approvals.filter((what) => !approved.includes(what));
  const step = ASKED_AT[place.step] ?? place.step;
  return missing
    .filter((what) => what === step)
    .map((what) => `nightwarden approve ${rotation} --${what}: by somebody else than who asked for it`);
}

/** A plan's status as people read it. */
export function planStatusText(status: PlanStatus): string {
  const { kind, credential, principal, rotation, state, at, because, next } = status;
  const lines = [
    `${kind} ${credential} of ${principal}`,
    `  plan   ${rotation}`,
    `  state  ${state === 'going' ? `going, at ${at}` : state}${because === null ? '' : `: ${because}`}`,
    ...(status.requestedBy === null ? [] : [`  asked  by ${status.requestedBy}`]),
    '',
    'What happened',
    ...status.timeline.map((line) => `  ${line}`),
    ...(next.length === 0 ? [] : ['', 'Next', ...next.map((step) => `  ${step}`)]),
  ];
  return `${lines.map(printable).join('\n')}\n`;
}

/** The plans that are under way, one a line. */
export function openPlansText(plans: readonly OpenPlan[], unreadable: readonly string[] = []): string {
  const lines = [
    ...plans.map(
      ({ rotation, kind, credential, state, at, because }) =>
        `  ${rotation}  ${kind} ${credential}  ${state === 'going' ? at : state}${because === null ? '' : `: ${because}`}`,
    ),
    ...unreadable.map((rotation) => `  ${rotation}  could not be read: nobody knows how it stands`),
  ];
  if (lines.length === 0) return '';
  return `${['', 'In rotation', ...lines].map(printable).join('\n')}\n`;
}

/** Whether nothing more happens by itself. */
export function rests(row: Row): boolean {
  return isEnded(row) || row.state === 'parked';
}
