import type { AccessKey, LoginProfile } from '../../model/credential.ts';
import { type Detector, fail, pass, subjectsOf, unknown, type Verdict } from '../../model/detector.ts';
import type { Estate, Subject } from '../../model/estate.ts';
import { FACT_SOURCES } from '../../model/facts.ts';
import { called } from '../../model/kinds.ts';
import type { Reason } from '../../model/severity.ts';
import type { Instant } from '../../model/time.ts';
import { type InteractiveClient, interactiveClient } from '../../trust/clients.ts';
import { type Nature, natureOf } from '../../trust/machine.ts';
import { indexPeople } from '../../trust/people.ts';
import { lastSeen } from '../age.ts';
import { aggravations, list } from '../aggravations.ts';
import { blindTo } from '../blind.ts';
import { about } from '../evidence.ts';
import { principalsOf, userKeys } from '../subjects.ts';

export const personOnMachineCredential: Detector = {
  id: 'trust.person-on-machine-credential',
  title: "A person seems to use a machine's credential",
  reads: ['users', 'access-keys', 'console-passwords', 'usage'],
  options: {},
  *evaluate(estate) {
    const { snapshot } = estate;
    const nature = natures(estate);
    const noUsage = blindTo(snapshot, ['usage']);
    for (const subject of subjectsOf(estate, 'login-profile'))
      yield judgePassword(subject, nature, snapshot.takenAt);
    for (const subject of userKeys(estate)) {
      const clients = clientsOf(subject);
      const hidden = noUsage(subject.credential);
      if (subject.credential.status === 'Inactive') yield pass(subject);
      else if (clients.length > 0) yield judgeKey(subject, clients, nature, snapshot.takenAt);
      else if (hidden === undefined) yield pass(subject);
      else
        yield unknown(subject, hidden.missing, `which clients call with it is not known: ${hidden.reason}`);
    }
  },
};

type NatureOf = (principal: string) => Nature | undefined;

/** @returns undefined for a user that was not read */
function natures(estate: Estate): NatureOf {
  const { roster, takenAt } = estate.snapshot;
  const people = roster === undefined ? null : indexPeople(roster, takenAt);
  const principals = principalsOf(estate);
  const passwords = new Set(
    [...subjectsOf(estate, 'login-profile')].map(({ credential }) => credential.principal),
  );
  const blind = blindTo(estate.snapshot, ['console-passwords']);
  return (arn) => {
    const user = principals.get(arn);
    if (user?.type !== 'user') return undefined;
    const none = blind({ id: arn, principal: arn }) === undefined ? 'no' : 'unknown';
    return natureOf(user, { people, password: passwords.has(arn) ? 'yes' : none });
  };
}

function judgePassword(subject: Subject<LoginProfile>, nature: NatureOf, takenAt: Instant): Verdict {
  const found = nature(subject.credential.principal);
  if (found === undefined) return unreadUser(subject);
  // With a password nobody is a machine by absence: only tags, path or name make it one.
  if (found.of !== 'machine') return pass(subject);
  if (lastSeen(subject) === undefined) {
    const { lastUsed } = subject.credential;
    return lastUsed.state === 'unknown'
      ? unknown(subject, lastUsed.missing, 'whether somebody signed in with the password is not known')
      : pass(subject);
  }
  return failed(subject, found, takenAt, {
    points: 40,
    text: `somebody signed in to the console, and ${found.because}`,
  });
}

function judgeKey(
  subject: Subject<AccessKey>,
  clients: readonly InteractiveClient[],
  nature: NatureOf,
  takenAt: Instant,
): Verdict {
  const found = nature(subject.credential.principal);
  if (found === undefined) return unreadUser(subject);
  if (found.of === 'unclear' && found.missing !== undefined) {
    return unknown(
      subject,
      FACT_SOURCES[found.missing],
      "whether the user is a machine's or a person's is not known",
    );
  }
  if (found.of !== 'machine') return pass(subject);
  const clear = clients.filter(({ sign }) => sign === 'clear');
  const names = [...new Set((clear.length > 0 ? clear : clients).map(({ name }) => name))].toSorted();
  return failed(subject, found, takenAt, {
    points: clear.length > 0 ? 25 : 10,
    text: `calls by ${list(names)}, and ${found.because}; a caller writes its client's name itself, so this is a hint`,
  });
}

function failed(
  subject: Subject<AccessKey | LoginProfile>,
  nature: Nature,
  takenAt: Instant,
  base: Reason,
): Verdict {
  const isKey = subject.credential.kind === 'access-key';
  return fail(subject, {
    title: `${called(subject.credential)} ${isKey ? 'seems to be used by a person' : 'is used, and the user is a machine'}`,
    reasons: [base, ...aggravations(subject, takenAt, ['administrator', 'exposed', 'leaver', 'ownerless'])],
    evidence: { ...about(subject), nature, confidence: isKey ? 'low' : 'high' },
    remedy:
      "Ask its owner who that was. Give the person access of their own (IAM Identity Center, or a role to assume) before you take this one away; then rotate the credential, for a copy of it lies on somebody's machine. If nobody knows, treat it as exposed.",
  });
}

function clientsOf({ usage }: Subject): readonly InteractiveClient[] {
  return usage?.userAgents.flatMap((agent) => interactiveClient(agent) ?? []) ?? [];
}

function unreadUser(subject: Subject): Verdict {
  return unknown(subject, FACT_SOURCES.users, 'the user was not read, so what it is for is not known');
}
