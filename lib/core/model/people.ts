import type { Instant } from './time.ts';

/** A row of the roster: who works here. */
export interface Person {
  /** Lower case. */
  readonly email: string;
  readonly name?: string;
  readonly team?: string;
  readonly status: 'active' | 'left';
  readonly leftOn?: Instant;
}

/** Only a roster that was read completely and is plausible exists: everything else is a gap. */
export interface Roster {
  readonly people: readonly Person[];
}

/** A sign that a credential leaked, as a person or a scanner reported it. */
export interface Exposure {
  /** Access key id or ARN. */
  readonly credential: string;
  /** null: the sign does not say when (AWS's quarantine policy). */
  readonly at: Instant | null;
  readonly source: string;
  readonly note?: string;
}
