import { oidcProviders } from './oidc-providers/index.ts';
import { organization } from './organization/index.ts';
import { samlProviders } from './saml-providers/index.ts';
import { serviceAccess } from './service-access/index.ts';
import { serviceSpecificCredentials } from './service-specific-credentials/index.ts';
import { signingCertificates } from './signing-certificates/index.ts';
import type { Source } from './source.ts';
import { sshKeys } from './ssh-keys/index.ts';

/** The sources that lie in no Region, for whoever reads no others: by themselves they need no rule that redacts. */
export const ACCOUNT_SOURCES: readonly Source[] = [
  sshKeys,
  signingCertificates,
  serviceSpecificCredentials,
  serviceAccess,
  organization,
  oidcProviders,
  samlProviders,
];
