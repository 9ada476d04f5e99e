import type { PlaintextCredential } from '../../model/credential.ts';
import { type Detector, fail, type OptionSpecs, subjectsOf, type Verdict } from '../../model/detector.ts';
import type { Estate, Subject } from '../../model/estate.ts';
import type { Reason } from '../../model/severity.ts';
import type { Instant } from '../../model/time.ts';
import { administratorReason, aggravations, list } from '../aggravations.ts';
import { about, called } from '../evidence.ts';

const options = {} as const satisfies OptionSpecs;

export const plaintextCredential: Detector<typeof options> = {
  id: 'lambda.plaintext-credential',
  title: "Credential lies in the open in a function's environment",
  reads: ['functions', 'function-environments'],
  options,
  *evaluate(estate) {
    const byId = subjectsById(estate);
    for (const subject of subjectsOf(estate, 'plaintext'))
      yield failed(subject, byId, estate.snapshot.takenAt);
  },
};

function failed(
  subject: Subject<PlaintextCredential>,
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
      { points: 70, text: `in the open in ${list(variables.map(({ name }) => `variable ${name}`))}` },
      ...carried.flatMap(carriedReasons),
      ...aggravations(subject, takenAt, ['exposed', 'ownerless']),
    ],
    evidence: {
      ...about(subject),
      variables,
      accessKeys: carried.map(({ credential: { id, status, principal } }) => ({ id, status, principal })),
    },
    remedy:
      'Rotate it, for everybody who may read the function has had it; read it at run time from Secrets Manager, or use the execution role in its place.',
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
