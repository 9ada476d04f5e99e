import type { PlaintextCredential } from '../model/credential.ts';
import { type Detector, fail, subjectsOf, type Verdict } from '../model/detector.ts';
import type { Estate, Subject } from '../model/estate.ts';
import { called } from '../model/kinds.ts';
import type { Reason } from '../model/severity.ts';
import type { Instant } from '../model/time.ts';
import type { WorkloadType } from '../model/workload.ts';
import { administratorReason, aggravations, list } from './aggravations.ts';
import { about } from './evidence.ts';

/** What differs between the places where a credential lies in the open. */
export interface PlaintextPlace extends Pick<Detector, 'id' | 'title' | 'reads'> {
  readonly workload: WorkloadType;
  /** What a piece of its configuration is called: `variable`. Absent: its name says it (`output Url`). */
  readonly noun?: string;
  readonly remedy: string;
}

/** A detector of credentials that lie in the open in one kind of workload. The value is never known here. */
export function plaintextIn({ id, title, reads, workload, noun = '', remedy }: PlaintextPlace): Detector {
  return {
    id,
    title,
    reads,
    options: {},
    *evaluate(estate) {
      const found = [...subjectsOf(estate, 'plaintext')].filter(
        ({ credential }) => credential.workload === workload,
      );
      const byId = found.length === 0 ? NONE : subjectsById(estate);
      for (const subject of found) yield failed(subject, { noun, remedy }, byId, estate.snapshot.takenAt);
    },
  };
}

const NONE: ReadonlyMap<string, Subject> = new Map();

function failed(
  subject: Subject<PlaintextCredential>,
  { noun, remedy }: Required<Pick<PlaintextPlace, 'noun' | 'remedy'>>,
  byId: ReadonlyMap<string, Subject>,
  takenAt: Instant,
): Verdict {
  const variables = subject.credential.variables
    .map(({ name, rules, keyId }) => ({ name, rules, keyId: keyId ?? null }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const keys = [...new Set(variables.flatMap(({ keyId }) => keyId ?? []))];
  const carried = keys.flatMap((id) => byId.get(id) ?? []);
  return fail(subject, {
    title: `${called(subject.credential)} holds a credential in the open`,
    reasons: [
      {
        points: 70,
        text: `in the open in ${list(variables.map(({ name }) => `${noun} ${name}`.trimStart()))}`,
      },
      ...carried.flatMap(carriedReasons),
      ...aggravations(subject, takenAt, ['exposed', 'ownerless']),
    ],
    evidence: {
      ...about(subject),
      variables,
      accessKeys: carried.map(({ credential: { id, status, principal } }) => ({ id, status, principal })),
    },
    remedy,
  });
}

/** What the key that lies there can do, while it can do anything. */
function carriedReasons({ credential, administrator }: Subject): readonly Reason[] {
  if (credential.status !== 'Active') return [];
  return administratorReason(administrator).map(({ points, text }) => ({
    points,
    text: `${credential.id}: ${text}`,
  }));
}

function subjectsById({ subjects }: Estate): ReadonlyMap<string, Subject> {
  return new Map(subjects.map((subject) => [subject.credential.id, subject]));
}
