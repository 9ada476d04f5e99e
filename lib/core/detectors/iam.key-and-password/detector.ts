import type { AccessKey } from '../../model/credential.ts';
import { type Detector, fail, pass, subjectsOf, unknown, type Verdict } from '../../model/detector.ts';
import type { Estate, Subject } from '../../model/estate.ts';
import { called } from '../../model/kinds.ts';
import type { Principal } from '../../model/principal.ts';
import type { Reason } from '../../model/severity.ts';
import type { Instant } from '../../model/time.ts';
import { lastSeen } from '../age.ts';
import { aggravations, EVERY_AGGRAVATION } from '../aggravations.ts';
import { blindTo } from '../blind.ts';
import { about } from '../evidence.ts';
import { principalsOf, userKeys } from '../subjects.ts';

export const keyAndPassword: Detector = {
  id: 'iam.key-and-password',
  title: 'User has an access key and a console password',
  reads: ['access-keys', 'console-passwords'],
  options: {},
  *evaluate(estate) {
    const passwords = new Set(
      [...subjectsOf(estate, 'login-profile')].map(({ credential }) => credential.principal),
    );
    const blind = blindTo(estate.snapshot, ['console-passwords']);
    const principals = principalsOf(estate);
    for (const subject of userKeys(estate)) {
      const { status, principal } = subject.credential;
      const hidden = blind(subject.credential);
      if (status === 'Inactive') yield pass(subject);
      else if (passwords.has(principal)) yield failed(subject, principals.get(principal), estate);
      else if (hidden === undefined) yield pass(subject);
      else
        yield unknown(
          subject,
          hidden.missing,
          `whether the user has a console password is not known: ${hidden.reason}`,
        );
    }
  },
};

function failed(
  subject: Subject<AccessKey>,
  principal: Principal | undefined,
  { snapshot: { takenAt } }: Estate,
): Verdict {
  return fail(subject, {
    title: `${called(subject.credential)} stands beside a console password`,
    reasons: [
      { points: 30, text: 'active, and the user has a console password as well: a person, or two in one' },
      ...fromTheStart(subject, principal),
      ...aggravations(subject, takenAt, EVERY_AGGRAVATION),
    ],
    evidence: about(subject),
    remedy:
      'Ask the person what the key is for. Give a program a role or a user of its own; let the person sign in for the command line too (IAM Identity Center, aws login), whose sessions end. Deactivate the key when it has fallen silent.',
  });
}

const TOGETHER_MS = 3_600_000;

/** The benchmark's own case: a key that came with the user, and that nobody asked for. */
function fromTheStart(subject: Subject<AccessKey>, principal: Principal | undefined): readonly Reason[] {
  const { createdAt, lastUsed } = subject.credential;
  if (lastUsed.state !== 'never' || lastSeen(subject) !== undefined) return [];
  if (createdAt === null || principal?.type !== 'user' || principal.createdAt === null) return [];
  return apart(createdAt, principal.createdAt) <= TOGETHER_MS
    ? [{ points: 10, text: 'made together with the user, and never used' }]
    : [];
}

function apart(a: Instant, b: Instant): number {
  return Math.abs(Date.parse(a) - Date.parse(b));
}
