import type { ServiceSpecificCredential, SshKey } from '../model/credential.ts';
import { fail, pass, unknown, type Verdict } from '../model/detector.ts';
import type { Estate, Subject } from '../model/estate.ts';
import { FACT_SOURCES, type Fact } from '../model/facts.ts';
import { called } from '../model/kinds.ts';
import type { ServiceAccess } from '../model/service-access.ts';
import type { Reason } from '../model/severity.ts';
import { day, type Instant, latest, wholeDays } from '../model/time.ts';
import { ageOf, isAhead, knownUntil } from './age.ts';
import { isOver } from './age-of-user-credential.ts';
import { aggravations } from './aggravations.ts';
import { about } from './evidence.ts';
import { reaches, TRACKED_DAYS, trackedSince, useOf } from './service-use.ts';

/** A service that a credential of a user opens. */
export interface OpenedService {
  /** `codecommit.amazonaws.com` */
  readonly service: string;
  /** What people call it. */
  readonly name: string;
  /** IAM's namespaces of it; none: IAM does not tell of its use. */
  readonly namespaces: readonly string[];
}

export interface Judging {
  readonly estate: Estate;
  readonly access: ServiceAccess | undefined;
  readonly opened: OpenedService;
  readonly unusedDays: number;
  readonly fact: Fact;
  readonly remedy: string;
}

const ACCESS = FACT_SOURCES['service-access'];

/**
 * IAM tells when a user last reached a service, not by which credential. That nobody reached it proves that no
 * credential did; that somebody did proves it of one only where there is but one.
 */
export function judgeUnused(subject: Subject<SshKey | ServiceSpecificCredential>, judging: Judging): Verdict {
  const { access, opened, unusedDays, fact, estate } = judging;
  const { takenAt } = estate.snapshot;
  const { credential } = subject;
  if (isOver(credential, takenAt)) return pass(subject);
  const age = ageOf('the creation date of the credential', credential.createdAt, takenAt);
  if ('unknown' in age) return unknown(subject, FACT_SOURCES[fact], age.unknown);
  // A new one has as long as one that fell silent.
  if (age.days <= unusedDays) return pass(subject);
  if (access === undefined)
    return unknown(subject, ACCESS, `when its user last reached ${opened.name} is not known`);
  if (opened.namespaces.length === 0)
    return unknown(subject, ACCESS, `IAM does not tell of the use of ${opened.name}`);
  const { allowed, lastUsedAt: seen } = useOf(access, opened.namespaces);
  if (!allowed && access.asOf > age.since) return unusable(subject, judging);
  if (seen !== undefined && isAhead(seen, takenAt))
    return unknown(subject, ACCESS, `the last use of ${opened.name} lies after the moment of judging`);
  if (seen !== undefined && wholeDays(seen, takenAt) <= unusedDays) return usedByUser(subject, judging);
  const quiet = latest(seen, latest(age.since, trackedSince(access))) ?? age.since;
  if (wholeDays(quiet, knownUntil(access.asOf, takenAt)) <= unusedDays)
    return unknown(subject, ACCESS, `the last use of ${opened.name} was read too long ago to judge by`);
  return failed(subject, judging, quietReason(age.since, seen, access, opened), seen);
}

/** It is the credential's use only where no other credential of the user could have been used. */
function usedByUser(subject: Subject, { estate, opened }: Judging): Verdict {
  const { principal } = subject.credential;
  const others = estate.subjects.some(
    (each) => each.credential.id !== subject.credential.id && reaches(each, principal ?? '', opened.service),
  );
  if (!others) return pass(subject);
  return unknown(
    subject,
    ACCESS,
    `IAM tells that the user reached ${opened.name}, not by which of the user's credentials`,
  );
}

function quietReason(
  made: Instant,
  seen: Instant | undefined,
  access: ServiceAccess,
  { name }: OpenedService,
): Reason {
  const points = 40;
  if (seen !== undefined && seen >= made)
    return { points, text: `active, and its user last reached ${name} on ${day(seen)}` };
  const since = made >= trackedSince(access) ? 'since' : `in the ${TRACKED_DAYS} days that IAM tells of`;
  return { points, text: `active, made on ${day(made)}, and its user did not reach ${name} ${since}` };
}

function unusable(subject: Subject, judging: Judging): Verdict {
  const text = `active, and no policy lets its user reach ${judging.opened.name}`;
  return failed(subject, judging, { points: 20, text }, undefined);
}

function failed(
  subject: Subject,
  { estate, opened, unusedDays, remedy }: Judging,
  reason: Reason,
  seen: Instant | undefined,
): Verdict {
  return fail(subject, {
    title: `${called(subject.credential)} is active but unused`,
    reasons: [reason, ...aggravations(subject, estate.snapshot.takenAt, ['exposed', 'leaver', 'ownerless'])],
    evidence: {
      ...about(subject),
      service: opened.service,
      lastReached: seen === undefined ? null : day(seen),
      policy: { unusedDays },
    },
    remedy,
  });
}
