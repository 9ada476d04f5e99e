import type { User } from '../model/principal.ts';
import type { People } from './people.ts';

/** Whether a program or a person is meant to act as a user, and what says so. */
export type Nature =
  | { readonly of: 'machine' | 'person'; readonly because: string }
  /** Nothing says either; `missing`: something unread might. */
  | { readonly of: 'unclear'; readonly missing?: 'roster' | 'console-passwords' };

/** What else is known of a user. */
export interface Circumstances {
  /** null: there is no roster. */
  readonly people: People | null;
  readonly password: 'yes' | 'no' | 'unknown';
}

/**
 * Judges by what people wrote down: tags first, then the roster, the path and the name. That a user has no console
 * password, and that its name is nobody's, makes it a machine's as well: no person could sign in as it.
 */
export function natureOf(user: User, { people, password }: Circumstances): Nature {
  return byTag(user) ?? byPerson(user, people) ?? byPath(user) ?? byName(user) ?? byAbsence(people, password);
}

const KIND_TAGS = /^(type|kind|user-?type|identity-?type|principal-?type|account-?type)$/i;
const MACHINES =
  /^(service|service-?account|machine|bot|robot|automation|application|workload|pipeline|system|non-?human)$/i;
const PERSONS = /^(person|people|human|employee|user)$/i;

function byTag({ name, tags }: User): Nature | undefined {
  for (const [key, value] of Object.entries(tags)) {
    if (!KIND_TAGS.test(key)) continue;
    const of = MACHINES.test(value.trim()) ? 'machine' : PERSONS.test(value.trim()) ? 'person' : undefined;
    if (of !== undefined) return { of, because: `tag ${key} of user ${name} says ${value.trim()}` };
  }
  return undefined;
}

function byPerson({ name }: User, people: People | null): Nature | undefined {
  if (name.includes('@')) return { of: 'person', because: `user ${name} is named by an e-mail` };
  if (people === null || people.findLocalPart(name).state === 'unknown') return undefined;
  return { of: 'person', because: `user ${name} is named like somebody in the roster` };
}

const MACHINE_PATHS = /\/(services?|machines?|bots?|automation|system|ci|pipelines?|applications?)\//i;

function byPath({ name, path }: User): Nature | undefined {
  return MACHINE_PATHS.test(path) ? { of: 'machine', because: `user ${name} lies under ${path}` } : undefined;
}

/** Parts of a name that no person is called by; read whole, so that `abbot` is no bot. */
const MACHINE_WORDS: ReadonlySet<string> = new Set(
  [
    'svc service bot robot machine system app api agent worker runner lambda webhook exporter uploader',
    'ci cd cicd deploy deployer deployment pipeline jenkins github gitlab circleci buildkite argocd',
    'automation terraform ansible backup sync cron scheduler monitoring smtp',
  ].flatMap((line) => line.split(' ')),
);

function byName({ name }: User): Nature | undefined {
  const word = name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .find((part) => MACHINE_WORDS.has(part));
  return word === undefined
    ? undefined
    : { of: 'machine', because: `user ${name} is named like a machine (${word})` };
}

function byAbsence(people: People | null, password: Circumstances['password']): Nature {
  if (password === 'yes') return { of: 'unclear' };
  if (password === 'unknown') return { of: 'unclear', missing: 'console-passwords' };
  if (people === null) return { of: 'unclear', missing: 'roster' };
  return { of: 'machine', because: 'it has no console password, and the roster knows nobody of its name' };
}
