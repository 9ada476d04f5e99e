import type { Person, Roster } from '../model/people.ts';
import { addDays, type Instant } from '../model/time.ts';

/** Who a name stands for. */
export type Known =
  | { readonly state: 'active'; readonly name: string }
  | { readonly state: 'left'; readonly person: Person }
  | { readonly state: 'unknown' };

/** The roster, ready to be asked. */
export interface People {
  /**
   * By e-mail, name, or team with at least one active member; case and outer spaces do not matter. Else by the
   * e-mails in it (`Ana Marsh <ana@example.com>`): whoever is here goes before whoever has left.
   */
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
    const person = found.toSorted(lastLeavingFirst)[0];
    return person === undefined ? UNKNOWN : { state: 'left', person };
  }

  function ofTeam(found: readonly Person[] | undefined): Known {
    const member = found?.find((person) => !hasLeft(person, at));
    return member?.team === undefined ? UNKNOWN : { state: 'active', name: member.team };
  }

  function ofEmails(emails: readonly string[]): Known {
    const named = emails.map((email) => ofPeople(byEmail.get(email)));
    const active = named.find(({ state }) => state === 'active');
    return active ?? named.find(({ state }) => state === 'left') ?? UNKNOWN;
  }

  return {
    find(name) {
      const key = normal(name);
      const person = [byEmail, byName]
        .map((index) => ofPeople(index.get(key)))
        .find(({ state }) => state !== 'unknown');
      if (person !== undefined) return person;
      const team = ofTeam(byTeam.get(key));
      return team.state === 'unknown' ? ofEmails(emailsIn(key)) : team;
    },
    findLocalPart: (name) => ofPeople(byLocalPart.get(normal(name))),
  };
}

function hasLeft({ status, leftOn }: Person, at: Instant): boolean {
  return status === 'left' && (leftOn === undefined || goneFrom(leftOn) <= at);
}

/** The moment from which somebody is gone: a date without a time is their last day, and theirs to its end. */
export function goneFrom(leftOn: Instant): Instant {
  return leftOn.endsWith('T00:00:00.000Z') ? addDays(leftOn, 1) : leftOn;
}

function lastLeavingFirst({ leftOn: a = '' }: Person, { leftOn: b = '' }: Person): number {
  if (a === b) return 0;
  return a > b ? -1 : 1;
}

function emailsIn(text: string): readonly string[] {
  return text.match(/[^\s<>()[\]{},;:/|=&"']+@[^\s<>()[\]{},;:/|=&"']+/g) ?? [];
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
