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

/** A secret access key that is given by mistake is no credential's name, and is refused without being shown. */
const CREDENTIAL = /^(?:A[A-Z0-9]{7,127}|arn:[a-z0-9-]+:[a-z0-9-]+:.+)$/s;

/** Whether a text can name a credential, or whoever has it: an access key id or an ARN. */
export function isCredentialName(text: string): boolean {
  return text.length <= 2048 && CREDENTIAL.test(text);
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
