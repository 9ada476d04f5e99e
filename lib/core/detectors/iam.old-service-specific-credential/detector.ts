import { agedCredential } from '../age-of-user-credential.ts';

export const oldServiceSpecificCredential = agedCredential({
  id: 'iam.old-service-specific-credential',
  title: 'Active service-specific credential is past its rotation age',
  kind: 'service-specific-credential',
  fact: 'service-specific-credentials',
  noun: 'the service-specific credential',
  maxAgeDays: 90,
  remedy:
    'Make a second one for the same service (a user may have two), move every holder to it, deactivate the old one, which can be undone, and delete it later; better, let the workload sign in by a role.',
});
