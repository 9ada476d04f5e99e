import type { Tags } from '../model/credential.ts';
import type { Estate } from '../model/estate.ts';
import { nounOf } from '../model/workload.ts';
import { clip, printable } from '../reports/text.ts';
import type { KnownDependent } from './dependence.ts';

/** On a user or a secret: names of dependents. On a workload: the key id or ARN of the credential that it depends on. */
export const DEPENDENT_TAG = 'nightwarden:dependent';

/**
 * Dependents that somebody added by a tag. A tag can add one, and so block; it never names a target, a probe or a
 * command, and it takes nobody away.
 * @param names under which a workload's tag may mean the credential
 * @param carriers tags of the credential's user and secret
 */
export function byTag(
  { snapshot }: Estate,
  names: readonly string[],
  carriers: readonly Tags[],
): readonly KnownDependent[] {
  const told = carriers.flatMap((tags) =>
    wordsOf(tags).map((name) => tagged(name, 'a tag on its user or its secret says so')),
  );
  const claimed = snapshot.workloads
    .filter(({ tags }) => wordsOf(tags).some((word) => names.includes(word)))
    .map(({ arn, type, name }) => tagged(arn, `a tag on ${nounOf(type)} ${printable(name)} says so`));
  return [...told, ...claimed];
}

function tagged(id: string, evidence: string): KnownDependent {
  return {
    id,
    kind: 'tag',
    environment: null,
    owner: null,
    evidence,
    confidence: 'medium',
    declared: null,
    todo: `declare ${id} among the dependents of this credential under rotation.credentials, with a probe; or take the tag ${DEPENDENT_TAG} away`,
  };
}

/** Tag values know no commas: names stand apart by spaces. */
function wordsOf(tags: Tags): readonly string[] {
  // Asked of every workload for every credential: most carry none.
  const value = tags[DEPENDENT_TAG];
  if (value === undefined) return [];
  return value
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => clip(printable(word), 256));
}
