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
