import { isRootArn } from '../../model/arn.ts';
import { called } from '../../model/kinds.ts';
import { secretsDeclared } from '../../trust/things.ts';
import { containedLately } from '../contain-cap.ts';
import { secretsOf } from '../fences.ts';
import { isEnded, type Row } from '../ledger.ts';
import type { Caps } from '../policy.ts';
import { type Aim, type KeyFacts, type PlanFacts, type Refusal, refusal } from './facts.ts';

/** What no plan of any kind may touch. */
export function untouchable(
  { subject, policy, requester }: PlanFacts,
  aim: Aim | undefined,
): readonly Refusal[] {
  const { credential } = subject;
  if (isRootArn(credential.principal))
    return [
      refusal(
        'root',
        'it is a key of root, which nothing here touches',
        'a person signs in as root and removes it',
      ),
    ];
  if (aim === undefined)
    return [
      refusal(
        'not-an-access-key',
        `it is nothing that a plan can be about (${called(credential)})`,
        credential.kind === 'secret'
          ? "if it holds a database user or a third party's token, declare its database or issuer under rotation.credentials (docs/policy.yaml shows how); else follow the remedy of its finding by hand"
          : 'access keys, service-specific credentials, database users and tokens of third parties can be planned: follow the remedy of its finding by hand',
      ),
    ];
  const untouched = policy.breakGlass.find((arn) => arn === credential.principal || arn === credential.id);
  if (untouched !== undefined)
    return [
      refusal(
        'break-glass',
        `${untouched} is a break-glass principal, which nothing here denies, deactivates or deletes`,
        'whoever keeps it changes its key by hand; if it leaked, page them',
      ),
    ];
  if (requester !== null && requester === credential.principal)
    return [
      refusal(
        'own-key',
        'you are signed in with a key of this very user: the plan would lock you out',
        'ask as somebody else',
      ),
    ];
  return [];
}

/** Ownerless can be contained, or retired, and is never deleted. A leaver's key has nobody to hand a new one to. */
export function ownerGate({ kind, subject, slots, aim }: KeyFacts): readonly Refusal[] {
  const { owner, leaver, unread } = subject.ownership;
  if (kind === 'contain' || owner !== null) return [];
  if (unread === true)
    return [
      refusal(
        'unknown',
        'its owner is not known: the tags of its user could not be read',
        'grant iam:GetAccountAuthorizationDetails to whoever asks, and rehearse again',
      ),
    ];
  const name = 'tag its user with an owner who is in the roster (--roster), and rehearse again';
  if (kind === 'retire') {
    const isInactive =
      slots !== 'unknown' && slots.some(({ id, status }) => id === aim.id && status === 'Inactive');
    if (leaver !== null || !isInactive) return [];
    const because = 'it is Inactive already, and what nobody is known to answer for is never deleted';
    return [refusal('ownerless', because, name)];
  }
  if (leaver === null)
    return [
      refusal(
        'ownerless',
        'nobody is known to answer for it: nobody could say whether a new one reached whoever needs it',
        `${name}; if nobody needs it: nightwarden retire, which deactivates it; if it leaked: nightwarden contain`,
      ),
    ];
  return [
    refusal(
      'leaver',
      `${leaver.email}, who answered for it, has left: nobody would take the new one`,
      'tag its user with an owner who is here, or retire the key: nightwarden retire',
    ),
  ];
}

/** Another plan on the same user or secret. Contain takes the fence of a rotation, and never that of a contain which takes as much away. */
export function fenceGate(facts: KeyFacts): readonly Refusal[] {
  const { kind, open } = facts;
  if (open === 'unknown') return [];
  const { principal } = facts.aim;
  const secrets = secretsDeclared(facts.declared);
  const shared = ({ plan }: Row) => secretsOf(plan).find((arn) => secrets.includes(arn));
  const rival = open.find(
    (row) => !isEnded(row) && (row.plan.principal === principal || shared(row) !== undefined),
  );
  if (rival === undefined || (kind === 'contain' && yields(rival, facts.aim.id))) return [];
  const what =
    rival.plan.principal === principal ? `principal ${principal}` : `secret ${shared(rival) ?? ''}`;
  return [
    refusal(
      'in-rotation',
      `in rotation: plan ${rival.rotation} (${rival.plan.kind}) is under way on ${what}`,
      `see nightwarden status ${rival.rotation}; abort it, or wait for its end`,
    ),
  ];
}

/** What spared a key that has leaked since takes too little away. */
function yields({ plan }: Row, key: string): boolean {
  return plan.kind !== 'contain' || plan.spares?.includes(key) === true;
}

const HOUR = 3_600_000;

/** How many plans may be under way: a rotation counts until its old credential is deactivated. */
export function capGate(facts: KeyFacts): readonly Refusal[] {
  const { kind, open, contained, policy, account, at } = facts;
  const { caps } = policy;
  if (kind === 'contain') {
    // Where it can't be read, none begins by itself, and one that a person applies asks the ledger again.
    return contained === 'unknown' ? [] : containCap(containedLately(contained, account, at), caps);
  }
  if (open === 'unknown') return [];
  const inFlight = open.filter((row) => row.plan.kind !== 'contain' && !isEnded(row));
  const early = inFlight.filter(({ times }) => times.deactivated === null);
  const owner = ownerName(facts);
  return [
    ...over(
      inFlight.filter((row) => begunSince(row, at - 24 * HOUR)).length,
      caps.night,
      'begun within the last 24 hours',
      'night',
    ),
    ...over(
      early.filter(({ plan }) => plan.where.account === account).length,
      caps.account,
      'under way in this account',
      'account',
    ),
    ...(owner === null
      ? []
      : over(
          early.filter(({ plan }) => plan.where.owner === owner).length,
          caps.owner,
          `under way for ${owner}`,
          'owner',
        )),
  ];
}

/** What began and ended within the hour counts: the cap is on what may be taken away by mistake. */
export function containCap(
  lately: number,
  { containAnHour }: Pick<Caps, 'containAnHour'>,
): readonly Refusal[] {
  return over(lately, containAnHour, 'contained in this account within the last hour', 'containAnHour');
}

function over(n: number, most: number, what: string, cap: string): readonly Refusal[] {
  if (n < most) return [];
  const plans = n === 1 ? '1 plan is' : `${n} plans are`;
  return [
    refusal(
      'cap',
      `${plans} ${what}, and the cap is ${most}`,
      `wait for one to end (nightwarden status), or raise rotation.caps.${cap} in the policy file`,
    ),
  ];
}

/** A row that does not say when it began counts as one of now. */
function begunSince({ people }: Row, since: number): boolean {
  return people === undefined || people.at >= since;
}

/** Who answers for it, or did: a leaver's name is still whose it was. */
export function ownerName({ subject }: Pick<PlanFacts, 'subject'>): string | null {
  return subject.ownership.owner?.name ?? subject.ownership.leaver?.email ?? null;
}
