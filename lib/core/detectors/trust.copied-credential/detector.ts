import type { AccessKey } from '../../model/credential.ts';
import { type Detector, fail, type OptionSpecs, pass, unknown, type Verdict } from '../../model/detector.ts';
import type { Subject } from '../../model/estate.ts';
import { COPY_FACTS } from '../../model/facts.ts';
import { called } from '../../model/kinds.ts';
import type { Instant } from '../../model/time.ts';
import { aggravations, EVERY_AGGRAVATION } from '../aggravations.ts';
import { blindTo } from '../blind.ts';
import { about } from '../evidence.ts';
import { holdersOf } from '../holders.ts';
import { userKeys } from '../subjects.ts';

const options = {
  maxPlaces: {
    default: 1,
    min: 1,
    unit: 'places',
    doc: 'Workloads and configurations in which one access key may lie.',
  },
} as const satisfies OptionSpecs;

export const copiedCredential: Detector<typeof options> = {
  id: 'trust.copied-credential',
  title: 'Access key lies in several places',
  reads: ['access-keys', ...COPY_FACTS],
  options,
  *evaluate(estate, { maxPlaces }) {
    const { snapshot } = estate;
    const blind = blindTo(snapshot, COPY_FACTS, { anywhere: true });
    for (const subject of userKeys(estate)) {
      const places = placesOf(subject);
      const hidden = blind(subject.credential);
      if (subject.credential.status === 'Inactive') yield pass(subject);
      else if (places.length > maxPlaces) yield failed(subject, places, maxPlaces, snapshot.takenAt);
      else if (hidden === undefined) yield pass(subject);
      else
        yield unknown(subject, hidden.missing, `not every place where it may lie was read: ${hidden.reason}`);
    }
  },
};

/** Sorted, each workload once, however many of its variables name the key. */
function placesOf(subject: Subject<AccessKey>): readonly string[] {
  return [...new Set(holdersOf(subject).map(({ name }) => name))].toSorted();
}

const MANY = 5;

function failed(
  subject: Subject<AccessKey>,
  places: readonly string[],
  maxPlaces: number,
  takenAt: Instant,
): Verdict {
  return fail(subject, {
    title: `${called(subject.credential)} lies in ${places.length} places`,
    reasons: [
      { points: 40, text: `one key, copied to ${places.length} places` },
      ...(places.length >= MANY ? [{ points: 10, text: 'no rotation will find so many at once' }] : []),
      ...aggravations(subject, takenAt, EVERY_AGGRAVATION),
    ],
    evidence: { ...about(subject), places, policy: { maxPlaces } },
    remedy:
      'Give each holder a role, or a key of its own, one after the other; whoever rotates the shared key must change all of these places before the old one goes. Look for further copies in what is not of AWS.',
  });
}
