import { durationText } from '../model/duration.ts';
import { called } from '../model/kinds.ts';
import { count, printable } from '../reports/text.ts';
import { UNEXPLAINED } from './build/warnings.ts';
import { replaceable } from './calls.ts';
import { isUnseen } from './kinds/abilities.ts';
import { otherUser } from './kinds/database.ts';
import { issuerName } from './kinds/issuer.ts';
import { tableOf } from './own.ts';
import { type Plan, sparing } from './plan.ts';
import type { Rehearsal, RehearsalFacts, RehearsedDependent } from './rehearsal.ts';
import { copyName } from './runbook/copies.ts';

/** The rehearsal as people read it. */
export function rehearsalText(rehearsal: Rehearsal, facts: Pick<RehearsalFacts, 'subject'>): string {
  const { kind, because, plan, refusals, warnings, waits, attended, effects, next, hash } = rehearsal;
  const { ownership, environment, credential } = facts.subject;
  const owner =
    ownership.owner === null ? 'nobody known' : `${ownership.owner.name} (${ownership.owner.evidence})`;
  const lines = [
    `${called(credential)}, ${credential.id}`,
    `  owner        ${owner}`,
    `  environment  ${environment ?? 'not told'}`,
    `  plan         ${kind}: ${because}`,
    ...(plan === null ? [] : [`  stored in    ${plan.secret?.arn ?? 'nothing that this plan publishes to'}`]),
    ...section('Who depends on it', rehearsal.dependents.map(dependentLine)),
    ...section('Uses that nobody explains', rehearsal.unexplained),
    ...section('What would break', effects),
    ...(plan === null ? [] : section('What would happen', stepsOf(plan))),
    ...section('What it would wait for', waits),
    ...section('What stays a risk', warnings),
    ...section('Why a person must apply it', attendedOnce(attended)),
    ...section(
      'Refused',
      refusals.map((each) => `${each.because}\n      → ${each.todo}`),
    ),
    '',
    hash === null
      ? `${count(refusals.length, 'reason')} against it; nothing was changed.`
      : 'Nothing was changed. The runbook: the same command with --runbook.',
    '',
    'Next',
    ...next.map((step) => `  ${step}`),
  ];
  return `${lines
    .flatMap((line) => line.split('\n'))
    .map(printable)
    .join('\n')}\n`;
}

/** The uses that nobody explains stand above already. */
function attendedOnce(attended: readonly string[]): readonly string[] {
  const others = attended.filter((why) => !why.startsWith(UNEXPLAINED));
  return others.length === attended.length ? others : ['nobody explains the uses above', ...others];
}

function section(title: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : ['', title, ...items.map((item) => `  · ${item}`)];
}

function dependentLine({
  id,
  kind,
  environment,
  owner,
  evidence,
  confidence,
  probes,
}: RehearsedDependent): string {
  const whose = [environment, owner].filter((part) => part !== null).join(', ');
  const asked = kind === 'declared' ? `, ${count(probes, 'probe')}` : '';
  return `${id}${whose === '' ? '' : ` (${whose})`}: ${evidence}${asked} [${confidence}]`;
}

/** The steps in one line each, with how long they take. */
function stepsOf(plan: Plan): readonly string[] {
  const { durations, approvals } = plan;
  if (tableOf(plan) === 'own') return ownSteps(plan);
  const approval = (what: 'deactivate' | 'delete') =>
    approvals.includes(what) ? `, once somebody approves` : '';
  if (plan.kind === 'contain' && sparing(plan))
    return [
      `leave its user's other key alone (${plan.spares?.join(', ') ?? ''}), and deny nothing to the user but its sessions older than now: what leaked is Inactive already`,
      'seal the evidence',
      plan.where.owner === null
        ? 'leave it Inactive: what nobody owns is not deleted'
        : `delete what leaked${approval('delete')}`,
    ];
  if (plan.kind === 'contain')
    return [
      plan.credentialKind === 'database-user'
        ? `let ${plan.key} log in no more and end its sessions, at once`
        : plan.where.issuer === undefined
          ? `deny its user everything and deactivate every ${nounOf(plan)} of it, at once`
          : `deactivate every ${nounOf(plan)}, at once: there is no user to deny anything to`,
      plan.where.issuer === undefined
        ? `deny its older sessions after ${durationText(durations.settle)}, and seal the evidence`
        : 'see that they are still Inactive, and seal the evidence',
      ...(replaceable(plan).length > 0 ? [successorText(plan)] : []),
      plan.where.owner === null
        ? 'leave it denied and Inactive: what nobody owns is not deleted'
        : `delete what leaked${approval('delete')}`,
    ];
  const ending = [
    isUnseen(plan)
      ? `leave the old one Active for ${durationText(durations.watch)} (nothing tells whether it is used)`
      : `watch the old one for ${durationText(durations.watch)} while it is Active (at most ${durationText(durations.parkAfter)}, then park)`,
    `deactivate it${approval('deactivate')}`,
    isUnseen(plan)
      ? `after ${durationText(durations.quarantine)} of quarantine leave it Inactive: nobody saw whether it was used, so it is not deleted`
      : `after ${durationText(durations.quarantine)} of quarantine delete it${approval('delete')}: from there no way back`,
  ];
  if (plan.kind === 'retire') return ending;
  return [
    newText(plan),
    ...plan.copies.map(
      ({ id }, at) =>
        `publish to ${copyName(plan, id)}${at === 0 ? ' (canary)' : ''}, wait ${durationText(durations.refresh)}, probe its readers`,
    ),
    ...ending,
  ];
}

function ownSteps({ durations, approvals, where }: Plan): readonly string[] {
  const isTried = where.shape.as !== 'opaque';
  return [
    `see that its rotation still calls ${where.rotatedBy ?? 'its function'}${isTried ? ', and that the present value logs in' : ''}`,
    `start that rotation${approvals.includes('deactivate') ? ', once somebody approves' : ''}`,
    `wait until its new version is current${isTried ? ', and logs in' : ''} (at most ${durationText(durations.patience)})`,
    `wait ${durationText(durations.refresh)}, and probe its readers`,
    where.noWayBack.length > 0
      ? 'if anything goes wrong once it was started: stop, and call a person; there is no way back by itself'
      : 'if anything goes wrong: see that the value before still logs in, take the pending label off, and make that version current again',
  ];
}

/** What its kind is called in a sentence. */
function nounOf({ where }: Plan): string {
  if (where.issuer !== undefined) return `token of ${issuerName(where.issuer)}`;
  return where.service === undefined ? 'key' : `credential for ${where.service.name}`;
}

function newText(plan: Plan): string {
  const { where, key } = plan;
  const { database, regions, issuer } = where;
  if (issuer !== undefined) return `ask for a new ${nounOf(plan)}, and prove it`;
  if (database === undefined) return `make a new ${nounOf(plan)} and prove it in ${regions.join(', ')}`;
  return `give ${otherUser(database, key) ?? 'the other user'} a new password, let it log in, and prove it`;
}

function successorText(plan: Plan): string {
  const { where, key } = plan;
  const { database, issuer } = where;
  if (issuer !== undefined) return `ask for a new ${nounOf(plan)}, and publish it to the dependents`;
  if (database === undefined)
    return `make a new user with the same policies, and publish its ${nounOf(plan)} to the dependents`;
  return `give ${otherUser(database, key) ?? 'the other user'} a new password, and publish it to the dependents`;
}
