import type { Row } from '../ledger.ts';
import type { Found } from './judge.ts';

/** What nothing is left to be done about. */
export function closed(id: string, what: string): Found {
  return { id, what, state: 'closed', todo: [], attestable: false };
}

/** What only a change in AWS closes. */
export function open(id: string, what: string, ...todo: readonly string[]): Found {
  return { id, what, state: 'open', todo, attestable: false };
}

/** What a person's word closes: nothing here can see it. */
export function asked(id: string, what: string, ...todo: readonly string[]): Found {
  return { id, what, state: 'open', todo, attestable: true };
}

/** @param attestable a person can look where this code could not */
export function unread(id: string, what: string, attestable: boolean, ...todo: readonly string[]): Found {
  return { id, what, state: 'unknown', todo, attestable };
}

/** Where else to look for what CloudTrail was not asked, or has forgotten. @param what is looked for, as a text */
export function elsewhereInTrail(
  { rotation, contain }: Pick<Row, 'rotation' | 'contain'>,
  what: string,
): readonly string[] {
  const sealed =
    contain?.seal === 'sealed'
      ? [
          `the evidence that its plan sealed (rotations/${rotation} in the bucket EvidenceBucket) has what the key did in the Regions where it was in use, up to then`,
        ]
      : [];
  return [...sealed, `look in the trail's own files for ${what}, then attest`];
}
