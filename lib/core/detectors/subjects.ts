import { APPLICATION_FACTS } from '../model/application.ts';
import { isRootArn } from '../model/arn.ts';
import type {
  AccessKey,
  ApplicationCredential,
  Credential,
  RoleSession,
  Secret,
} from '../model/credential.ts';
import { subjectsOf } from '../model/detector.ts';
import type { Estate, Subject } from '../model/estate.ts';
import type { Fact } from '../model/facts.ts';
import type { JsonObject, Principal } from '../model/principal.ts';

/** Access keys of IAM users. Root's are another matter at any age: iam.root-access-key judges them. */
export function* userKeys(estate: Estate): Generator<Subject<AccessKey>> {
  for (const subject of subjectsOf(estate, 'access-key')) {
    if (!isRoot(subject.credential)) yield subject;
  }
}

/** What authenticates an IAM user: keys, passwords, certificates and what IAM made for one service. */
export type UserCredential = Extract<Credential, { readonly userName: string }>;

/** What tells of them, access keys apart. */
export const FURTHER_USER_FACTS = [
  'console-passwords',
  'ssh-keys',
  'signing-certificates',
  'service-specific-credentials',
] as const satisfies readonly Fact[];

/** Every credential of IAM users. Root's are another matter. */
export function* userCredentials(estate: Estate): Generator<Subject<UserCredential>> {
  for (const subject of estate.subjects) {
    if (isOfUser(subject) && !isRoot(subject.credential)) yield subject;
  }
}

function isOfUser(subject: Subject): subject is Subject<UserCredential> {
  return 'userName' in subject.credential;
}

/** One a service. */
export const ALL_APPLICATION_FACTS: readonly Fact[] = [...new Set(Object.values(APPLICATION_FACTS))];

/**
 * What applications sign in with, where an owner can be known: some have no tags at AWS, and of some they were not
 * read, which is a gap of its own.
 */
export function* ownableApplications(estate: Estate): Generator<Subject<ApplicationCredential>> {
  for (const subject of subjectsOf(estate, 'application-credential')) {
    if (subject.ownership.unread === undefined) yield subject;
  }
}

export function isRoot({ principal }: { readonly principal: string | null }): boolean {
  return isRootArn(principal);
}

/** Whether a secret is for its owner to keep: not an AWS service's, not a copy, not on its way out. */
export function isKeptByPeople({ status, owningService, primaryRegion }: Secret): boolean {
  return status === 'Active' && owningService === undefined && primaryRegion === undefined;
}

/** The principals that were read, by ARN: of one that is not here, neither tags nor policies are known. */
export function principalsOf({ snapshot }: Estate): ReadonlyMap<string, Principal> {
  return new Map(snapshot.principals.map((principal) => [principal.arn, principal]));
}

/**
 * Roles that people of the account answer for, with their trust policies; of a role that was not read, null. AWS makes
 * the others (service-linked, Identity Center's), and nobody can edit them.
 */
export function* rolesOf(
  estate: Estate,
): Generator<{ readonly subject: Subject<RoleSession>; readonly trust: JsonObject | null }> {
  const principals = principalsOf(estate);
  for (const subject of subjectsOf(estate, 'role-session')) {
    const { principal, serviceLinked, identityCenter } = subject.credential;
    if (serviceLinked || identityCenter) continue;
    const role = principals.get(principal);
    yield { subject, trust: role?.type === 'role' ? role.trust : null };
  }
}
