import type { ServiceSpecificCredential, SshKey } from '../model/credential.ts';
import { type Detector, fail, pass, subjectsOf, unknown, type Verdict } from '../model/detector.ts';
import type { Subject } from '../model/estate.ts';
import { FACT_SOURCES, type Fact } from '../model/facts.ts';
import { called } from '../model/kinds.ts';
import { day, type Instant } from '../model/time.ts';
import { ageOf } from './age.ts';
import { aggravations } from './aggravations.ts';
import { about } from './evidence.ts';

/** What differs between the kinds of credential that opens one service to a user. */
interface Aged extends Pick<Detector, 'id' | 'title'> {
  readonly kind: (SshKey | ServiceSpecificCredential)['kind'];
  readonly fact: Fact;
  /** `the SSH key` */
  readonly noun: string;
  readonly maxAgeDays: number;
  readonly remedy: string;
}

/** A detector of active credentials of one kind that are past their age. They open one service, whatever the user may do. */
export function agedCredential({ id, title, kind, fact, noun, maxAgeDays, remedy }: Aged) {
  const options = {
    maxAgeDays: {
      default: maxAgeDays,
      min: 1,
      unit: 'days',
      doc: `Whole days since it was made up to which ${noun} need not be replaced.`,
    },
  } as const;

  function judge(subject: Subject, maxAge: number, takenAt: Instant): Verdict {
    const { credential } = subject;
    if (isOver(credential, takenAt)) return pass(subject);
    const age = ageOf(`the creation date of ${noun}`, credential.createdAt, takenAt);
    if ('unknown' in age) return unknown(subject, FACT_SOURCES[fact], age.unknown);
    if (age.days <= maxAge) return pass(subject);
    return fail(subject, {
      title: `${called(credential)} is past its rotation age`,
      reasons: [
        { points: 30, text: `active, and made on ${day(age.since)}` },
        ...aggravations(subject, takenAt, ['exposed', 'leaver', 'ownerless']),
      ],
      evidence: { ...about(subject), policy: { maxAgeDays: maxAge } },
      remedy,
    });
  }

  return {
    id,
    title,
    reads: [fact],
    options,
    *evaluate(estate, { maxAgeDays: maxAge }) {
      for (const subject of subjectsOf(estate, kind)) yield judge(subject, maxAge, estate.snapshot.takenAt);
    },
  } as const satisfies Detector<typeof options>;
}

/** Whether it opens nothing any more: deactivated, or past its end. */
export function isOver(credential: Subject['credential'], takenAt: Instant): boolean {
  if (credential.status === 'Inactive') return true;
  if (credential.kind !== 'service-specific-credential') return false;
  return credential.expiresAt !== null && credential.expiresAt <= takenAt;
}
