import type { Detector } from '../model/detector.ts';
import { plaintextInStage } from './apigateway.plaintext-stage-variable/detector.ts';
import { oldApplicationCredential } from './application.old-credential/detector.ts';
import { unusedThirdParty } from './application.unused-third-party/detector.ts';
import { plaintextInStack } from './cloudformation.plaintext-credential/detector.ts';
import { plaintextInBuildProject } from './codebuild.plaintext-credential/detector.ts';
import { plaintextInUserData } from './ec2.plaintext-user-data/detector.ts';
import { plaintextInTaskDefinition } from './ecs.plaintext-credential/detector.ts';
import { plaintextInJob } from './glue.plaintext-argument/detector.ts';
import { administratorCredential } from './iam.administrator-credential/detector.ts';
import { apiKeyWithoutExpiry } from './iam.api-key-without-expiry/detector.ts';
import { externalRoleTrust } from './iam.external-role-trust/detector.ts';
import { inactiveAccessKey } from './iam.inactive-access-key/detector.ts';
import { keyAndPassword } from './iam.key-and-password/detector.ts';
import { leaverAccessKey } from './iam.leaver-access-key/detector.ts';
import { neverUsedAccessKey } from './iam.never-used-access-key/detector.ts';
import { oidcTrustWithoutSubject } from './iam.oidc-trust-without-subject/detector.ts';
import { oldAccessKey } from './iam.old-access-key/detector.ts';
import { oldServiceSpecificCredential } from './iam.old-service-specific-credential/detector.ts';
import { oldSigningCertificate } from './iam.old-signing-certificate/detector.ts';
import { oldSshKey } from './iam.old-ssh-key/detector.ts';
import { passwordWithoutMfa } from './iam.password-without-mfa/detector.ts';
import { rootAccessKey } from './iam.root-access-key/detector.ts';
import { severalActiveAccessKeys } from './iam.several-active-access-keys/detector.ts';
import { staleKeyInUse } from './iam.stale-key-in-use/detector.ts';
import { unusedAccessKey } from './iam.unused-access-key/detector.ts';
import { unusedPassword } from './iam.unused-password/detector.ts';
import { unusedRole } from './iam.unused-role/detector.ts';
import { unusedServiceSpecificCredential } from './iam.unused-service-specific-credential/detector.ts';
import { unusedServices } from './iam.unused-services/detector.ts';
import { unusedSshKey } from './iam.unused-ssh-key/detector.ts';
import { wildcardServiceActions } from './iam.wildcard-service-actions/detector.ts';
import { plaintextInFunction } from './lambda.plaintext-credential/detector.ts';
import { deletedButRead } from './secretsmanager.deleted-but-read/detector.ts';
import { externalAccess } from './secretsmanager.external-access/detector.ts';
import { noManagedRotation } from './secretsmanager.no-managed-rotation/detector.ts';
import { oldSecret } from './secretsmanager.old-secret/detector.ts';
import { rotationFailing } from './secretsmanager.rotation-failing/detector.ts';
import { strayPending } from './secretsmanager.stray-pending/detector.ts';
import { unusedSecret } from './secretsmanager.unused-secret/detector.ts';
import { plaintextParameter } from './ssm.plaintext-parameter/detector.ts';
import { plaintextInDefinition } from './states.plaintext-definition/detector.ts';
import { copiedCredential } from './trust.copied-credential/detector.ts';
import { exposedCredential } from './trust.exposed-credential/detector.ts';
import { leaverCredential } from './trust.leaver-credential/detector.ts';
import { ownerlessCredential } from './trust.ownerless-credential/detector.ts';
import { personOnMachineCredential } from './trust.person-on-machine-credential/detector.ts';
import { sharedAcrossEnvironments } from './trust.shared-across-environments/detector.ts';

/** Every detector there is, in the order of {@link DETECTOR_IDS}. */
export const DETECTORS: readonly Detector[] = [
  unusedAccessKey,
  neverUsedAccessKey,
  oldAccessKey,
  severalActiveAccessKeys,
  rootAccessKey,
  leaverAccessKey,
  administratorCredential,
  oldSshKey,
  unusedSshKey,
  oldServiceSpecificCredential,
  unusedServiceSpecificCredential,
  apiKeyWithoutExpiry,
  oldSigningCertificate,
  unusedServices,
  inactiveAccessKey,
  keyAndPassword,
  unusedPassword,
  passwordWithoutMfa,
  staleKeyInUse,
  wildcardServiceActions,
  unusedRole,
  externalRoleTrust,
  oidcTrustWithoutSubject,
  ownerlessCredential,
  leaverCredential,
  exposedCredential,
  sharedAcrossEnvironments,
  copiedCredential,
  personOnMachineCredential,
  plaintextInFunction,
  plaintextInTaskDefinition,
  plaintextInStack,
  plaintextInUserData,
  plaintextInBuildProject,
  plaintextParameter,
  plaintextInStage,
  plaintextInJob,
  plaintextInDefinition,
  unusedSecret,
  oldSecret,
  rotationFailing,
  oldApplicationCredential,
  unusedThirdParty,
  strayPending,
  deletedButRead,
  noManagedRotation,
  externalAccess,
];
