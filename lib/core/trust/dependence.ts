import type { Credential, Tags } from '../model/credential.ts';
import type { Estate, Subject } from '../model/estate.ts';
import type { Confidence } from '../model/owner.ts';
import { day } from '../model/time.ts';
import type { DeclaredCredential, DeclaredDependent } from '../rotation/policy.ts';
import { byTag } from './dependent-tags.ts';
import { type ManagedCopies, type ManagedCopy, managedCopies } from './managed-copies.ts';
import { isWithin } from './networks.ts';
import { readersOf } from './secret-readers.ts';
import { isSameThing, placesOf, secretsDeclared } from './things.ts';

/** `declared` in reviewed configuration, added by a `tag`, found to carry the credential, or able to read its secret. */
export type DependentKind = 'declared' | 'tag' | 'holder' | 'reader';

/** Somebody who loses something when a credential goes. */
export interface KnownDependent {
  /** What the plan calls it: the declared name, else what it was found as. */
  readonly id: string;
  readonly kind: DependentKind;
  readonly environment: string | null;
  readonly owner: string | null;
  readonly evidence: string;
  readonly confidence: Confidence;
  /** What was declared of it; null: nothing, so nobody knows how to move it and it blocks. */
  readonly declared: DeclaredDependent | null;
  /** What to write into the policy file; null: it is declared. */
  readonly todo: string | null;
}

/** Who depends on one credential, as far as is known, and what says that there is somebody else. */
export interface Dependence {
  readonly dependents: readonly KnownDependent[];
  /** Uses that no known dependent explains, as texts; each stops a plan that nobody attends. */
  readonly unexplained: readonly string[];
  /** What could not be told of its users, as texts. */
  readonly unread: readonly string[];
  /** Declared copies that infrastructure as code owns. */
  readonly managed: readonly ManagedCopy[];
}

/** @param declared what the reviewed configuration says of the credential; absent: nothing */
export function dependenceOf(
  estate: Estate,
  subject: Subject,
  declared: DeclaredCredential | undefined,
): Dependence {
  const readers = secretsDeclared(declared).map((secret) => readersOf(estate, secret));
  const copies: ManagedCopies =
    declared === undefined ? { managed: [], unread: [] } : managedCopies(estate, declared);
  const found = [
    ...holdersOf(subject),
    ...readers.flatMap((each) => each.found),
    ...byTag(estate, namesOf(subject.credential, declared), tagsOf(estate, subject, declared)),
  ];
  const known = (declared?.dependents ?? []).map((each) => ofDeclaration(each, found));
  const places = declared === undefined ? [] : placesOf(declared);
  const isDeclared = ({ id }: KnownDependent) =>
    places.some((place) => isSameThing(place, id)) ||
    known.some((each) => each.id === id || isSameThing(each.declared?.arn ?? '', id));
  const others = onceEach(found).filter((each) => !isDeclared(each));
  return {
    dependents: [...known, ...others],
    unexplained: unexplainedUses(subject, declared?.dependents ?? []),
    unread: [...readers.flatMap((each) => each.unread), ...copies.unread],
    managed: copies.managed,
  };
}

/** The declaration of a credential: by its own id, else by its user, and for what service it is. */
export function declarationOf(
  of: Pick<Credential, 'id' | 'principal'> & { readonly service?: string },
  all: readonly DeclaredCredential[],
): DeclaredCredential | undefined {
  const fitting = all.filter(({ service }) => service?.name === of.service);
  return (
    fitting.find(({ credential }) => credential === of.id) ??
    fitting.find(({ credential }) => credential === of.principal)
  );
}

/** What a declaration does not say of somebody, a discovery may: whose it is, and where it runs. */
function ofDeclaration(declared: DeclaredDependent, found: readonly KnownDependent[]): KnownDependent {
  const seen = found.find(({ id }) => declared.arn !== null && isSameThing(declared.arn, id));
  return {
    id: declared.name,
    kind: 'declared',
    environment: declared.environment ?? seen?.environment ?? null,
    owner: declared.owner ?? seen?.owner ?? null,
    evidence:
      seen === undefined
        ? 'declared in the policy file'
        : `declared in the policy file, and ${seen.evidence}`,
    confidence: 'high',
    declared,
    todo: null,
  };
}

function holdersOf({ dependents }: Subject): readonly KnownDependent[] {
  return dependents
    .filter(({ role }) => role === 'holder')
    .map(({ name, environment, owner, evidence, confidence }) => ({
      id: name,
      kind: 'holder',
      environment,
      owner,
      evidence: `its key id lies in ${evidence}`,
      confidence,
      declared: null,
      todo: `add ${name} to the copies of this credential under rotation.credentials, and whoever reads it to its dependents; or take the key out of it`,
    }));
}

function onceEach(found: readonly KnownDependent[]): readonly KnownDependent[] {
  return found.filter((each, at) => found.findIndex(({ id }) => id === each.id) === at);
}

/** The names under which a tag may mean the credential. */
function namesOf(credential: Credential, declared: DeclaredCredential | undefined): readonly string[] {
  return [credential.id, credential.principal ?? '', ...secretsDeclared(declared)].filter(
    (name) => name !== '',
  );
}

/** The tags of the credential's user and of the secret that stores it. */
function tagsOf(
  { subjects, snapshot }: Estate,
  { credential }: Subject,
  declared: DeclaredCredential | undefined,
): readonly Tags[] {
  const user = snapshot.principals.find(({ arn }) => arn === credential.principal);
  const places = secretsDeclared(declared);
  const secrets = subjects.filter((each) => places.includes(each.credential.id));
  return [
    credential.tags,
    ...(user === undefined || user.type === 'root' ? [] : [user.tags]),
    ...secrets.map((secret) => secret.credential.tags),
  ];
}

function unexplainedUses(
  { credential, usage }: Subject,
  dependents: readonly DeclaredDependent[],
): readonly string[] {
  const networks = dependents.flatMap(({ seenAs }) => seenAs?.sources ?? []);
  const { lastUsed } = credential;
  // That somebody read a secret says nothing of what was done with its value.
  if (credential.kind === 'secret') return [];
  if (usage === undefined) {
    if (lastUsed.state !== 'used') return [];
    const what = lastUsed.service === undefined ? '' : ` of ${lastUsed.service}`;
    const where = lastUsed.region === undefined ? '' : ` in ${lastUsed.region}`;
    return [`a call${what}${where} on ${day(lastUsed.at)}, which CloudTrail does not show`];
  }
  const strangers = usage.sourceIps.filter((source) => !isWithin(source, networks));
  const more = usage.counts.sourceIps - usage.sourceIps.length;
  return [
    ...strangers.map(
      (source) => `calls from ${source}, up to ${day(usage.lastSeen)}${clients(usage.userAgents)}`,
    ),
    ...(more > 0 ? [`calls from ${more} more sources, of which only the number was kept`] : []),
  ];
}

/** A caller writes its user agent itself: it helps people to recognise it, and proves nothing. */
function clients(agents: readonly string[]): string {
  if (agents.length === 0) return '';
  const more = agents.length > 3 ? ` and ${agents.length - 3} more` : '';
  return ` (it calls itself ${agents.slice(0, 3).join(', ')}${more})`;
}
