import type { KnownDependent } from '../../trust/dependence.ts';
import { abilitiesOf } from '../kinds/abilities.ts';
import { described, type KeyFacts, type Refusal, refusal } from './facts.ts';

/** A rotation moves each dependent and watches its health: it must know where each one reads, and how to ask it. */
export function dependentGate(facts: KeyFacts): readonly Refusal[] {
  const { dependence, declared } = facts;
  const undeclared = dependence.dependents.filter((each) => each.declared === null);
  const unprobed = dependence.dependents.filter((each) => each.declared?.probes.length === 0);
  return [
    ...undeclared.map((each) => refusal('undeclared', namesItself(each), each.todo ?? 'declare it')),
    ...unprobed.map(({ id }) =>
      refusal(
        'no-probe',
        `nobody can tell whether dependent ${id} is well: it has no probe`,
        `give it one under rotation.credentials (probes: http, lambda, alarm, ecs-service, seen or task)`,
      ),
    ),
    ...unseen(facts),
    ...(declared !== undefined && dependence.dependents.length === 0
      ? [
          refusal(
            'no-dependents',
            'the policy file names nobody who depends on it: a rotation would have nobody to move, and nobody to ask',
            'declare its dependents; if there are none: nightwarden retire',
          ),
        ]
      : []),
    ...unreadGate(dependence.unread),
  ];
}

/** Nobody is ever seen using what tells of no use, or not whose it was. */
function unseen(facts: KeyFacts): readonly Refusal[] {
  const { declared } = facts;
  const isNone = abilitiesOf(described(facts)).lastUsedSignal === 'none';
  if (!isNone && declared?.issuer === undefined) return [];
  const why = isNone
    ? 'nothing tells of the uses of such a credential'
    : 'its bridge tells when it was last used, and not by whom';
  const asked = (declared?.dependents ?? []).filter(({ probes }) => probes.some(({ by }) => by === 'seen'));
  return asked.map(({ name }) =>
    refusal(
      'no-probe',
      `dependent ${name} could never be seen using it: ${why}`,
      'take the probe `seen` away, and give it another one',
    ),
  );
}

/** Retire puts nothing in its place, so nobody may hold it. */
export function nobodyHolds({ dependence }: KeyFacts): readonly Refusal[] {
  return [
    ...dependence.dependents.map((each) =>
      refusal(
        'known-dependents',
        `${each.id} depends on it (${each.evidence})`,
        'rotate it instead, or move that dependent to a role first and take it out of the policy file',
      ),
    ),
    ...unreadGate(dependence.unread),
  ];
}

function unreadGate(unread: readonly string[]): readonly Refusal[] {
  return unread.map((what) =>
    refusal('unknown', `could not be read: ${what}`, 'mend or remove it, and rehearse again'),
  );
}

function namesItself({ id, evidence, environment, owner }: KnownDependent): string {
  const whose = [environment, owner === null ? null : `of ${owner}`]
    .filter((part) => part !== null)
    .join(', ');
  return `${id}${whose === '' ? '' : ` (${whose})`} depends on it and is not declared: ${evidence}`;
}
