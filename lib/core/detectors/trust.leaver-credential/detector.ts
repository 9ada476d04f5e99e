import type { ApplicationCredential } from '../../model/credential.ts';
import { type Detector, fail, pass, type Verdict } from '../../model/detector.ts';
import type { Estate, Subject } from '../../model/estate.ts';
import { called } from '../../model/kinds.ts';
import { aggravations, tellLeaving } from '../aggravations.ts';
import { about } from '../evidence.ts';
import { type Advice, judgeLeaver, withoutRoster } from '../leaver.ts';
import {
  ALL_APPLICATION_FACTS,
  FURTHER_USER_FACTS,
  ownableApplications,
  principalsOf,
  type UserCredential,
  userCredentials,
} from '../subjects.ts';

export const leaverCredential: Detector = {
  id: 'trust.leaver-credential',
  title: 'Password, certificate or other credential belongs to somebody who has left',
  reads: [...FURTHER_USER_FACTS, ...ALL_APPLICATION_FACTS, 'users', 'roster'],
  options: {},
  *evaluate(estate) {
    const principals = principalsOf(estate);
    for (const subject of userCredentials(estate)) {
      const { kind } = subject.credential;
      // iam.leaver-access-key judges keys.
      if (kind !== 'access-key') yield judgeLeaver(subject, estate, principals, ADVICE[kind]);
    }
    for (const subject of ownableApplications(estate)) yield judgeApplication(subject, estate);
  },
};

const DEACTIVATE: Advice = {
  active:
    'Make it inactive now; if something still depends on it, give that a credential of its own, with an owner who is here. Look at what its user did since.',
  inactive: 'Delete it once nothing has asked for it back.',
};

const ADVICE: Readonly<Record<Exclude<UserCredential['kind'], 'access-key'>, Advice>> = {
  'login-profile': {
    active:
      'Give the user a password that nobody knows, and end the sessions that the old one began: they outlive it. Look at what was done in the console since; remove the password once nobody has asked for it back.',
    inactive: 'Remove the password once nobody has asked for it back.',
  },
  'ssh-key': DEACTIVATE,
  'signing-certificate': DEACTIVATE,
  'service-specific-credential': DEACTIVATE,
};

/** Whoever answered for what an application signs in with may have kept a copy, but it is the application's. */
function judgeApplication(subject: Subject<ApplicationCredential>, { snapshot }: Estate): Verdict {
  const { leaver } = subject.ownership;
  if (subject.credential.status === 'Inactive') return pass(subject);
  if (leaver === null) return snapshot.roster === undefined ? withoutRoster(subject) : pass(subject);
  return fail(subject, {
    title: `${called(subject.credential)} was in the hands of somebody who has left`,
    reasons: [
      { points: 50, text: `${leaver.email}, who answered for it, left ${tellLeaving(leaver)}`.trim() },
      ...aggravations(subject, snapshot.takenAt, ['exposed', 'in-use']),
    ],
    evidence: { ...about(subject), leaver },
    remedy:
      'Ask the team that runs the application who takes it over, and name them in its owner tag; then give it a new value, put that where the application reads it, and take the old one away when it works.',
  });
}
