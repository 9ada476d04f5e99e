import { RotateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type RotationClients, writeLimit } from './limits.ts';

/**
 * Of the issuer, for secrets that a deployment names and the functions that rotate them, and for no others. Secrets
 * Manager asks for both of whoever starts a rotation.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
 */
export const startActions = {
  secret: ['secretsmanager:RotateSecret'],
  function: ['lambda:InvokeFunction'],
} as const;

export interface OwnRotationGateway {
  /**
   * Starts the rotation that is configured on a secret, by its own function. It is over when AWSCURRENT is on the version.
   * @param version 32 to 64 characters, the id that the new version gets: asked twice for one, it is one rotation
   */
  start(arn: string, version: string): Promise<void>;
}

/** @param region of the secret */
export function ownRotationGateway({ writes }: RotationClients, region: string): OwnRotationGateway {
  const writer = writes.client(SecretsManagerClient, 'secretsmanager', region);
  return {
    async start(SecretId, ClientRequestToken) {
      await writer.send(new RotateSecretCommand({ SecretId, ClientRequestToken }), writeLimit());
    },
  };
}
