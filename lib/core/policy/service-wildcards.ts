import type { Group, PolicyDocument, Role, User } from '../model/principal.ts';
import { parseDocument, type Statement } from './document.ts';
import { speaksOf } from './evaluate.ts';
import type { Probe } from './sentinels.ts';

/** An Allow of all actions of a service, in a policy that the account's own people wrote. */
export interface ServiceWildcard {
  /** `s3`; `*`: every service, or every one but some. */
  readonly service: string;
  /** `policy work`, `policy Deploy by group builders`. */
  readonly policy: string;
  /** Whether on any resource; else on those that it names. */
  readonly everywhere: boolean;
  /** Whether only under conditions. */
  readonly conditional: boolean;
}

export interface ServiceWildcards {
  /** Sorted by service and policy, without duplicates. */
  readonly found: readonly ServiceWildcard[];
  /** Policies that could not be read and might hold one, or take one away. */
  readonly unread: readonly string[];
}

interface Labelled {
  readonly label: string;
  readonly policy: PolicyDocument;
  readonly statements: readonly Statement[] | null;
}

/** An action that only a real wildcard names. */
const UNLISTED = 'nightwarden-unlisted';

/**
 * The services of which a principal may do everything by policies of the account's own (inline, customer managed),
 * its groups' included, where no Deny takes the whole away and its boundary leaves it. AWS's own policies are AWS's to
 * word.
 * @param groups by name; a user's group that is missing here counts as unread
 */
export function serviceWildcards(
  principal: User | Role,
  groups: ReadonlyMap<string, Group>,
): ServiceWildcards {
  const held = heldBy(principal, groups);
  const boundary = principal.boundary === undefined ? null : parseDocument(principal.boundary.document);
  const all = held.flatMap(({ statements }) => statements ?? []);
  const found = held
    .filter(({ policy }) => !isAwsManaged(policy))
    .flatMap(({ label, statements }) => (statements ?? []).flatMap((item) => wildcardsOf(item, label)))
    .filter(({ probe }) => !all.some((item) => takesAway(item, probe)))
    .filter(({ probe }) => principal.boundary === undefined || boundary === null || leaves(boundary, probe))
    .map(({ wildcard }) => wildcard);
  const unread = held.filter(({ statements }) => statements === null).map(({ label }) => label);
  // An unread policy of AWS's is no wildcard of ours; it could only take one away.
  const telling = found.length > 0 ? unread : unreadOfOurs(held);
  return {
    found: distinct(found),
    unread:
      found.length > 0 && principal.boundary && boundary === null ? [...telling, 'its boundary'] : telling,
  };
}

function unreadOfOurs(held: readonly Labelled[]): readonly string[] {
  return held
    .filter(({ policy, statements }) => statements === null && !isAwsManaged(policy))
    .map(({ label }) => label);
}

function heldBy(principal: User | Role, groups: ReadonlyMap<string, Group>): readonly Labelled[] {
  const own = principal.policies.map((policy) => labelled(policy, ''));
  if (principal.type === 'role') return own;
  const byGroup = principal.groups.flatMap((name) => {
    const group = groups.get(name);
    if (group !== undefined) return group.policies.map((policy) => labelled(policy, ` by group ${name}`));
    const policy = { name, document: null };
    return [{ label: `the policies of group ${name}`, policy, statements: null }];
  });
  return [...own, ...byGroup];
}

function labelled(policy: PolicyDocument, by: string): Labelled {
  const name = policy.name.slice(policy.name.startsWith('arn:') ? policy.name.lastIndexOf('/') + 1 : 0);
  return { label: `policy ${name}${by}`, policy, statements: parseDocument(policy.document) };
}

function isAwsManaged({ arn }: PolicyDocument): boolean {
  return arn !== undefined && /^arn:[^:]+:iam::aws:/.test(arn);
}

interface Candidate {
  readonly wildcard: ServiceWildcard;
  /** What may be done only when the wildcard holds. */
  readonly probe: Probe;
}

function wildcardsOf(statement: Statement, policy: string): readonly Candidate[] {
  if (statement.effect !== 'Allow') return [];
  const { resources, conditions } = statement;
  const everywhere = resources.not || resources.patterns.includes('*');
  const [first = UNLISTED] = resources.patterns;
  const resource = everywhere ? UNLISTED : first.replace(/[*?]/g, 'x');
  return servicesOf(statement).map((service) => ({
    wildcard: { service, policy, everywhere, conditional: conditions.length > 0 },
    probe: { action: service === '*' ? `${UNLISTED}:anything` : `${service}:${UNLISTED}`, resource },
  }));
}

function servicesOf({ actions: { not, patterns } }: Statement): readonly string[] {
  // Everything but some: FSBP IAM.21 counts it too.
  if (not) return ['*'];
  return patterns.flatMap((pattern) => {
    if (/^\*+(:\*+)?$/.test(pattern)) return ['*'];
    const service = /^([a-z0-9-]+):\*+$/.exec(pattern)?.[1];
    return service === undefined ? [] : [service];
  });
}

function takesAway(statement: Statement, probe: Probe): boolean {
  return statement.effect === 'Deny' && statement.conditions.length === 0 && speaksOf(statement, probe);
}

function leaves(boundary: readonly Statement[], probe: Probe): boolean {
  if (boundary.some((item) => takesAway(item, probe))) return false;
  return boundary.some((item) => item.effect === 'Allow' && speaksOf(item, probe));
}

function distinct(found: readonly ServiceWildcard[]): readonly ServiceWildcard[] {
  const byText = new Map(
    found.map((each) => [`${each.service} ${each.policy} ${JSON.stringify(each)}`, each]),
  );
  return [...byText].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}
