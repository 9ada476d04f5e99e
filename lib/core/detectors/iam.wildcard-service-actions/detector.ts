import type { Credential } from '../../model/credential.ts';
import { type Detector, fail, pass, unknown, type Verdict } from '../../model/detector.ts';
import type { Estate, Subject } from '../../model/estate.ts';
import { FACT_SOURCES } from '../../model/facts.ts';
import { called } from '../../model/kinds.ts';
import type { Group, Principal } from '../../model/principal.ts';
import type { Reason } from '../../model/severity.ts';
import type { Instant } from '../../model/time.ts';
import { type ServiceWildcard, serviceWildcards } from '../../policy/service-wildcards.ts';
import { aggravations, list } from '../aggravations.ts';
import { about } from '../evidence.ts';
import { isRoot, principalsOf } from '../subjects.ts';

export const wildcardServiceActions: Detector = {
  id: 'iam.wildcard-service-actions',
  title: 'Principal may do everything in a service by a policy of the account’s own',
  reads: ['users', 'roles', 'policies'],
  options: {},
  *evaluate(estate) {
    const principals = principalsOf(estate);
    const groups = new Map(estate.snapshot.groups.map((group) => [group.name, group]));
    for (const subject of onePerPrincipal(estate)) {
      const principal = principals.get(subject.credential.principal ?? '');
      yield judge(subject, principal, groups, estate.snapshot.takenAt);
    }
  },
};

/** The credential that stands for its principal, the best first: a policy is told once, not with every key under it. */
const STANDS_FOR: readonly Credential['kind'][] = ['role-session', 'access-key', 'login-profile'];

/** The oldest active key, else the console password; a role's sessions. Nobody acts as a user who has neither. */
function onePerPrincipal({ subjects }: Estate): Iterable<Subject> {
  const chosen = new Map<string, Subject>();
  for (const subject of subjects) {
    const { principal, status, kind } = subject.credential;
    if (principal === null || status !== 'Active' || !STANDS_FOR.includes(kind) || isRoot({ principal }))
      continue;
    if (isAwsMade(subject.credential)) continue;
    const known = chosen.get(principal);
    if (known === undefined || rank(subject) < rank(known)) chosen.set(principal, subject);
  }
  return chosen.values();
}

function rank({ credential: { kind, createdAt, id } }: Subject): string {
  return `${STANDS_FOR.indexOf(kind)} ${createdAt ?? '9999'} ${id}`;
}

function isAwsMade(credential: Credential): boolean {
  return credential.kind === 'role-session' && (credential.serviceLinked || credential.identityCenter);
}

function judge(
  subject: Subject,
  principal: Principal | undefined,
  groups: ReadonlyMap<string, Group>,
  takenAt: Instant,
): Verdict {
  if (principal === undefined || principal.type === 'root')
    return unknown(subject, FACT_SOURCES.policies, 'the policies of the principal were not read');
  const { found, unread } = serviceWildcards(principal, groups);
  // Whoever may do everything is iam.administrator-credential's matter.
  const telling = subject.administrator.verdict === 'yes' ? [] : found;
  if (unread.length > 0 && subject.administrator.verdict !== 'yes')
    return unknown(subject, FACT_SOURCES.policies, 'not every policy that could decide was read');
  return telling.length === 0 ? pass(subject) : failed(subject, telling, takenAt);
}

function failed(subject: Subject, found: readonly ServiceWildcard[], takenAt: Instant): Verdict {
  const [worst, ...others] = found.map(reasonOf).toSorted((a, b) => b.points - a.points);
  const services = [...new Set(found.map(({ service }) => (service === '*' ? 'every service' : service)))];
  const base = worst ?? { points: 0, text: '' };
  return fail(subject, {
    title: `${called(subject.credential)} may do everything in ${list(services.slice(0, 5))}`,
    reasons: [
      base,
      ...others.slice(0, 4).map(({ text }) => ({ points: 0, text })),
      ...sensitive(found),
      ...aggravations(subject, takenAt, ['exposed', 'leaver', 'ownerless']),
    ],
    evidence: { ...about(subject), wildcards: found },
    remedy:
      'Ask its owner what it is for; read in IAM’s last accessed information which actions it uses, allow those by name in a second policy, and take the wildcard off when nothing is missing.',
  });
}

function reasonOf({ service, policy, everywhere, conditional }: ServiceWildcard): Reason {
  const what = service === '*' ? 'all actions' : `${service}:*`;
  const where = everywhere ? 'any resource' : 'the resources it names';
  const when = conditional ? ', under conditions' : '';
  const whole = service === '*' ? 45 : 30;
  return {
    points: everywhere && !conditional ? whole : 15,
    text: `${policy} allows ${what} on ${where}${when}`,
  };
}

/** Services with whose actions one gives oneself more, or opens what others locked. */
const SENSITIVE: ReadonlySet<string> = new Set([
  'iam',
  'kms',
  'organizations',
  'secretsmanager',
  'ssm',
  'sso',
  'sts',
]);

function sensitive(found: readonly ServiceWildcard[]): readonly Reason[] {
  const services = found.filter(({ everywhere }) => everywhere).map(({ service }) => service);
  const named = [...new Set(services.filter((service) => SENSITIVE.has(service)))].toSorted();
  return named.length === 0
    ? []
    : [{ points: 20, text: `${list(named)} hand out permissions or open secrets` }];
}
