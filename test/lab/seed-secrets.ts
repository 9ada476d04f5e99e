import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  PutResourcePolicyCommand,
  PutSecretValueCommand,
  ReplicateSecretToRegionsCommand,
  RotateSecretCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Backdate } from './control.ts';
import { made, moment, type PlantedCredential, type Seeding, tagList } from './seeding.ts';
import type { WorldSecret } from './world.ts';

/** @returns the secret by its ARN */
export async function seedSecret(
  seeding: Seeding,
  vault: SecretsManagerClient,
  secret: WorldSecret,
): Promise<PlantedCredential> {
  const { ARN } = await vault.send(
    new CreateSecretCommand({
      Name: secret.name,
      SecretString: secret.value,
      Tags: tagList(secret.tags),
      ...(secret.keyId !== undefined && { KmsKeyId: secret.keyId }),
      ...(secret.partnerType !== undefined && { Type: secret.partnerType }),
    }),
  );
  const secretArn = made(ARN, `secret ${secret.name}`);
  await rotate(seeding, vault, secretArn, secret);
  if (secret.pendingDays !== undefined) {
    const pending = { SecretId: secretArn, SecretString: secret.value, VersionStages: ['AWSPENDING'] };
    await vault.send(new PutSecretValueCommand(pending));
  }
  if (secret.policy !== undefined) {
    const ResourcePolicy = JSON.stringify(secret.policy);
    await vault.send(new PutResourcePolicyCommand({ SecretId: secretArn, ResourcePolicy }));
  }
  await replicate(seeding, vault, secretArn, secret);
  if (secret.deleted !== undefined) {
    await vault.send(new DeleteSecretCommand({ SecretId: secretArn, RecoveryWindowInDays: 30 }));
  }
  await seeding.control.backdate({ secretArn, ...datesOf(seeding, secret) });
  return { credential: secretArn, planted: secret };
}

function datesOf({ now }: Seeding, secret: WorldSecret): Backdate {
  const { rotation, age, accessedDaysAgo, pendingDays, deleted } = secret;
  return {
    createdAt: moment(now, age),
    lastChangedAt: moment(now, rotation?.rotatedDaysAgo ?? age),
    ...(accessedDaysAgo !== undefined && { lastAccessedAt: moment(now, accessedDaysAgo) }),
    ...(pendingDays !== undefined && { pendingSince: moment(now, pendingDays) }),
    ...(typeof deleted === 'number' && { deletedAt: moment(now, deleted) }),
    ...(rotation && {
      lastRotatedAt: moment(now, rotation.rotatedDaysAgo),
      ...(rotation.off !== true && { nextRotationAt: moment(now, -rotation.dueInDays) }),
    }),
  };
}

async function rotate(
  { world }: Seeding,
  vault: SecretsManagerClient,
  secretArn: string,
  { rotation, region }: WorldSecret,
): Promise<void> {
  if (rotation === undefined) return;
  await vault.send(
    new RotateSecretCommand({
      SecretId: secretArn,
      RotationLambdaARN: `arn:aws:lambda:${region}:${world.account}:function:rotate-secrets`,
      RotationRules: { AutomaticallyAfterDays: rotation.everyDays },
    }),
  );
  if (rotation.off === true) await vault.send(new CancelRotateSecretCommand({ SecretId: secretArn }));
}

/** A copy is as old as its original, and is read for itself. */
async function replicate(
  seeding: Seeding,
  vault: SecretsManagerClient,
  secretArn: string,
  secret: WorldSecret,
): Promise<void> {
  const { replicas = [] } = secret;
  if (replicas.length === 0) return;
  const AddReplicaRegions = replicas.map(({ region }) => ({ Region: region }));
  await vault.send(new ReplicateSecretToRegionsCommand({ SecretId: secretArn, AddReplicaRegions }));
  for (const { region, accessedDaysAgo } of replicas) {
    const { lastAccessedAt: _, ...dates } = datesOf(seeding, secret);
    await seeding.control.backdate({
      secretArn: secretArn.replace(`:${secret.region}:`, `:${region}:`),
      ...dates,
      ...(accessedDaysAgo !== undefined && { lastAccessedAt: moment(seeding.now, accessedDaysAgo) }),
    });
  }
}
