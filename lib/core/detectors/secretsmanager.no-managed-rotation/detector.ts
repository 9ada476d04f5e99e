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
import type { Instant } from '../../model/time.ts';
import { ageOf } from '../age.ts';
import { aggravations } from '../aggravations.ts';
import { about } from '../evidence.ts';
import { isKeptByPeople } from '../subjects.ts';
import { wayToRotate } from './ways.ts';

const options = {
  graceDays: {
    default: 7,
    min: 0,
    unit: 'days',
    doc: 'Whole days after a secret was made within which its rotation need not be on yet.',
  },
} as const satisfies OptionSpecs;

export const noManagedRotation: Detector<typeof options> = {
  id: 'secretsmanager.no-managed-rotation',
  title: 'Secret is not rotated although there is a ready way to',
  reads: ['secrets'],
  options,
  *evaluate(estate, { graceDays }) {
    for (const subject of subjectsOf(estate, 'secret'))
      yield judgeSecret(subject, graceDays, estate.snapshot.takenAt);
  },
};

function judgeSecret(subject: Subject<Secret>, graceDays: number, takenAt: Instant): Verdict {
  const { credential } = subject;
  if (!isKeptByPeople(credential) || credential.rotation.enabled) return pass(subject);
  const way = wayToRotate(credential);
  if (way === undefined) return pass(subject);
  const age = ageOf('the creation date of the secret', credential.createdAt, takenAt);
  if ('unknown' in age) return unknown(subject, FACT_SOURCES.secrets, age.unknown);
  if (age.days <= graceDays) return pass(subject);
  return fail(subject, {
    title: `${called(credential)} is not rotated, although ${way.how}`,
    reasons: [
      { points: way.points, text: `rotation is off, and ${way.because}` },
      ...aggravations(subject, takenAt, ['exposed', 'leaver', 'in-use', 'ownerless']),
    ],
    evidence: {
      ...about(subject),
      knownBy: way.because,
      lastRotatedAt: credential.rotation.lastRotatedAt ?? null,
      rotationFunction: credential.rotationFunction ?? null,
      policy: { graceDays },
    },
    remedy: way.remedy,
  });
}
