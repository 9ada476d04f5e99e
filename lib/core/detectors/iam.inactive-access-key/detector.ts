import type { AccessKey } from '../../model/credential.ts';
import { type Detector, fail, type OptionSpecs, pass, unknown, type Verdict } from '../../model/detector.ts';
import type { Subject } from '../../model/estate.ts';
import { FACT_SOURCES } from '../../model/facts.ts';
import { called } from '../../model/kinds.ts';
import { day, type Instant, latest, wholeDays } from '../../model/time.ts';
import { ageOf, knownUntil, lastSeen } from '../age.ts';
import { aggravations } from '../aggravations.ts';
import { about } from '../evidence.ts';
import { userKeys } from '../subjects.ts';

const options = {
  keptDays: {
    default: 90,
    min: 1,
    unit: 'days',
    doc: 'Whole days that an access key may be kept inactive, so that it can still be given back.',
  },
} as const satisfies OptionSpecs;

export const inactiveAccessKey: Detector<typeof options> = {
  id: 'iam.inactive-access-key',
  title: 'Inactive access key was never deleted',
  reads: ['access-keys', 'last-used'],
  options,
  *evaluate(estate, { keptDays }) {
    const { deactivations, takenAt } = estate.snapshot;
    const deactivated = new Map(deactivations.map(({ accessKeyId, at }) => [accessKeyId, at]));
    for (const subject of userKeys(estate)) {
      const at = deactivated.get(subject.credential.id);
      yield judgeKey(subject, { keptDays, takenAt, ...(at === undefined ? {} : { at }) });
    }
  },
};

interface Judging {
  readonly keptDays: number;
  readonly takenAt: Instant;
  /** When CloudTrail shows that it was deactivated. */
  readonly at?: Instant;
}

function judgeKey(subject: Subject<AccessKey>, { keptDays, takenAt, at }: Judging): Verdict {
  const { status, lastUsed, createdAt } = subject.credential;
  if (status === 'Active') return pass(subject);
  // It can't have been deactivated before it was made or last used; that it is silent longer than this is certain.
  const seen = lastSeen(subject);
  const since = ageOf('its creation date', latest(at, seen) ?? createdAt, takenAt);
  if ('unknown' in since) return unknown(subject, FACT_SOURCES['access-keys'], since.unknown);
  if (since.days <= keptDays) return pass(subject);
  if (at === undefined && lastUsed.state === 'unknown') {
    return unknown(subject, lastUsed.missing, 'when the inactive access key was last used is not known');
  }
  const read = at ?? (lastUsed.state === 'unknown' ? takenAt : knownUntil(lastUsed.asOf, takenAt));
  if (at === undefined && wholeDays(since.since, read) <= keptDays) {
    return unknown(
      subject,
      FACT_SOURCES['last-used'],
      'the last use of the access key was read too long ago to judge by',
    );
  }
  return failed(subject, tellSince(since.since, { at, seen }), { keptDays, takenAt });
}

function tellSince(
  since: Instant,
  { at, seen }: { readonly at: Instant | undefined; readonly seen: Instant | undefined },
): string {
  if (since === at) return `inactive since ${day(since)}, as CloudTrail shows`;
  if (since === seen)
    return `inactive, and last used on ${day(since)}; IAM does not tell when it was deactivated`;
  return `inactive, made on ${day(since)} and never used; IAM does not tell when it was deactivated`;
}

function failed(subject: Subject<AccessKey>, text: string, { keptDays, takenAt }: Judging): Verdict {
  return fail(subject, {
    title: `${called(subject.credential)} is inactive and still there`,
    reasons: [{ points: 20, text }, ...aggravations(subject, takenAt, ['exposed', 'ownerless', 'age'])],
    evidence: { ...about(subject), policy: { keptDays } },
    remedy:
      'Ask its owner whether anything asked for it back since it was deactivated; then delete it. Until then whoever may update keys can switch it on again, and it takes one of the two places that a rotation needs.',
  });
}
