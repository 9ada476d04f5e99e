import type { Credential } from '../../model/credential.ts';
import { type Detector, fail, pass, unknown, type Verdict } from '../../model/detector.ts';
import type { Estate, Subject } from '../../model/estate.ts';
import { COPY_FACTS, FACT_SOURCES } from '../../model/facts.ts';
import { called } from '../../model/kinds.ts';
import type { Exposure } from '../../model/people.ts';
import type { Principal } from '../../model/principal.ts';
import type { Reason } from '../../model/severity.ts';
import { day, type Instant } from '../../model/time.ts';
import { isInUse, usedSince } from '../age.ts';
import { aggravations, list, tellExposure } from '../aggravations.ts';
import { about } from '../evidence.ts';
import { ALL_APPLICATION_FACTS, FURTHER_USER_FACTS, isRoot, principalsOf } from '../subjects.ts';

export const exposedCredential: Detector = {
  id: 'trust.exposed-credential',
  title: 'Credential was reported exposed',
  reads: [
    'exposures',
    'access-keys',
    'root',
    'users',
    'policies',
    'roles',
    ...FURTHER_USER_FACTS,
    'secrets',
    ...ALL_APPLICATION_FACTS,
    ...COPY_FACTS,
  ],
  options: {},
  *evaluate(estate) {
    const principals = principalsOf(estate);
    for (const subject of estate.subjects) yield judgeSubject(subject, estate, principals);
  },
};

function judgeSubject(
  subject: Subject,
  { snapshot }: Estate,
  principals: ReadonlyMap<string, Principal>,
): Verdict {
  const { credential, exposures } = subject;
  const [first, ...further] = exposures;
  if (first !== undefined) return failed(subject, [first, ...further], snapshot.takenAt);
  if (credential.kind === 'access-key' && !isRoot(credential) && !principals.has(credential.principal)) {
    return unknown(
      subject,
      FACT_SOURCES.policies,
      "whether the user carries AWS's quarantine policy was not read",
    );
  }
  return pass(subject);
}

function failed(subject: Subject, exposures: readonly [Exposure, ...Exposure[]], takenAt: Instant): Verdict {
  const { credential } = subject;
  const active = credential.status === 'Active';
  const told = list(exposures.map(tellExposure));
  return fail(subject, {
    title: `${called(credential)} ${credential.kind === 'role-session' ? 'were' : 'was'} reported exposed`,
    reasons: [
      active
        ? { points: 85, text: `reported exposed ${told}, and active` }
        : { points: 40, text: `reported exposed ${told}; inactive, which can be undone` },
      ...sinceExposed(subject, exposures[0], takenAt),
      ...aggravations(subject, takenAt, ['administrator', 'leaver', 'ownerless']),
    ],
    evidence: {
      ...about(subject),
      exposures: exposures.map(({ at, source, note }) => ({ at, source, note: note ?? null })),
    },
    remedy: remedyOf(credential),
  });
}

function remedyOf(credential: Credential): string {
  // No policy of the account binds root, so it can't be denied first.
  if (isRoot(credential))
    return "Sign in as root: deactivate the key and delete it, change root's password, renew its MFA, and look at what it was used for; in an organisation, deny root by a service control policy.";
  return credential.status === 'Active'
    ? 'Contain it: deny what it may do, deactivate it, end the sessions that it started, look at its use since, and put a new credential of another principal in its place.'
    : 'End the sessions that it started, look at its use since, and delete it when nothing asks for it back.';
}

/** Worst when it was used since; an exposure without a moment can only be weighed by present use. */
function sinceExposed(subject: Subject, { at }: Exposure, takenAt: Instant): readonly Reason[] {
  if (at === null) {
    return isInUse(subject, takenAt) ? [{ points: 10, text: 'in use; when it leaked is not known' }] : [];
  }
  switch (usedSince(subject, at)) {
    case 'yes':
      return [{ points: 15, text: `used since ${day(at)}` }];
    case 'unknown':
      return [{ points: 5, text: 'whether it was used since is not known' }];
    case 'no':
      return [];
  }
}
