import { day } from '../../model/time.ts';
import { abilitiesOf } from '../kinds/abilities.ts';
import { hostOf, type Issuer, issuerName } from '../kinds/issuer.ts';
import { described, type KeyFacts, type Refusal, refusal, type SlotFact } from './facts.ts';

/** What a third party issued by a bridge: which one works, and whether there is room for another. */
export function tokenGate(facts: KeyFacts): readonly Refusal[] {
  const { kind, slots, declared, aim } = facts;
  const issuer = declared?.issuer;
  if (issuer === undefined || slots === 'unknown') return unasked(facts, issuer);
  if (slots.length === 0)
    return [
      refusal(
        'key-gone',
        `the bridge knows of no credential of ${issuerName(issuer)}`,
        'nothing is left to take away; if dependents hold one all the same, look at the third party itself, and see what its bridge lists',
      ),
    ];
  if (kind === 'contain') return [];
  const which = whichGate(slots, issuer);
  if (which.length > 0) return which;
  const own = slots.find(({ id }) => id === aim.id);
  const unread = own === undefined ? [] : useGate(own, facts, issuer);
  if (kind === 'retire') return unread;
  return [...unread, ...inactive(own), ...others(slots, facts, issuer)];
}

function unasked({ kind }: KeyFacts, issuer: Issuer | undefined): readonly Refusal[] {
  const [host, access] = issuer === undefined ? ['', ''] : [hostOf(issuer.api), issuer.access];
  const now =
    kind === 'contain' ? '; at once, at the third party itself: deactivate whatever the secret holds' : '';
  return [
    refusal(
      'unknown',
      `the bridge ${host} could not be asked which credentials there are`,
      `let whoever asks read secret ${access} and reach the bridge, and rehearse again${now}`,
    ),
  ];
}

/** Which of them the secret holds is not read: it must be the only one that works, or else the only one. */
function whichGate(slots: readonly SlotFact[], issuer: Issuer): readonly Refusal[] {
  const active = slots.filter(({ status }) => status === 'Active');
  const likely = active.length > 0 ? active : slots;
  if (likely.length === 1) return [];
  const ids = likely.map(({ id }) => id).join(' and ');
  return [
    refusal(
      'second-key',
      active.length > 0
        ? `${ids} of ${issuerName(issuer)} are both Active, so there is no slot for a new one`
        : `${ids} of ${issuerName(issuer)} are all Inactive, and nobody has read which of them the secret holds`,
      'find out which of them the secret does not hold, and whether anybody uses it; then deactivate it at the third party, and once nobody has missed it, delete it there',
    ),
  ];
}

function useGate({ id, lastUsed }: SlotFact, facts: KeyFacts, { api }: Issuer): readonly Refusal[] {
  const isKept = abilitiesOf(described(facts)).lastUsedSignal === 'kept';
  if (!isKept || lastUsed.state !== 'unknown') return [];
  return [
    refusal(
      'unknown',
      `the bridge ${hostOf(api)} did not tell when ${id} was last used`,
      'see its own log, and rehearse again; if the third party keeps no last use, declare lastUsedSignal: none',
    ),
  ];
}

function inactive(own: SlotFact | undefined): readonly Refusal[] {
  if (own === undefined || own.status === 'Active') return [];
  return [
    refusal(
      'key-inactive',
      `${own.id} is Inactive: nobody can be using it`,
      'retire it: nightwarden retire; or activate it at the third party, if somebody needs it after all',
    ),
  ];
}

/** Whatever is there takes a slot, Inactive ones too. */
function others(slots: readonly SlotFact[], { aim, open }: KeyFacts, issuer: Issuer): readonly Refusal[] {
  return slots
    .filter(({ id }) => id !== aim.id)
    .map(({ id, status, lastUsed }) => {
      const ours =
        open === 'unknown' ? undefined : open.find((row) => row.newKey === id || row.plan.key === id);
      const used = lastUsed.state === 'used' ? `, and was last used on ${day(lastUsed.at)}` : '';
      return refusal(
        'second-key',
        `${issuerName(issuer)} has a second credential, ${id}, so there is no slot for a new one; it is ${status}${used}`,
        ours === undefined
          ? 'once its owner agrees that nobody needs it, delete it at the third party'
          : `plan ${ours.rotation} was about it: its runbook (nightwarden status ${ours.rotation}) says what becomes of it`,
      );
    });
}
