import { durationText } from '../../model/duration.ts';
import { called } from '../../model/kinds.ts';
import { mainRegionOf } from '../../model/policy.ts';
import { day } from '../../model/time.ts';
import { replaceable } from '../calls.ts';
import { abilitiesOf, isUnseen } from '../kinds/abilities.ts';
import { tableOf } from '../own.ts';
import { type Plan, sparing } from '../plan.ts';
import { WORKER_SECONDS } from '../roles.ts';
import { described, type KeyFacts } from './facts.ts';
import { ofOwn } from './own.ts';
import { ownCommandGate } from './own-commands.ts';
import { serviceWarnings } from './services.ts';
import { isOutside } from './targets.ts';

const DAY = 86_400_000;
/** How a use that nobody explains begins among the reasons for a person. */
export const UNEXPLAINED = 'no known dependent explains';

/** What a person should know before they apply the plan: risks that stay, and what will wait for somebody. */
export function warningsOf(facts: KeyFacts, plan: Plan): readonly string[] {
  if (tableOf(plan) === 'own') return [...ofOwn(plan), ...ofWindow(plan), ...ofLedger(facts)];
  return [
    ...ofTime(facts, plan),
    ...ofLease(plan),
    ...ofRegions(facts, plan),
    ...ofTurns(facts, plan),
    ...ofUnseen(plan),
    ...ofUnreadable(plan),
    ...ofSight(plan),
    ...(plan.kind === 'contain' ? ofContain(facts, plan) : []),
    ...(plan.kind === 'retire' && plan.where.owner === null
      ? ['nobody is known to answer for it: it is deactivated, stays Inactive, and is not deleted']
      : []),
    ...plan.where.noWayBack.map(
      (id) => `no way back for ${id}: whoever applies this accepts that its old value can't be put back`,
    ),
    ...ofLedger(facts),
  ];
}

function ofLedger({ open }: KeyFacts): readonly string[] {
  if (open !== 'unknown') return [];
  return [
    'no deployment was found, or its ledger could not be read: whether another plan is under way is only seen when this one is applied',
  ];
}

function ofWindow({ where: { window } }: Plan): readonly string[] {
  if (window === null) return [];
  return [
    `forward steps begin only from ${window.from} to ${window.until} ${window.timeZone}, on days ${window.days.join(', ')} of the week`,
  ];
}

function ofTime({ subject, at, slots }: KeyFacts, plan: Plan): readonly string[] {
  const { kind, durations, where } = plan;
  if (kind === 'contain') return [];
  // When somebody read the secret says nothing of its value.
  const slot = slots === 'unknown' ? undefined : slots.find(({ id }) => id === plan.key);
  const lastUsed = where.issuer === undefined ? subject.credential.lastUsed : slot?.lastUsed;
  const dormant =
    lastUsed?.state === 'used' && at - Date.parse(lastUsed.at) > durations.watch
      ? [
          `it was last used on ${day(lastUsed.at)}, which is longer ago than its watch of ${durationText(durations.watch)}: a use that comes again only then would be missed; set watch and quarantine for it in the policy file`,
        ]
      : [];
  return [
    ...dormant,
    ...ofWindow(plan),
    ...(durations.quarantine < DAY ? [`its quarantine is only ${durationText(durations.quarantine)}`] : []),
  ];
}

/** Nobody may still act on a row when its lease is over: an invocation is stopped only after its own time. */
function ofLease({ durations }: Plan): readonly string[] {
  return durations.lease > WORKER_SECONDS * 1000
    ? []
    : [
        `its lease of ${durationText(durations.lease)} is no longer than an invocation may take (${durationText(WORKER_SECONDS * 1000)}): one that is slow might act beside the one that takes over`,
      ];
}

function ofUnreadable({ copies }: Plan): readonly string[] {
  return copies
    .filter(({ writeOnly }) => writeOnly === true)
    .map(
      ({ id }) =>
        `nobody can read back what ${id} holds: that it is the old one is the policy file's word, and from then on a change by anybody else stops the plan`,
    );
}

/** CloudTrail tells of a call about 5 minutes after it, and now and then much later; it promises nothing. */
const TRAIL_MS = 15 * 60_000;

function ofSight({ kind, where, durations }: Plan): readonly string[] {
  if (kind === 'retire') return [];
  return Object.entries(where.probes).flatMap(([id, probes]) => {
    if (!probes.some(({ by }) => by === 'seen')) return [];
    return [
      ...(durations.refresh >= TRAIL_MS
        ? []
        : [
            `${id} is probed by being seen, and CloudTrail tells of a call up to ${durationText(TRAIL_MS)} after it: its refresh of ${durationText(durations.refresh)} is shorter, so the plan waits for it after that (patience)`,
          ]),
      ...(probes.every(({ by }) => by === 'seen')
        ? [
            `${id} is probed by being seen alone: nothing tells when it is ill, and whoever does not call within ${durationText(durations.patience)} brings a rotation back, and blocks its way back`,
          ]
        : []),
    ];
  });
}

/** A new key is proved where the old one is in use; where that is, usage may know better than what was declared. */
function ofRegions({ subject }: KeyFacts, { kind, where }: Plan): readonly string[] {
  if (kind !== 'rotate') return [];
  const known = new Set([...where.regions, mainRegionOf(where.partition)]);
  return (subject.usage?.regions ?? [])
    .filter((region) => !known.has(region))
    .map(
      (region) =>
        `it is used in ${region} too, where the new one is not proved: add it to the regions of this credential`,
    );
}

/** What nobody can watch, a person answers for. */
function ofUnseen(plan: Plan): readonly string[] {
  if (!isUnseen(plan) || plan.kind === 'contain') return [];
  return [
    plan.where.issuer === undefined
      ? 'nothing tells whether it is used: IAM keeps no last use of it, and CloudTrail names its user and not the credential; whoever approves its deactivation answers for that'
      : 'nothing tells whether it is used: its third party keeps no last use of it; whoever approves its deactivation answers for that',
    'it is not deleted: it stays Inactive, and can be activated again; the runbook has the command to delete it, for its owner',
  ];
}

/** What a server does not tell, or its admin may not do. */
function ofTurns({ turns }: KeyFacts, { kind }: Plan): readonly string[] {
  if (turns === undefined || turns === 'unknown') return [];
  if (kind === 'contain')
    return [
      ...(turns.endable
        ? []
        : ['the admin may not end sessions (GRANT pg_signal_backend): those that are open would go on']),
      ...turns.faults.map((fault) => `no other user can take its place: ${fault}`),
    ];
  return ['a session that opens and ends between two looks is not seen, and moves nothing'];
}

function ofContain(facts: KeyFacts, plan: Plan): readonly string[] {
  return sparing(plan) ? ofSparing(plan) : ofTaking(facts, plan);
}

function ofSparing({ spares = [], key }: Plan): readonly string[] {
  return [
    `${key} is Inactive, and nothing says that ${spares.join(' and ')} of the same user leaked: it works on; if it leaked too, or was made by whoever had ${key}, report it and contain it`,
    `sessions that ${spares.join(' and ')} made with GetSessionToken or GetFederationToken are denied too, once: whoever uses one asks for another`,
  ];
}

function ofTaking(facts: KeyFacts, plan: Plan): readonly string[] {
  const { dependence, subject, slots, siblings = [] } = facts;
  const given = new Set(replaceable(plan).map(({ id }) => id));
  const { owner, leaver } = subject.ownership;
  return [
    ...dependence.dependents.map(({ id, declared }) => {
      if (!given.has(id))
        return `${id} is cut off, and gets nothing in its place: the plan ends blocked until it is moved by hand`;
      const probed = (declared?.probes.length ?? 0) > 0;
      return probed
        ? `${id} is cut off until the successor is published to it`
        : `${id} is cut off until the successor is published to it, and has no probe: the plan stops there for a person to look`;
    }),
    ...plan.slots
      .filter(({ id, status }) => id !== plan.key && status === 'Active')
      .map(({ id }) =>
        plan.where.issuer === undefined
          ? `key ${id} of the same user is denied and deactivated with it`
          : `${id} of the same principal is deactivated with it`,
      ),
    ...ofRoom(plan),
    ...serviceWarnings(facts),
    ...siblings.map(
      (each) => `${called(each)} ${each.id} of the same user is denied with it, and stays as it is`,
    ),
    ...ownCommandGate(facts).map(
      ({ because }) => `${because}: it is unknown, and the plan stops there for a person to look`,
    ),
    ...(slots === 'unknown'
      ? ['the keys of its user could not be listed: they are listed again before each call']
      : []),
    ...(owner === null && leaver === null
      ? ['nobody is known to answer for it: it is denied and deactivated, and not deleted']
      : []),
  ];
}

/** Its third party may count what is Inactive. */
function ofRoom(plan: Plan): readonly string[] {
  if (plan.where.issuer === undefined || replaceable(plan).length === 0 || plan.slots.length < 2) return [];
  return [
    'both slots are taken until what leaked is deleted: if the third party counts what is Inactive too, it makes no successor, and the plan ends blocked with its dependents cut off',
  ];
}

/** For what the plan will wait until a person has done it. */
export function waitsOf(plan: Plan): readonly string[] {
  const { where, approvals } = plan;
  const byHand = Object.entries(where.targets).flatMap(([id, target]) =>
    target.in === 'person' ? [`${target.who} must put the new value into ${id} by hand`] : [],
  );
  const isOwn = tableOf(plan) === 'own';
  const asked = approvals.map(
    (what) => `somebody else than you must approve before it may ${isOwn ? 'be started' : what}`,
  );
  return [...byHand, ...asked];
}

/** Why nobody may leave it alone: a person who was shown the plan must have applied it. */
export function attendedOnly(facts: KeyFacts, { where }: Plan): readonly string[] {
  const { dependence, subject } = facts;
  const { owner } = subject.ownership;
  const nobody = 'nobody is known to answer for it';
  const foreign = Object.entries(where.targets).filter(([, target]) => isOutside(target, where.account));
  return [
    ...dependence.unexplained.map((use) => `${UNEXPLAINED} ${use}`),
    ...where.noWayBack.map((id) => `there is no way back for ${id}`),
    ...foreign.map(([id]) => `${id} lies outside account ${where.account}`),
    ...(where.owner === null ? [nobody] : []),
    ...(isUnseen(described(facts)) ? ['nothing tells whether it is used'] : []),
    ...(abilitiesOf(described(facts)).lastUsedSignal !== 'sampled'
      ? []
      : ['of its use only what is open at a look can be seen']),
    ...(facts.declared?.issuer === undefined ? [] : ['its bridge tells of no use by whom it was']),
    ...(owner?.confidence === 'low' ? [`its owner is uncertain (${owner.evidence})`] : []),
  ];
}
