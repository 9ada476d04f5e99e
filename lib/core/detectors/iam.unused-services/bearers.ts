import type { AccessKey, LoginProfile, RoleSession } from '../../model/credential.ts';
import { subjectsOf } from '../../model/detector.ts';
import type { Estate, Subject } from '../../model/estate.ts';
import { isRoot, userKeys } from '../subjects.ts';

/**
 * One credential for each principal, to judge the principal by: a role's sessions, a user's oldest active key, or the
 * password of a user without one. What opens a single service (SSH keys) carries no rights to spare.
 */
export function* bearers(estate: Estate): Generator<Subject<AccessKey | LoginProfile | RoleSession>> {
  const users = new Map<string, Subject<AccessKey | LoginProfile>>();
  for (const subject of userKeys(estate)) {
    const { credential } = subject;
    const known = users.get(credential.principal)?.credential;
    if (credential.status === 'Active' && (known === undefined || isOlder(credential, known)))
      users.set(credential.principal, subject);
  }
  for (const subject of subjectsOf(estate, 'login-profile')) {
    const { principal } = subject.credential;
    if (!isRoot(subject.credential) && !users.has(principal)) users.set(principal, subject);
  }
  yield* users.values();
  for (const subject of subjectsOf(estate, 'role-session')) {
    // AWS alone decides what a service-linked role may do.
    if (!subject.credential.serviceLinked) yield subject;
  }
}

type Dated = Pick<AccessKey | LoginProfile, 'createdAt' | 'id'>;

/** Of two made at once, or on days that are not known, the first by id: the same every night. */
function isOlder(a: Dated, b: Dated): boolean {
  const [of, than] = [a.createdAt ?? '', b.createdAt ?? ''];
  return of === than ? a.id < b.id : of < than;
}
