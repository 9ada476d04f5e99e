import {
  CreateSecretCommand,
  DeleteSecretCommand,
  RotateSecretCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { made, moment, type PlantedCredential, type Seeding, tagList } from './seeding.ts';
import type { WorldSecret } from './world.ts';

/** @returns the secret by its ARN */
export async function seedSecret(
  { world, control, now }: Seeding,
  vault: SecretsManagerClient,
  secret: WorldSecret,
): Promise<PlantedCredential> {
  const { ARN } = await vault.send(
    new CreateSecretCommand({ Name: secret.name, SecretString: secret.value, Tags: tagList(secret.tags) }),
  );
  const secretArn = made(ARN, `secret ${secret.name}`);
  const { rotation } = secret;
  if (rotation !== undefined) {
    await vault.send(
      new RotateSecretCommand({
        SecretId: secretArn,
        RotationLambdaARN: `arn:aws:lambda:${secret.region}:${world.account}:function:rotate-secrets`,
        RotationRules: { AutomaticallyAfterDays: rotation.everyDays },
      }),
    );
  }
  if (secret.deleted === true) {
    await vault.send(new DeleteSecretCommand({ SecretId: secretArn, RecoveryWindowInDays: 30 }));
  }
  await control.backdate({
    secretArn,
    createdAt: moment(now, secret.age),
    lastChangedAt: moment(now, rotation?.rotatedDaysAgo ?? secret.age),
    ...(secret.accessedDaysAgo !== undefined && { lastAccessedAt: moment(now, secret.accessedDaysAgo) }),
    ...(rotation && {
      lastRotatedAt: moment(now, rotation.rotatedDaysAgo),
      nextRotationAt: moment(now, -rotation.dueInDays),
    }),
  });
  return { credential: secretArn, planted: secret };
}
