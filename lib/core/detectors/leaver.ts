import { fail, pass, unknown, type Verdict } from '../model/detector.ts';
import type { Estate, Subject } from '../model/estate.ts';
import { FACT_SOURCES } from '../model/facts.ts';
import { called } from '../model/kinds.ts';
import type { Leaver } from '../model/owner.ts';
import type { Principal } from '../model/principal.ts';
import type { Reason } from '../model/severity.ts';
import { day, type Instant } from '../model/time.ts';
import { goneFrom } from '../trust/people.ts';
import { lastSeen, usedSince } from './age.ts';
import { aggravations, tellLeaving } from './aggravations.ts';
import { about } from './evidence.ts';
import type { UserCredential } from './subjects.ts';

/** What to do about a leaver's credential. */
export interface Advice {
  /** While it works. */
  readonly active: string;
  readonly inactive: string;
}

/** Whether an IAM user's credential is somebody's who has left. */
export function judgeLeaver(
  subject: Subject<UserCredential>,
  { snapshot }: Estate,
  principals: ReadonlyMap<string, Principal>,
  advice: Advice,
): Verdict {
  const { leaver } = subject.ownership;
  if (leaver !== null) return failed(subject, leaver, snapshot.takenAt, advice);
  if (snapshot.roster === undefined) return withoutRoster(subject);
  if (!principals.has(subject.credential.principal)) {
    return unknown(subject, FACT_SOURCES.users, 'the tags of the user were not read');
  }
  return pass(subject);
}

export function withoutRoster(subject: Subject): Verdict {
  return unknown(subject, FACT_SOURCES.roster, 'without a roster nobody can be told to have left');
}

function failed(subject: Subject<UserCredential>, leaver: Leaver, takenAt: Instant, advice: Advice): Verdict {
  const active = subject.credential.status === 'Active';
  const left = `${leaver.email} left ${tellLeaving(leaver)}`.trim();
  return fail(subject, {
    title: `${called(subject.credential)} belongs to somebody who has left`,
    reasons: [
      active
        ? { points: 70, text: `${left}, and it is active` }
        : { points: 20, text: `${left}; it is inactive` },
      ...sinceLeaving(subject, leaver),
      ...aggravations(subject, takenAt, ['administrator', 'exposed']),
    ],
    evidence: { ...about(subject), leaver },
    remedy: active ? advice.active : advice.inactive,
  });
}

/** Worse when it was used since; said, and weighed less, when that is not known. */
function sinceLeaving(subject: Subject, { leftOn }: Leaver): readonly Reason[] {
  if (leftOn === undefined) {
    const never = subject.credential.lastUsed.state === 'never' && lastSeen(subject) === undefined;
    return never
      ? []
      : [
          {
            points: 5,
            text: 'whether it was used since is not known: the roster does not say when they left',
          },
        ];
  }
  switch (usedSince(subject, goneFrom(leftOn))) {
    case 'yes':
      return [{ points: 20, text: `used after ${day(leftOn)}` }];
    case 'unknown':
      return [{ points: 5, text: 'whether it was used since is not known' }];
    case 'no':
      return [];
  }
}
