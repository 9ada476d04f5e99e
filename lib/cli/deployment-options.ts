import type { DeploymentRequest } from '../usecases/rotation/deployment.ts';

/** Where a credential lies, and where the deployment that sees to it does. */
export interface DeploymentOptions {
  readonly profile?: string;
  readonly hubProfile?: string;
  readonly stack?: string;
  readonly stackRegion?: string;
  readonly table?: string;
}

/** Its profile is the hub's; without one, the same that reads the credential. */
export function deploymentIn({
  hubProfile,
  stack,
  table,
  stackRegion,
}: DeploymentOptions): DeploymentRequest {
  return {
    ...(hubProfile === undefined ? {} : { profile: hubProfile }),
    ...(stack === undefined ? {} : { stack }),
    ...(table === undefined ? {} : { table }),
    ...(stackRegion === undefined ? {} : { region: stackRegion }),
  };
}
