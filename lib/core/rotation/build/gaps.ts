import type { Fact } from '../../model/facts.ts';
import type { SourceGap } from '../../model/gap.ts';
import { isUnseen } from '../kinds/abilities.ts';
import { described, type KeyFacts, type Refusal, refusal } from './facts.ts';

/** Facts of one user or key: a gap in those of somebody else hides nothing here. */
const OF_A_SUBJECT: ReadonlySet<Fact> = new Set(['users', 'access-keys', 'last-used', 'usage']);
/** Where a copy of the key may lie, or somebody who reads it. */
const PLACES: ReadonlySet<Fact> = new Set([
  'functions',
  'function-environments',
  'task-definitions',
  'build-projects',
  'stacks',
  'parameters',
  'user-data',
  'stage-variables',
  'glue-jobs',
  'state-machines',
  'secrets',
]);
const MOST = 5;

/** Nothing forward on an unknown: what could not be read may hide somebody who holds the key, or uses it. */
export function gapGate(facts: KeyFacts): readonly Refusal[] {
  const { credential } = facts.subject;
  const about = new Set([credential.id, facts.aim.principal, facts.declared?.store.secret ?? '']);
  const gaps = facts.gaps.filter((gap) => hides(gap, about));
  const told = gaps.slice(0, MOST).map(({ missing, reason, remedy, scope }) => {
    const place = [missing, scope.region, scope.subject].filter((part) => part !== undefined).join(' ');
    return refusal('unknown', `could not be read: ${place} (${reason})`, remedy);
  });
  // Of some kinds nothing ever tells: that is said, and asked of a person.
  const use =
    credential.lastUsed.state === 'unknown' && !isUnseen(described(facts))
      ? [
          refusal(
            'unknown',
            `when ${credential.id} was last used could not be read`,
            `grant ${credential.lastUsed.missing} to whoever asks, and rehearse again`,
          ),
        ]
      : [];
  if (gaps.length <= MOST) return [...use, ...told];
  const more = gaps.length - MOST;
  return [
    ...use,
    ...told,
    refusal('unknown', `${more} more that could not be read`, 'nightwarden sweep names them all'),
  ];
}

/** Whether what was not read may be a place in which a copy lies. */
export function hidesCopy({ facts }: Pick<SourceGap, 'facts'>): boolean {
  return facts.some((fact) => PLACES.has(fact));
}

function hides({ facts, scope }: SourceGap, about: ReadonlySet<string>): boolean {
  if (hidesCopy({ facts })) return true;
  const ofSomebody = facts.some((fact) => OF_A_SUBJECT.has(fact) && fact !== 'policies' && fact !== 'roles');
  return ofSomebody && (scope.subject === undefined || about.has(scope.subject));
}
