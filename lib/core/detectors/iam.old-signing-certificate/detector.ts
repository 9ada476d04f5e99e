import type { SigningCertificate } from '../../model/credential.ts';
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
import { day, type Instant } from '../../model/time.ts';
import { ageOf } from '../age.ts';
import { aggravations } from '../aggravations.ts';
import { about } from '../evidence.ts';

const options = {
  maxAgeDays: {
    default: 365,
    min: 1,
    unit: 'days',
    doc: 'Whole days since it was uploaded up to which an active signing certificate need not be replaced.',
  },
} as const satisfies OptionSpecs;

const CERTIFICATES = FACT_SOURCES['signing-certificates'];

export const oldSigningCertificate: Detector<typeof options> = {
  id: 'iam.old-signing-certificate',
  title: 'Active signing certificate has expired or is past its rotation age',
  reads: ['signing-certificates'],
  options,
  *evaluate(estate, { maxAgeDays }) {
    for (const subject of subjectsOf(estate, 'signing-certificate'))
      yield judgeCertificate(subject, maxAgeDays, estate.snapshot.takenAt);
  },
};

function judgeCertificate(
  subject: Subject<SigningCertificate>,
  maxAgeDays: number,
  takenAt: Instant,
): Verdict {
  const { status, createdAt, expiresAt } = subject.credential;
  if (status === 'Inactive') return pass(subject);
  const age = ageOf('the upload date of the signing certificate', createdAt, takenAt);
  const expired = expiresAt !== undefined && expiresAt <= takenAt;
  const old = 'since' in age && age.days > maxAgeDays;
  const reasons = [
    ...(expired ? [{ points: 40, text: `active, and expired on ${day(expiresAt)}` }] : []),
    ...(old ? [{ points: expired ? 10 : 40, text: `active, and uploaded on ${day(age.since)}` }] : []),
  ];
  const [first, ...more] = reasons;
  // One that is certain is told, whatever is not known of the other.
  if (first !== undefined) return failed(subject, [first, ...more], maxAgeDays, takenAt);
  if ('unknown' in age) return unknown(subject, CERTIFICATES, age.unknown);
  if (expiresAt === undefined)
    return unknown(subject, CERTIFICATES, 'when the signing certificate ends could not be read');
  return pass(subject);
}

function failed(
  subject: Subject<SigningCertificate>,
  reasons: readonly [Reason, ...Reason[]],
  maxAgeDays: number,
  takenAt: Instant,
): Verdict {
  const { credential } = subject;
  const { expiresAt } = credential;
  return fail(subject, {
    title: `${called(credential)} has outlived its time`,
    reasons: [
      ...reasons,
      ...aggravations(subject, takenAt, ['administrator', 'exposed', 'leaver', 'ownerless']),
    ],
    evidence: {
      ...about(subject),
      expiresAt: expiresAt === undefined ? null : day(expiresAt),
      policy: { maxAgeDays },
    },
    remedy:
      'Ask its owner whether anything still signs with it, which hardly anything does; deactivate it, which can be undone, and delete it when nothing has missed it.',
  });
}
