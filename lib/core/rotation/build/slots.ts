import { day } from '../../model/time.ts';
import { isUnseen } from '../kinds/abilities.ts';
import { isProvable, PROVABLE } from '../kinds/service.ts';
import { isEnded } from '../ledger.ts';
import { described, type KeyFacts, type Refusal, refusal, type SlotFact } from './facts.ts';
import { tokenGate } from './tokens.ts';
import { turnGate } from './turns.ts';

/** What the two slots of the principal allow: a rotation needs one of them free. */
export function slotGate(facts: KeyFacts): readonly Refusal[] {
  if (facts.aim.kind === 'database-user') return turnGate(facts);
  if (facts.aim.kind === 'third-party-token') return tokenGate(facts);
  return [...serviceGate(facts), ...keyGate(facts)];
}

/** A new one must be proved before anybody is given it. */
function serviceGate({ kind, subject }: KeyFacts): readonly Refusal[] {
  const { credential } = subject;
  if (kind !== 'rotate' || credential.kind !== 'service-specific-credential') return [];
  const { service, id } = credential;
  if (isProvable(service)) return [];
  return [
    refusal(
      'unprovable',
      `it is for ${service}: whether a new one works could not be proved (${PROVABLE.join(' and ')} can be asked)`,
      `rotate it by hand: two may be Active beside each other; if nobody needs it: nightwarden retire ${id}`,
    ),
  ];
}

/** What the slots of a user hold, in words. */
function wordsOf({ subject }: KeyFacts): { readonly one: string; readonly list: string } {
  const { credential } = subject;
  return credential.kind === 'service-specific-credential'
    ? { one: `credential for ${credential.service}`, list: 'iam:ListServiceSpecificCredentials' }
    : { one: 'key', list: 'iam:ListAccessKeys' };
}

function keyGate(facts: KeyFacts): readonly Refusal[] {
  const { kind, slots, aim } = facts;
  const { id } = aim;
  const userName = userOf(aim);
  const { one, list } = wordsOf(facts);
  if (slots === 'unknown') {
    if (kind === 'contain') return [];
    return [
      refusal(
        'unknown',
        `each ${one} of user ${userName} could not be listed`,
        `grant ${list} to whoever asks, and rehearse again`,
      ),
    ];
  }
  const key = slots.find((slot) => slot.id === id);
  if (key === undefined)
    return [
      refusal(
        'key-gone',
        `user ${userName} has no ${one} ${id} any more`,
        kind === 'contain'
          ? 'its sessions may live on: deny the user by hand, and sweep again to see what there is'
          : 'nothing is left to do; a sweep shows what there is',
      ),
    ];
  if (kind !== 'rotate') return [];
  return [...(key.status === 'Inactive' ? [inactive(key)] : []), ...others(facts, slots, id)];
}

function inactive({ id }: SlotFact): Refusal {
  return refusal(
    'key-inactive',
    `${id} is Inactive: nobody can be using it`,
    `retire it: nightwarden retire ${id}; or activate it, if somebody needs it after all`,
  );
}

function others(facts: KeyFacts, slots: readonly SlotFact[], id: string): readonly Refusal[] {
  return slots
    .filter((slot) => slot.id !== id)
    .map((other) => refusal('second-key', ...secondKey(other, facts)));
}

/** Why the other key stands in the way, and what to do with it. */
function secondKey(other: SlotFact, facts: KeyFacts): readonly [because: string, todo: string] {
  const { open, aim } = facts;
  const userName = userOf(aim);
  const taken = `user ${userName} has a second ${wordsOf(facts).one}, ${other.id}, so there is no slot for a new one`;
  const ours =
    open === 'unknown' ? undefined : open.find((row) => row.newKey === other.id || row.orphan === other.id);
  if (ours !== undefined) {
    const state = isEnded(ours) ? `ended ${ours.state}` : 'is under way';
    return [
      `${taken}; plan ${ours.rotation}, which ${state}, made it`,
      `see nightwarden status ${ours.rotation}: its runbook says what becomes of that key`,
    ];
  }
  if (other.status === 'Inactive')
    return [
      `${taken}; it is Inactive`,
      `take it away first: nightwarden retire ${other.id}, or delete it by hand when its owner agrees`,
    ];
  const { lastUsed } = other;
  if (isUnseen(described(facts)))
    return [
      `${taken}; it is Active, and nothing tells whether it is used`,
      `find out who holds it; if nobody needs it: nightwarden retire ${other.id}, which deactivates it`,
    ];
  if (lastUsed.state === 'unknown')
    return [
      `${taken}; whether it is used could not be read`,
      `grant ${lastUsed.missing} to whoever asks, and rehearse again`,
    ];
  if (lastUsed.state === 'never')
    return [
      `${taken}; it is Active and was never used`,
      `ask whoever made it; if nobody needs it: nightwarden retire ${other.id}`,
    ];
  return [
    `${taken}; it is Active and was last used on ${day(lastUsed.at)}`,
    'two workloads share one user: give one of them a user or a role of its own, then retire its key here',
  ];
}

/** The name in the ARN of a user, which may have a path before it. */
function userOf({ principal }: KeyFacts['aim']): string {
  return principal.slice(principal.lastIndexOf('/') + 1);
}
