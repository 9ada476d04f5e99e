import type { Secret } from '../../model/credential.ts';
import {
  type Detector,
  fail,
  type OptionSpecs,
  pass,
  subjectsOf,
  unknown,
  type Verdict,
} from '../../model/detector.ts';
import type { Subject } from '../../model/estate.ts';
import { FACT_SOURCES } from '../../model/facts.ts';
import { called } from '../../model/kinds.ts';
import type { Reason } from '../../model/severity.ts';
import { addDays, day, type Instant, wholeDays } from '../../model/time.ts';
import { isAhead } from '../age.ts';
import { aggravations } from '../aggravations.ts';
import { about } from '../evidence.ts';

const options = {
  quietDays: {
    default: 7,
    min: 0,
    unit: 'days',
    doc: 'Whole days without a read, before deletion was scheduled, that show that nobody needs the secret.',
  },
} as const satisfies OptionSpecs;

export const deletedButRead: Detector<typeof options> = {
  id: 'secretsmanager.deleted-but-read',
  title: 'Secret is scheduled for deletion and somebody still reads it',
  reads: ['secrets'],
  options,
  *evaluate(estate, { quietDays }) {
    for (const subject of subjectsOf(estate, 'secret'))
      yield judgeSecret(subject, quietDays, estate.snapshot.takenAt);
  },
};

function judgeSecret(subject: Subject<Secret>, quietDays: number, takenAt: Instant): Verdict {
  const { credential } = subject;
  const { status, deletedAt, lastUsed, owningService } = credential;
  if (status === 'Active' || deletedAt === undefined || owningService !== undefined) return pass(subject);
  if (lastUsed.state === 'never') return pass(subject);
  if (lastUsed.state === 'unknown') {
    return unknown(subject, lastUsed.missing, 'when the secret was last read is not known');
  }
  if (isAhead(lastUsed.at, takenAt)) {
    const reason = 'the last access to the secret lies after the moment of judging';
    return unknown(subject, FACT_SOURCES.secrets, reason);
  }
  const [earliest, latest] = scheduledBetween(deletedAt, takenAt);
  const reason = stillRead(lastUsed.at, latest, quietDays);
  if (reason !== undefined && stillRead(lastUsed.at, earliest, quietDays) !== undefined) {
    return failed(subject, reason, { lastRead: lastUsed.at, quietDays, takenAt });
  }
  if (reason === undefined && stillRead(lastUsed.at, earliest, quietDays) === undefined) return pass(subject);
  return unknown(subject, FACT_SOURCES.secrets, 'when deletion of the secret was scheduled is not known');
}

/** Secrets Manager's recovery window, in days. */
const WINDOW = { shortest: 7, longest: 30 } as const;

/**
 * Between which moments deletion was scheduled. ListSecrets says that DeletedDate is that moment; where it lies ahead it
 * can only be the end of the recovery window.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_SecretListEntry.html
 */
function scheduledBetween(deletedAt: Instant, takenAt: Instant): readonly [Instant, Instant] {
  if (deletedAt <= takenAt) return [deletedAt, deletedAt];
  const latest = addDays(deletedAt, -WINDOW.shortest);
  return [addDays(deletedAt, -WINDOW.longest), latest < takenAt ? latest : takenAt];
}

/**
 * Why a read shows that somebody needs the secret. Only the day of the last read is told: one on the day of scheduling
 * came before or after, and is counted as before.
 */
function stillRead(lastRead: Instant, scheduled: Instant, quietDays: number): Reason | undefined {
  const since = wholeDays(day(lastRead), day(scheduled));
  if (since < 0) return { points: 60, text: `read on ${day(lastRead)}, after its deletion was scheduled` };
  if (since >= quietDays) return undefined;
  return { points: 40, text: `read on ${day(lastRead)}, shortly before its deletion was scheduled` };
}

function failed(
  subject: Subject<Secret>,
  reason: Reason,
  { lastRead, quietDays, takenAt }: { lastRead: Instant; quietDays: number; takenAt: Instant },
): Verdict {
  const { credential } = subject;
  return fail(subject, {
    title: `${called(credential)} is scheduled for deletion and was read until then`,
    reasons: [reason, ...aggravations(subject, takenAt, ['ownerless'])],
    evidence: {
      ...about(subject),
      deletedAt: credential.deletedAt ?? null,
      lastAccess: day(lastRead),
      policy: { quietDays },
    },
    remedy:
      'Find the reader in CloudTrail (GetSecretValue on this secret) before the recovery window ends: every read fails already. Restore the secret (restore-secret) if somebody needs it, give the reader what takes its place, and schedule its deletion again when nothing has read it for a week.',
  });
}
