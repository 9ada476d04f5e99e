import type { Abilities } from './abilities.ts';

/** A bridge to a third party that speaks the contract of docs/webhook-issuer.md. From reviewed configuration alone. */
export interface Issuer {
  /** Without a slash at its end. */
  readonly api: string;
  /** Whom the credentials belong to, as the bridge calls it. */
  readonly principal: string;
  /** ARN of the secret that holds `{"token", "signingKey"}`, in the account and Region of the store. */
  readonly access: string;
  /** ARN of the secret that holds the value: by it people name the credential. */
  readonly secret: string;
  /** What the bridge is declared to be able to do. */
  readonly abilities: IssuerAbilities;
}

export type IssuerAbilities = Pick<
  Abilities,
  'slots' | 'revertible' | 'retrySafe' | 'oldUsableAfter' | 'lastUsedSignal'
>;

/** Milliseconds after which the bridge tells of a use, by the contract. */
export const TELLS_WITHIN_MS = 60_000;

/** What shares a fence: whatever a bridge makes for one principal. `https://bridge.example.com/acme#orders`. */
export function issuerPrincipal({ api, principal }: Issuer): string {
  return `${api}#${principal}`;
}

/** In a sentence: `orders at bridge.example.com`. */
export function issuerName({ api, principal }: Pick<Issuer, 'api' | 'principal'>): string {
  return `${principal} at ${hostOf(api)}`;
}

/** Whom a person asks about it. */
export function hostOf(api: string): string {
  return api.replace(/^https?:\/\//, '').split('/')[0] ?? api;
}
