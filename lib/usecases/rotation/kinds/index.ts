import type { CredentialKindId } from '../../../core/rotation/kinds/abilities.ts';
import type { Plan } from '../../../core/rotation/plan.ts';
import { databaseUser } from './database-user/index.ts';
import { iamAccessKey } from './iam-access-key/index.ts';
import type { CredentialKind } from './kind.ts';
import { rotatedSecret } from './rotated-secret/index.ts';
import { serviceSpecificCredential } from './service-specific-credential/index.ts';
import { thirdPartyToken } from './third-party-token/index.ts';

const KINDS: Readonly<Record<CredentialKindId, CredentialKind>> = {
  'iam-access-key': iamAccessKey,
  'database-user': databaseUser,
  'rotated-secret': rotatedSecret,
  'service-specific-credential': serviceSpecificCredential,
  'third-party-token': thirdPartyToken,
};

export function kindOf({ credentialKind }: Pick<Plan, 'credentialKind'>): CredentialKind {
  return KINDS[credentialKind];
}
