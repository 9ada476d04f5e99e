import type {
  ServiceSpecificCredential,
  SigningCertificate,
  SshKey,
} from '../../../lib/core/model/credential.ts';
import type { ServiceAccess } from '../../../lib/core/model/service-access.ts';
import type { Instant } from '../../../lib/core/model/time.ts';
import { ACCOUNT, ago, NOW, userArn } from './build.ts';

const ofCi = {
  principal: userArn('ci'),
  userName: 'ci',
  account: ACCOUNT,
  region: null,
  status: 'Active',
  createdAt: ago(30),
  lastUsed: { state: 'unknown', missing: 'iam:GetServiceLastAccessedDetails' },
  tags: { owner: 'ana@example.com' },
} as const;

export function anSshKey(facts: Partial<SshKey> = {}): SshKey {
  return { kind: 'ssh-key', id: 'APKAEXAMPLEEXAMPLE01', ...ofCi, ...facts };
}

export function aServiceCredential(
  facts: Partial<ServiceSpecificCredential> = {},
): ServiceSpecificCredential {
  return {
    kind: 'service-specific-credential',
    id: 'ACCAEXAMPLEEXAMPLE01',
    ...ofCi,
    service: 'bedrock.amazonaws.com',
    expiresAt: null,
    ...facts,
  };
}

export function aCertificate(facts: Partial<SigningCertificate> = {}): SigningCertificate {
  return {
    kind: 'signing-certificate',
    id: 'TA7SMP42TDN5Z26OBPJE7EXAMPLE',
    ...ofCi,
    expiresAt: ago(-300),
    ...facts,
  };
}

/** What a principal reached: days ago by namespace, null for never. */
export function reached(
  services: Readonly<Record<string, number | null>>,
  { asOf = NOW, principal = userArn('ci') }: { readonly asOf?: Instant; readonly principal?: string } = {},
): ServiceAccess {
  const told = Object.entries(services).map(([namespace, days]) => ({
    namespace,
    lastUsedAt: days === null ? null : ago(days),
  }));
  return { principal, asOf, services: told };
}
