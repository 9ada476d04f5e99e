import type { AccessKey } from '../../model/credential.ts';
import { type Detector, fail, type OptionSpecs, pass, unknown, type Verdict } from '../../model/detector.ts';
import type { Estate, Subject } from '../../model/estate.ts';
import { FACT_SOURCES } from '../../model/facts.ts';
import { called } from '../../model/kinds.ts';
import type { Leaver } from '../../model/owner.ts';
import type { Principal } from '../../model/principal.ts';
import type { Reason } from '../../model/severity.ts';
import { day, type Instant } from '../../model/time.ts';
import { goneFrom } from '../../trust/people.ts';
import { lastSeen, usedSince } from '../age.ts';
import { aggravations, tellLeaving } from '../aggravations.ts';
import { about } from '../evidence.ts';
import { principalsOf, userKeys } from '../subjects.ts';

const options = {} as const satisfies OptionSpecs;

export const leaverAccessKey: Detector<typeof options> = {
  id: 'iam.leaver-access-key',
  title: 'Access key belongs to somebody who has left',
  reads: ['access-keys', 'users', 'roster'],
  options,
  *evaluate(estate) {
    const principals = principalsOf(estate);
    for (const subject of userKeys(estate)) yield judgeKey(subject, estate, principals);
  },
};

function judgeKey(
  subject: Subject<AccessKey>,
  { snapshot }: Estate,
  principals: ReadonlyMap<string, Principal>,
): Verdict {
  const { leaver } = subject.ownership;
  if (leaver !== null) return failed(subject, leaver, snapshot.takenAt);
  if (snapshot.roster === undefined) {
    return unknown(subject, FACT_SOURCES.roster, 'without a roster nobody can be told to have left');
  }
  if (!principals.has(subject.credential.principal)) {
    return unknown(subject, FACT_SOURCES.users, 'the tags of the user were not read');
  }
  return pass(subject);
}

function failed(subject: Subject<AccessKey>, leaver: Leaver, takenAt: Instant): Verdict {
  const active = subject.credential.status === 'Active';
  const left = `${leaver.email} left ${tellLeaving(leaver)}`.trim();
  const since = sinceLeaving(subject, leaver);
  return fail(subject, {
    title: `${called(subject.credential)} belongs to somebody who has left`,
    reasons: [
      active
        ? { points: 70, text: `${left}, and it is active` }
        : { points: 20, text: `${left}; it is inactive` },
      ...since,
      ...aggravations(subject, takenAt, ['administrator', 'exposed']),
    ],
    evidence: { ...about(subject), leaver },
    remedy: active
      ? 'Deactivate it now, and end the sessions that it started, which outlive it; if something still depends on it, give that a credential of its own. Look at what it was used for since.'
      : 'Delete it once nothing has asked for it back.',
  });
}

/** Worse when it was used since; said, and weighed less, when that is not known. */
function sinceLeaving(subject: Subject<AccessKey>, { leftOn }: Leaver): readonly Reason[] {
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
