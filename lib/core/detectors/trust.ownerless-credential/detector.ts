import type { ApplicationCredential, Secret } from '../../model/credential.ts';
import { type Detector, fail, pass, subjectsOf, unknown, type Verdict } from '../../model/detector.ts';
import type { Estate, Subject } from '../../model/estate.ts';
import { FACT_SOURCES } from '../../model/facts.ts';
import { called } from '../../model/kinds.ts';
import type { Ownership } from '../../model/owner.ts';
import type { Principal } from '../../model/principal.ts';
import type { Instant } from '../../model/time.ts';
import { aggravations, list } from '../aggravations.ts';
import { about } from '../evidence.ts';
import {
  ALL_APPLICATION_FACTS,
  FURTHER_USER_FACTS,
  isKeptByPeople,
  ownableApplications,
  principalsOf,
  type UserCredential,
  userCredentials,
} from '../subjects.ts';

export const ownerlessCredential: Detector = {
  id: 'trust.ownerless-credential',
  title: 'Nobody answers for the credential',
  reads: ['access-keys', ...FURTHER_USER_FACTS, 'users', 'secrets', ...ALL_APPLICATION_FACTS, 'roster'],
  options: {},
  *evaluate(estate) {
    const principals = principalsOf(estate);
    for (const subject of userCredentials(estate)) yield judgeOfUser(subject, estate, principals);
    for (const subject of subjectsOf(estate, 'secret')) {
      yield isKeptByPeople(subject.credential) ? judgeOwner(subject, estate) : pass(subject);
    }
    for (const subject of ownableApplications(estate)) {
      yield subject.credential.status === 'Active' ? judgeOwner(subject, estate) : pass(subject);
    }
  },
};

function judgeOfUser(
  subject: Subject<UserCredential>,
  estate: Estate,
  principals: ReadonlyMap<string, Principal>,
): Verdict {
  const { credential, ownership } = subject;
  if (credential.status === 'Inactive') return pass(subject);
  if (ownership.owner === null && !principals.has(credential.principal)) {
    return unknown(subject, FACT_SOURCES.users, 'the tags of the user were not read');
  }
  if (estate.snapshot.roster === undefined && credential.userName.includes('@')) {
    return unknown(subject, FACT_SOURCES.roster, 'without a roster no owner is confirmed');
  }
  return judgeOwner(subject, estate);
}

type Judged = Subject<UserCredential | Secret | ApplicationCredential>;

function judgeOwner(subject: Judged, { snapshot }: Estate): Verdict {
  const { owner } = subject.ownership;
  if (owner === null) return failed(subject, snapshot.takenAt);
  if (snapshot.roster !== undefined) return pass(subject);
  return unknown(subject, FACT_SOURCES.roster, 'without a roster no owner is confirmed');
}

function failed(subject: Judged, takenAt: Instant): Verdict {
  const { credential, ownership } = subject;
  return fail(subject, {
    title: `${called(credential)} has no owner`,
    reasons: [
      // What opens the account itself weighs more than what opens something behind it.
      { points: credential.principal === null ? 30 : 40, text: tellWhy(ownership) },
      ...aggravations(subject, takenAt, ['administrator', 'exposed', 'leaver', 'in-use', 'external', 'age']),
    ],
    evidence: { ...about(subject), leads: ownership.leads, leaver: ownership.leaver },
    remedy:
      'Find who depends on it (its uses, its holders, the leads named here), tag it with an owner who is in the roster, or retire it.',
  });
}

function tellWhy({ leads, leaver }: Ownership): string {
  if (leads.length > 0)
    return `the roster does not know ${list(leads.map(({ name }) => name))}, whom its tags name`;
  return leaver === null ? 'no tag and no name tells who answers for it' : 'nobody has taken it over';
}
