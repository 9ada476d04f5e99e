import { agentCredentials } from './agent-credentials/index.ts';
import { apiKeys } from './api-keys/index.ts';
import { appsyncKeys } from './appsync-keys/index.ts';
import { buildProjects } from './build-projects/index.ts';
import { clientSecrets } from './client-secrets/index.ts';
import { deviceCertificates } from './device-certificates/index.ts';
import { eventConnections } from './event-connections/index.ts';
import { glueConnections } from './glue-connections/index.ts';
import { glueJobs } from './glue-jobs/index.ts';
import { oidcProviders } from './oidc-providers/index.ts';
import { organization } from './organization/index.ts';
import { parameters } from './parameters/index.ts';
import { samlProviders } from './saml-providers/index.ts';
import { secretPolicies } from './secret-policies/index.ts';
import { serviceAccess } from './service-access/index.ts';
import { serviceSpecificCredentials } from './service-specific-credentials/index.ts';
import { signingCertificates } from './signing-certificates/index.ts';
import type { Source } from './source.ts';
import { sourceCredentials } from './source-credentials/index.ts';
import { sshKeys } from './ssh-keys/index.ts';
import { stacks } from './stacks/index.ts';
import { stageVariables } from './stage-variables/index.ts';
import { stateMachines } from './state-machines/index.ts';
import { taskDefinitions } from './task-definitions/index.ts';
import { userData } from './user-data/index.ts';
import { workloads } from './workloads/index.ts';

/** Every source that stands by itself. A new one is a folder of its own and a line here. */
export const SOURCES: readonly Source[] = [
  taskDefinitions,
  buildProjects,
  parameters,
  stacks,
  userData,
  sshKeys,
  signingCertificates,
  serviceSpecificCredentials,
  serviceAccess,
  apiKeys,
  appsyncKeys,
  sourceCredentials,
  eventConnections,
  glueConnections,
  clientSecrets,
  deviceCertificates,
  agentCredentials,
  stageVariables,
  glueJobs,
  stateMachines,
  secretPolicies,
  organization,
  oidcProviders,
  samlProviders,
  workloads,
];
