import type { ServiceSpecificCredential } from '../../model/credential.ts';
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
import { day, type Instant, wholeDays } from '../../model/time.ts';
import { isOver } from '../age-of-user-credential.ts';
import { aggravations } from '../aggravations.ts';
import { about } from '../evidence.ts';

const options = {
  maxLifeDays: {
    default: 90,
    min: 1,
    unit: 'days',
    doc: 'Whole days from its creation to its end that a long-term API key may live.',
  },
} as const satisfies OptionSpecs;

/** Services whose API keys can be made with an end, and what an endless one is worth to whoever finds it. */
const WEIGHTS: Readonly<Record<string, Reason>> = {
  'bedrock.amazonaws.com': { points: 20, text: 'whoever finds it runs models at the cost of the account' },
  'logs.amazonaws.com': { points: 0, text: 'whoever finds it writes into the logs of the account' },
};

export const apiKeyWithoutExpiry: Detector<typeof options> = {
  id: 'iam.api-key-without-expiry',
  title: 'Long-term API key of Bedrock or CloudWatch Logs does not expire soon enough, or at all',
  reads: ['service-specific-credentials'],
  options,
  *evaluate(estate, { maxLifeDays }) {
    for (const subject of subjectsOf(estate, 'service-specific-credential')) {
      const weight = WEIGHTS[subject.credential.service];
      // The other services' passwords can't be given an end: their age is all there is.
      if (weight !== undefined) yield judgeKey(subject, weight, maxLifeDays, estate.snapshot.takenAt);
    }
  },
};

function judgeKey(
  subject: Subject<ServiceSpecificCredential>,
  weight: Reason,
  maxLifeDays: number,
  takenAt: Instant,
): Verdict {
  const { credential } = subject;
  const { createdAt, expiresAt } = credential;
  if (isOver(credential, takenAt)) return pass(subject);
  if (expiresAt !== null && createdAt === null)
    return unknown(
      subject,
      FACT_SOURCES['service-specific-credentials'],
      'when the API key was made was not read',
    );
  if (expiresAt !== null && createdAt !== null && wholeDays(createdAt, expiresAt) <= maxLifeDays)
    return pass(subject);
  const end =
    expiresAt === null ? 'active, and made without an end' : `active, and ends only on ${day(expiresAt)}`;
  return fail(subject, {
    title: `${called(credential)} ${expiresAt === null ? 'never expires' : 'lives too long'}`,
    reasons: [
      { points: expiresAt === null ? 40 : 30, text: end },
      weight,
      ...aggravations(subject, takenAt, ['exposed', 'leaver', 'ownerless']),
    ],
    evidence: {
      ...about(subject),
      service: credential.service,
      expiresAt: expiresAt === null ? null : day(expiresAt),
      policy: { maxLifeDays },
    },
    remedy:
      'Ask its owner what calls with it; move that to a role or to short-term API keys, or to a key made with CredentialAgeDays; deactivate this one, which can be undone, and delete it later.',
  });
}
