import { fromEnv, fromTemporaryCredentials } from '@aws-sdk/credential-providers';

/** Which role a worker becomes, with what. */
export interface Becoming {
  readonly roleArn: string;
  /** What the session is for: it stands in CloudTrail. */
  readonly as: string;
  readonly externalId: string | undefined;
  /** Whose STS is asked. */
  readonly region: string;
}

/** Credentials of another role, for which the worker's own are asked. */
export function become({ roleArn, as, externalId, region }: Becoming) {
  return fromTemporaryCredentials({
    params: {
      RoleArn: roleArn,
      RoleSessionName: `nightwarden-${as}`,
      ...(externalId === undefined ? {} : { ExternalId: externalId }),
    },
    clientConfig: { region },
    masterCredentials: fromEnv(),
  });
}
