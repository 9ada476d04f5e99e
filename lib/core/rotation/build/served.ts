import { dependentGate } from './dependents.ts';
import { type KeyFacts, type Refusal, refusal } from './facts.ts';

/** A database has rotations of AWS's own, and the workers of a deployment reach none. */
export function servedKind({ aim }: KeyFacts): readonly Refusal[] {
  if (aim.kind === 'iam-access-key') return [];
  return [
    refusal(
      'not-an-access-key',
      `it is a ${aim.kind}, and only access keys are rotated when Secrets Manager asks`,
      "let AWS's own function rotate it, or rehearse a plan: nightwarden rehearse",
    ),
  ];
}

/** What leaked is contained, not rotated: the new key would be of the same user, whose sessions live on. */
export function notExposed({ subject, gaps }: KeyFacts): readonly Refusal[] {
  const leaks = subject.exposures.map(({ source }) =>
    refusal(
      'exposed',
      `${subject.credential.id} leaked (${source}): a new key beside it would leave it working`,
      `nightwarden contain ${subject.credential.id}`,
    ),
  );
  const unread = gaps
    .filter(({ facts }) => facts.includes('exposures'))
    .map(({ missing, reason, remedy }) =>
      refusal('unknown', `what leaked could not be read: ${missing} (${reason})`, remedy),
    );
  return [...leaks, ...unread];
}

/** Secrets Manager waits for an answer while its steps are taken: the waves of other copies take hours. */
export function storeAlone({ declared, subject }: KeyFacts): readonly Refusal[] {
  return (declared?.copies ?? []).map(({ id }) =>
    refusal(
      'more-copies',
      `copy ${id} holds the key beside its secret: copies are published one after the other, each with its refresh`,
      `let its dependents read the secret, or rotate it by a plan: nightwarden rotate ${subject.credential.id}`,
    ),
  );
}

/** That nobody is declared stops nothing: whoever still uses the old key is seen in its watch, where the plan parks. */
export function servedDependents(facts: KeyFacts): readonly Refusal[] {
  return dependentGate(facts).filter(({ code }) => code !== 'no-dependents');
}

/** Nobody is there to be warned that another plan may be under way. */
export function ledgerRead({ open }: KeyFacts): readonly Refusal[] {
  if (open !== 'unknown') return [];
  return [
    refusal(
      'unknown',
      'which plans are under way could not be read',
      'see nightwarden status; what it names must be mended first',
    ),
  ];
}
