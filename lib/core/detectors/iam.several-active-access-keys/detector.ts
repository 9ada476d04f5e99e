import type { AccessKey } from '../../model/credential.ts';
import { type Detector, fail, type OptionSpecs, pass, type Verdict } from '../../model/detector.ts';
import type { Subject } from '../../model/estate.ts';
import { called } from '../../model/kinds.ts';
import type { Instant } from '../../model/time.ts';
import { isInUse, knownUntil, lastSeen } from '../age.ts';
import { aggravations } from '../aggravations.ts';
import { about } from '../evidence.ts';
import { userKeys } from '../subjects.ts';

const options = {
  maxActive: {
    default: 1,
    min: 1,
    unit: 'keys',
    doc: 'Active access keys that one user may have; two during a rotation.',
  },
} as const satisfies OptionSpecs;

export const severalActiveAccessKeys: Detector<typeof options> = {
  id: 'iam.several-active-access-keys',
  title: 'User has more active access keys than one',
  reads: ['access-keys'],
  options,
  *evaluate(estate, { maxActive }) {
    const { takenAt } = estate.snapshot;
    for (const keys of Map.groupBy(userKeys(estate), ({ credential }) => credential.principal).values()) {
      // The older ones are told: which of two was used less recently changes from day to day, age does not.
      const active = keys.filter(({ credential }) => credential.status === 'Active').toSorted(byCreation);
      const spare = new Set(active.slice(0, Math.max(0, active.length - maxActive)));
      for (const key of keys) yield spare.has(key) ? failed(key, active, maxActive, takenAt) : pass(key);
    }
  },
};

function failed(
  subject: Subject<AccessKey>,
  active: readonly Subject<AccessKey>[],
  maxActive: number,
  takenAt: Instant,
): Verdict {
  return fail(subject, {
    title: `${called(subject.credential)} is one of several that are active`,
    reasons: [
      { points: 20, text: `the user's older key, beside ${others(subject, active)}` },
      ...aggravations(subject, takenAt, ['administrator', 'exposed', 'leaver', 'ownerless']),
    ],
    evidence: {
      ...about(subject),
      activeKeys: active.map((key) => keyEvidence(key, takenAt)),
      policy: { maxActive },
    },
    remedy:
      'Find who still uses which key; move all to the newer one. Older or less used does not mean free to go: deactivate only a key that has fallen silent, and delete it later.',
  });
}

function keyEvidence(subject: Subject<AccessKey>, takenAt: Instant) {
  const { id, createdAt } = subject.credential;
  return { id, createdAt, use: useOf(subject, takenAt) };
}

function useOf(
  subject: Subject<AccessKey>,
  takenAt: Instant,
): 'in use' | 'not in use' | 'never used' | 'not known' {
  if (isInUse(subject, takenAt)) return 'in use';
  const { lastUsed } = subject.credential;
  // Silence that was read long ago would make a key look free to go.
  if (lastUsed.state === 'unknown' || knownUntil(lastUsed.asOf, takenAt) !== takenAt) return 'not known';
  return lastSeen(subject) === undefined ? 'never used' : 'not in use';
}

function others(subject: Subject<AccessKey>, active: readonly Subject<AccessKey>[]): string {
  const ids = active.filter((each) => each !== subject).map(({ credential }) => credential.id);
  return `${ids.toSorted().join(', ')}, active as well`;
}

/** Oldest first; a key whose creation is not known counts as oldest. */
function byCreation({ credential: a }: Subject<AccessKey>, { credential: b }: Subject<AccessKey>): number {
  const [left, right] = [`${a.createdAt ?? ''} ${a.id}`, `${b.createdAt ?? ''} ${b.id}`];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
