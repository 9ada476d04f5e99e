import type { AccessKey, RoleSession } from '../../model/credential.ts';
import { type Detector, fail, pass, subjectsOf, unknown, type Verdict } from '../../model/detector.ts';
import type { Administrator, Subject } from '../../model/estate.ts';
import { FACT_SOURCES } from '../../model/facts.ts';
import { called } from '../../model/kinds.ts';
import type { Principal } from '../../model/principal.ts';
import type { Reason } from '../../model/severity.ts';
import type { Instant } from '../../model/time.ts';
import { type Assumers, assumers } from '../../policy/assumers.ts';
import { aggravations, list } from '../aggravations.ts';
import { about } from '../evidence.ts';
import { principalsOf, userKeys } from '../subjects.ts';

export const administratorCredential: Detector = {
  id: 'iam.administrator-credential',
  title: 'Credential of a machine has administrator rights',
  reads: ['access-keys', 'users', 'policies', 'roles'],
  options: {},
  *evaluate(estate) {
    const { takenAt } = estate.snapshot;
    const principals = principalsOf(estate);
    for (const subject of userKeys(estate)) yield judgeKey(subject, takenAt);
    for (const subject of subjectsOf(estate, 'role-session')) {
      yield judgeRole(subject, principals.get(subject.credential.principal), takenAt);
    }
  },
};

function judgeKey(subject: Subject<AccessKey>, takenAt: Instant): Verdict {
  const { administrator, credential } = subject;
  if (administrator.verdict === 'unknown') return unjudged(subject, administrator);
  if (administrator.verdict === 'no') return pass(subject);
  const [whole, limited] = credential.status === 'Active' ? [70, 45] : [30, 20];
  return failed(subject, administrator, takenAt, {
    points: administrator.verdict === 'yes' ? whole : limited,
    text: `${credential.status === 'Active' ? 'an active' : 'an inactive'} long-term key ${tell(administrator)}`,
  });
}

function judgeRole(subject: Subject<RoleSession>, role: Principal | undefined, takenAt: Instant): Verdict {
  const { administrator, credential } = subject;
  // Nobody can assume or edit the one; the other is for people, who sign in and whose sessions end.
  if (credential.serviceLinked || credential.identityCenter) return pass(subject);
  if (administrator.verdict === 'no') return pass(subject);
  const outside = role?.type === 'role' ? assumers(role.trust, credential.account) : null;
  if (outside === null)
    return unknown(subject, FACT_SOURCES.roles, 'the trust policy of the role could not be read');
  const who = tellAssumers(outside);
  if (who.length === 0) return pass(subject);
  if (administrator.verdict === 'unknown') return unjudged(subject, administrator);
  const base = { points: administrator.verdict === 'yes' ? 50 : 30, text: `a role ${tell(administrator)}` };
  return failed(subject, administrator, takenAt, base, [
    { points: pointsOf(outside), text: `may be assumed by ${list(who)}` },
  ]);
}

function failed(
  subject: Subject,
  administrator: Administrator,
  takenAt: Instant,
  base: Reason,
  further: readonly Reason[] = [],
): Verdict {
  const conditional = administrator.verdict === 'conditional' ? ' under conditions' : '';
  return fail(subject, {
    title: `${called(subject.credential)} may do everything${conditional}`,
    reasons: [
      base,
      ...further,
      // Who may assume a role is told already.
      ...(further.length === 0 ? aggravations(subject, takenAt, ['external']) : []),
      ...aggravations(subject, takenAt, ['exposed', 'leaver', 'in-use', 'ownerless', 'age']),
    ],
    evidence: { ...about(subject), administrator },
    remedy:
      'Give it the permissions that it uses and no others, or take it away: no workload needs to administer the account.',
  });
}

function unjudged(subject: Subject, administrator: Extract<Administrator, { verdict: 'unknown' }>): Verdict {
  return unknown(subject, administrator.missing, 'not every policy that could decide was read');
}

function tell(administrator: Administrator): string {
  const because = list(administrator.because ?? []);
  return administrator.verdict === 'conditional'
    ? `that is administrator under conditions, by ${because}`
    : `that is administrator by ${because}`;
}

function pointsOf({ accounts, anyoneIf }: Assumers): number {
  if (!accounts.includes('*')) return 0;
  return anyoneIf === undefined ? 30 : 15;
}

function tellAssumers({ services, accounts, anyoneIf, webIdentities }: Assumers): readonly string[] {
  const anyone = anyoneIf === undefined ? 'anyone' : `anyone (on condition of ${anyoneIf.join(', ')})`;
  return [
    ...services.map((service) => `service ${service}`),
    ...accounts.map((account) => (account === '*' ? anyone : `account ${account}`)),
    ...webIdentities.map((provider) => `identities of ${provider}`),
  ];
}
