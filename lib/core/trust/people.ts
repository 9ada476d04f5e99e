import type { Person, Roster } from '../model/people.ts';
import type { Instant } from '../model/time.ts';

/** Who a name stands for. */
export type Known =
  | { readonly state: 'active'; readonly name: string }
  | { readonly state: 'left'; readonly person: Person }
  | { readonly state: 'unknown' };

/** The roster, ready to be asked. */
export interface People {
  /** By e-mail, name, or team with at least one active member; case and outer spaces do not matter. */
  find(name: string): Known;
  /** By an e-mail's part before the @, when it is the only one. */
  findLocalPart(name: string): Known;
}

const UNKNOWN: Known = { state: 'unknown' };

/**
 * Indexes the roster.
 * @param at the moment of judging: who leaves later is still here
 */
export function indexPeople({ people }: Roster, at: Instant): People {
  const byEmail = groupBy(people, ({ email }) => email);
  const byName = groupBy(people, ({ name }) => name);
  const byTeam = groupBy(people, ({ team }) => team);
  const byLocalPart = groupBy(people, ({ email }) => email.slice(0, email.lastIndexOf('@')));

  function ofPeople(found: readonly Person[] | undefined): Known {
    if (found === undefined || new Set(found.map(({ email }) => normal(email))).size !== 1) return UNKNOWN;
    const active = found.find((person) => !hasLeft(person, at));
    if (active !== undefined) return { state: 'active', name: active.email };
    const [person] = found;
    return person === undefined ? UNKNOWN : { state: 'left', person };
  }

  function ofTeam(found: readonly Person[] | undefined): Known {
    const member = found?.find((person) => !hasLeft(person, at));
    return member?.team === undefined ? UNKNOWN : { state: 'active', name: member.team };
  }

  return {
    find(name) {
      const key = normal(name);
      const person = [byEmail, byName]
        .map((index) => ofPeople(index.get(key)))
        .find(({ state }) => state !== 'unknown');
      return person ?? ofTeam(byTeam.get(key));
    },
    findLocalPart: (name) => ofPeople(byLocalPart.get(normal(name))),
  };
}

function hasLeft({ status, leftOn }: Person, at: Instant): boolean {
  return status === 'left' && (leftOn === undefined || leftOn <= at);
}

/** People by what they are asked for; those without it are left out. */
function groupBy(
  people: readonly Person[],
  keyOf: (person: Person) => string | undefined,
): ReadonlyMap<string, readonly Person[]> {
  const groups = Map.groupBy(people, (person) => normal(keyOf(person) ?? ''));
  groups.delete('');
  return groups;
}

function normal(text: string): string {
  return text.trim().toLowerCase();
}
