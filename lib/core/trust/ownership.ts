import { isRootArn } from '../model/arn.ts';
import type { Credential, Tags } from '../model/credential.ts';
import { placeOf } from '../model/kinds.ts';
import type { Confidence, Leaver, Owner, Ownership } from '../model/owner.ts';
import type { Person } from '../model/people.ts';

import type { People } from './people.ts';

/** Tags, and what carries them: `user ci-deploy`. */
export interface Tagged {
  readonly place: string;
  readonly tags: Tags;
}

/** Something that may name an owner: a tag's value, or a user's own name. */
interface Hint {
  readonly value: string;
  readonly evidence: string;
  readonly kind: 'tag' | 'user-name';
}

/** What a user or role is called, and where that is written: `user alice`. */
export interface Named {
  readonly place: string;
  readonly name: string;
}

/**
 * Who answers for something: the first of the owner tags that names somebody who is here, else a user's own name.
 * @param tagged its own tags first, then those of what carries it
 * @param named absent when it has no name that could be a person's
 * @param people the roster; null when none was read: then a tag is believed with low confidence, and nobody has left
 * @param ownerTags tag keys, tried in this order
 */
export function ownership(
  { tagged, named }: { readonly tagged: readonly Tagged[]; readonly named?: Named | undefined },
  people: People | null,
  ownerTags: readonly string[],
): Ownership {
  const hints = tagHints(tagged, ownerTags);
  if (people === null) return unconfirmed(hints);
  if (named === undefined) return confirmed(hints, people);
  return confirmed(
    [...hints, { value: named.name, evidence: `name of ${named.place}`, kind: 'user-name' }],
    people,
  );
}

function confirmed(hints: readonly Hint[], people: People): Ownership {
  let owner: Owner | null = null;
  let leaver: Leaver | null = null;
  const leads: Owner[] = [];
  for (const hint of hints) {
    const { known, confidence, evidence } = recognise(hint, people);
    if (known.state === 'active') owner ??= { name: known.name, evidence, confidence };
    else if (known.state === 'left') {
      // A further contact who left is no reason to take a key from an owner who is here; a user named after them is.
      if (owner === null || hint.kind === 'user-name')
        leaver ??= leaverOf(known.person, evidence, confidence);
    } else if (hint.kind === 'tag') {
      leads.push({ name: hint.value, evidence: `${hint.evidence}, not in the roster`, confidence: 'low' });
    }
  }
  return { owner, leads, leaver };
}

function unconfirmed(hints: readonly Hint[]): Ownership {
  const [hint] = hints;
  if (hint === undefined) return { owner: null, leads: [], leaver: null };
  const evidence = `${hint.evidence}; no roster confirms it`;
  return { owner: { name: hint.value, evidence, confidence: 'low' }, leads: [], leaver: null };
}

function recognise({ kind, value, evidence }: Hint, people: People) {
  const known = people.find(value);
  if (kind === 'tag')
    return { known, confidence: 'high' as Confidence, evidence: `${evidence}, in the roster` };
  // A user's name is taken for a person's only as an e-mail: `payments` may be a team, a machine or a surname.
  if (value.includes('@')) {
    return { known, confidence: 'high' as Confidence, evidence: `${evidence} is an e-mail of the roster` };
  }
  return {
    known: people.findLocalPart(value),
    confidence: 'medium' as Confidence,
    evidence: `${evidence} is the first part of one e-mail of the roster`,
  };
}

function leaverOf({ email, leftOn }: Person, evidence: string, confidence: Confidence): Leaver {
  return { email, ...(leftOn === undefined ? {} : { leftOn }), evidence, confidence };
}

function tagHints(tagged: readonly Tagged[], ownerTags: readonly string[]): readonly Hint[] {
  return tagged.flatMap(({ place, tags }) =>
    tagKeys(tags, ownerTags).flatMap((key): readonly Hint[] => {
      const value = (tags[key] ?? '').trim();
      return value === '' ? [] : [{ value, evidence: `tag ${key} on ${place}`, kind: 'tag' }];
    }),
  );
}

/** The keys that are there of those wanted, in that order; after them those that differ only in case (`OWNER`). */
function tagKeys(tags: Tags, wanted: readonly string[]): readonly string[] {
  const exact = wanted.filter((key) => Object.hasOwn(tags, key));
  const lower = wanted.map((key) => key.toLowerCase());
  const alike = Object.keys(tags)
    .filter((key) => !exact.includes(key) && lower.includes(key.toLowerCase()))
    .toSorted();
  const inOrder = alike.toSorted((a, b) => lower.indexOf(a.toLowerCase()) - lower.indexOf(b.toLowerCase()));
  return [...exact, ...inOrder];
}

/** The name of the user or role that a credential authenticates. */
export function namedBy(credential: Credential): Named | undefined {
  const { principal } = credential;
  if (principal === null || isRootArn(principal)) return undefined;
  return { place: placeOf(credential), name: principal.slice(principal.lastIndexOf('/') + 1) };
}

/** A plaintext credential's id is its function's ARN, with a fragment or without. */
export function functionArn(id: string): string {
  return id.split('#', 1)[0] ?? id;
}
