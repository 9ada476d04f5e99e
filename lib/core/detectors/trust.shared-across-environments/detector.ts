import type { Dependent } from '../../model/dependent.ts';
import { type Detector, fail, pass, unknown, type Verdict } from '../../model/detector.ts';
import type { Estate, Subject } from '../../model/estate.ts';
import { COPY_FACTS } from '../../model/facts.ts';
import { called } from '../../model/kinds.ts';
import type { Instant } from '../../model/time.ts';
import { environmentOf, PRODUCTION } from '../../trust/environments.ts';
import { aggravations, EVERY_AGGRAVATION, list } from '../aggravations.ts';
import { blindTo } from '../blind.ts';
import { about } from '../evidence.ts';
import { HOLDING_FACTS, holdersOf } from '../holders.ts';

export const sharedAcrossEnvironments: Detector = {
  id: 'trust.shared-across-environments',
  title: 'Credential is shared by several environments',
  reads: ['access-keys', 'roles', ...HOLDING_FACTS],
  options: {},
  *evaluate(estate: Estate) {
    const { snapshot } = estate;
    // A workload whose role alone is told holds no key.
    const blind = {
      'access-key': blindTo(snapshot, COPY_FACTS, { anywhere: true }),
      'role-session': blindTo(snapshot, HOLDING_FACTS, { anywhere: true }),
    };
    for (const subject of estate.subjects) {
      const { kind, status } = subject.credential;
      if (kind !== 'access-key' && kind !== 'role-session') continue;
      const environments = environmentsOf(subject);
      const hidden = blind[kind](subject.credential);
      if (status === 'Active' && environments.size > 1) yield failed(subject, environments, snapshot.takenAt);
      else if (status === 'Inactive' || hidden === undefined) yield pass(subject);
      else
        yield unknown(
          subject,
          hidden.missing,
          `not every workload that may hold it was read: ${hidden.reason}`,
        );
    }
  },
};

/** Who holds it, by environment; what its own tags say counts as well. Workloads without the tag say nothing. */
function environmentsOf(subject: Subject): ReadonlyMap<string, readonly Dependent[]> {
  const placed = holdersOf(subject).filter(({ environment }) => environmentOf(environment) !== null);
  const found = Map.groupBy(placed, ({ environment }) => environmentOf(environment) ?? '');
  const own = environmentOf(subject.environment);
  if (own !== null && found.size > 0 && !found.has(own)) found.set(own, []);
  return found;
}

function failed(
  subject: Subject,
  environments: ReadonlyMap<string, readonly Dependent[]>,
  takenAt: Instant,
): Verdict {
  const names = [...environments.keys()].toSorted();
  const production = environments.has(PRODUCTION);
  const holders = names.map((environment) => ({
    environment,
    holders: (environments.get(environment) ?? []).map(({ name }) => name).toSorted(),
  }));
  return fail(subject, {
    title: `${called(subject.credential)} ${isOrAre(subject)} shared by ${list(names)}`,
    reasons: [
      {
        points: production ? 50 : 30,
        text: production
          ? `whoever gets hold of ${list(names.filter((name) => name !== PRODUCTION))} is in production`
          : `one credential for ${list(names)}`,
      },
      ...aggravations(subject, takenAt, EVERY_AGGRAVATION),
    ],
    evidence: { ...about(subject), environments: holders },
    remedy:
      'Give each environment a credential of its own, the lesser ones first and production last; see that each holder has moved before you narrow or retire the shared one. Where the tags are wrong, correct them.',
  });
}

function isOrAre({ credential: { kind } }: Subject): string {
  return kind === 'role-session' ? 'are' : 'is';
}
