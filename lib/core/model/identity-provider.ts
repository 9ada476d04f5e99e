import type { Instant } from './time.ts';

/** Who outside IAM may vouch for an identity, by IAM's `oidc-provider` and `saml-provider`. */
export interface IdentityProvider {
  readonly arn: string;
  readonly protocol: 'oidc' | 'saml';
  /** Host and path of an OIDC issuer (`token.actions.githubusercontent.com`), name of a SAML provider. */
  readonly name: string;
  readonly createdAt: Instant | null;
  /** Audiences that an OIDC provider accepts; empty for SAML. */
  readonly audiences: readonly string[];
  /** Until when a SAML provider's metadata holds; absent: it does not say. */
  readonly validUntil?: Instant;
}
