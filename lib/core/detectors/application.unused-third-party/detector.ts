import type { ApplicationCredential, Secret } from '../../model/credential.ts';
import {
  type Detector,
  fail,
  type OptionSpecs,
  pass,
  subjectsOf,
  unknown,
  type Verdict,
} from '../../model/detector.ts';
import type { Estate, Subject } from '../../model/estate.ts';
import { FACT_SOURCES } from '../../model/facts.ts';
import { called } from '../../model/kinds.ts';
import type { Reason } from '../../model/severity.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { day, type Instant, wholeDays } from '../../model/time.ts';
import { ageOf, isAhead, knownUntil } from '../age.ts';
import { aggravations } from '../aggravations.ts';
import { about } from '../evidence.ts';

const options = {
  unusedDays: {
    default: 90,
    min: 1,
    unit: 'days',
    doc: "Whole days without a read of its value, or since creation when it was never read, after which a third party's credential is unused.",
  },
} as const satisfies OptionSpecs;

export const unusedThirdParty: Detector<typeof options> = {
  id: 'application.unused-third-party',
  title: "A third party's credential is no longer used",
  reads: ['event-connections', 'secrets'],
  options,
  *evaluate(estate, { unusedDays }) {
    const secrets = secretsOfConnections(estate);
    for (const subject of subjectsOf(estate, 'application-credential')) {
      const { type, region, name } = subject.credential;
      if (type !== 'AWS::Events::Connection') continue;
      const secret = secrets.get(placeOf(region, name));
      const verdict = judgeConnection(subject, secret, unusedDays, estate.snapshot);
      if (verdict !== undefined) yield verdict;
    }
  },
};

function judgeConnection(
  subject: Subject<ApplicationCredential>,
  secret: Secret | undefined,
  unusedDays: number,
  snapshot: Snapshot,
): Verdict | undefined {
  const { status, deauthorised, region } = subject.credential;
  const { takenAt } = snapshot;
  if (status === 'Inactive') return pass(subject);
  if (deauthorised === true) {
    const text = 'no longer authorised, and what it was given may still open the third party';
    return failed(subject, { reason: { points: 30, text }, unusedSince: null, unusedDays, takenAt });
  }
  if (secret !== undefined) return judgeUse(subject, secret, unusedDays, takenAt);
  // Where all secrets were read and it has none, AWS never tells, so it is nobody's to judge.
  if (!mayHideSecrets(snapshot, region)) return undefined;
  return unknown(subject, FACT_SOURCES.secrets, 'when its value was last read is not known');
}

function judgeUse(
  subject: Subject<ApplicationCredential>,
  { lastUsed, createdAt }: Secret,
  unusedDays: number,
  takenAt: Instant,
): Verdict {
  if (lastUsed.state === 'unknown') {
    return unknown(subject, lastUsed.missing, 'when its value was last read is not known');
  }
  if (lastUsed.state === 'used' && isAhead(lastUsed.at, takenAt)) {
    return unknown(
      subject,
      FACT_SOURCES.secrets,
      'the last read of its value lies after the moment of judging',
    );
  }
  if (lastUsed.state === 'used' && wholeDays(lastUsed.at, takenAt) <= unusedDays) return pass(subject);
  const since = lastUsed.state === 'used' ? lastUsed.at : createdAt;
  const age = ageOf('the creation date of its secret', since, takenAt);
  if ('unknown' in age) return unknown(subject, FACT_SOURCES.secrets, age.unknown);
  if (age.days <= unusedDays) return pass(subject);
  if (wholeDays(age.since, knownUntil(lastUsed.asOf, takenAt)) <= unusedDays) {
    return unknown(
      subject,
      FACT_SOURCES.secrets,
      'the last read of its value was asked for too long ago to judge by',
    );
  }
  const text =
    lastUsed.state === 'used'
      ? `its value was last read on ${day(age.since)}`
      : `made on ${day(age.since)}, and its value never read since`;
  return failed(subject, { reason: { points: 40, text }, unusedSince: day(age.since), unusedDays, takenAt });
}

/** Whether a secret of the Region may be there that was not read. */
function mayHideSecrets({ read, gaps }: Snapshot, region: string): boolean {
  if (!read.includes('secrets')) return true;
  return gaps.some(
    ({ facts, scope }) =>
      facts.includes('secrets') && (scope.region === undefined || scope.region === region),
  );
}

interface Failure {
  readonly reason: Reason;
  /** A day; null: not known. */
  readonly unusedSince: string | null;
  readonly unusedDays: number;
  readonly takenAt: Instant;
}

function failed(
  subject: Subject<ApplicationCredential>,
  { reason, unusedSince, unusedDays, takenAt }: Failure,
): Verdict {
  const { credential } = subject;
  return fail(subject, {
    title: `${called(credential)} to a third party is not used any more`,
    reasons: [reason, ...aggravations(subject, takenAt, ['exposed', 'leaver', 'ownerless'])],
    evidence: {
      ...about(subject),
      type: credential.type,
      deauthorised: credential.deauthorised ?? false,
      unusedSince,
      policy: { unusedDays },
    },
    remedy:
      'Ask its owner whether the third party is still needed; deauthorise the connection, which can be undone with the value, revoke the value at the third party, and take the connection away when nothing has missed it.',
  });
}

/** EventBridge keeps the value of a connection in a secret of its own: `events!connection/NAME/…`. */
function secretsOfConnections(estate: Estate): ReadonlyMap<string, Secret> {
  const found = new Map<string, Secret>();
  for (const { credential } of subjectsOf(estate, 'secret')) {
    const name = /^events!connection\/([^/]+)\//.exec(credential.name)?.[1];
    if (name === undefined || credential.status === 'Inactive') continue;
    const place = placeOf(credential.region, name);
    const known = found.get(place);
    // A connection that was made anew under its name has the younger one.
    if (known === undefined || (credential.createdAt ?? '') > (known.createdAt ?? ''))
      found.set(place, credential);
  }
  return found;
}

function placeOf(region: string, name: string): string {
  return `${region} ${name}`;
}
