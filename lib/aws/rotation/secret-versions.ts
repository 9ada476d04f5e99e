import {
  DescribeSecretCommand,
  type DescribeSecretCommandOutput,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
  type UpdateSecretVersionStageCommandInput,
} from '@aws-sdk/client-secrets-manager';
import { AnswerError, isGone } from '../errors.ts';
import { type RotationClients, writeLimit } from './limits.ts';
import type { RoleActions } from './role-actions.ts';

export const roleActions = {
  observer: ['secretsmanager:DescribeSecret'],
  // The new version keeps whatever else the old one holds, so its maker reads that.
  issuer: ['secretsmanager:PutSecretValue', 'secretsmanager:GetSecretValue'],
  publisher: ['secretsmanager:GetSecretValue'],
  prober: ['secretsmanager:GetSecretValue'],
  switcher: ['secretsmanager:UpdateSecretVersionStage'],
} as const satisfies RoleActions;

export interface SecretTold {
  /** Version ids by label. */
  readonly labels: Readonly<Record<string, string>>;
  readonly rotationEnabled: boolean;
  /** ARN; AWS keeps it when rotation is turned off. */
  readonly rotationFunction: string | undefined;
  /** An AWS service that manages the secret; undefined: none. */
  readonly owningService: string | undefined;
  /** Set for a replica and for a secret that has some. */
  readonly primaryRegion: string | undefined;
  /** undefined: the account's own AWS managed key. */
  readonly kmsKey: string | undefined;
  readonly isDeleted: boolean;
  /** Regions of replicas that have not yet got what the secret holds. */
  readonly behind: readonly string[];
}

export interface SecretVersionsGateway {
  describe(arn: string): Promise<SecretTold>;
  /**
   * A value. Never kept, shown or logged.
   * @param version null: whichever is AWSCURRENT
   */
  value(arn: string, version: string | null): Promise<string>;
  /** Whether a version that carries a label has a value: Secrets Manager lays out an empty one for a rotation. */
  holds(arn: string, version: string): Promise<'empty' | 'filled'>;
  /** A version with the id that is given. @param label that it has from then on; absent: AWSPENDING */
  stage(arn: string, version: string, value: string, label?: string): Promise<void>;
  /** Compare and swap: refused when AWSCURRENT is no longer at `from`. */
  moveCurrent(arn: string, from: string, to: string): Promise<void>;
  dropPending(arn: string, version: string): Promise<void>;
  /** Gives a version a label that no other has; one that has it keeps it. */
  keep(arn: string, version: string, label: string): Promise<void>;
  /** Takes every label that is meant off whichever version has it. */
  letGo(arn: string, isMeant: (label: string) => boolean): Promise<void>;
}

/** @param region of the secret */
export function secretVersionsGateway(
  { reads, writes }: RotationClients,
  region: string,
): SecretVersionsGateway {
  const reader = reads.client(SecretsManagerClient, 'secretsmanager', region);
  const writer = writes.client(SecretsManagerClient, 'secretsmanager', region);
  async function restage(SecretId: string, VersionStage: string, how: Restaging): Promise<void> {
    await writer.send(new UpdateSecretVersionStageCommand({ SecretId, VersionStage, ...how }), writeLimit());
  }
  async function labelsOf(SecretId: string): Promise<SecretTold['labels']> {
    const { VersionIdsToStages } = await reader.send(new DescribeSecretCommand({ SecretId }));
    return byLabel(VersionIdsToStages);
  }

  return {
    async describe(SecretId) {
      const told = await reader.send(new DescribeSecretCommand({ SecretId }));
      return {
        labels: byLabel(told.VersionIdsToStages),
        rotationEnabled: told.RotationEnabled === true,
        rotationFunction: told.RotationLambdaARN,
        owningService: told.OwningService,
        primaryRegion: told.PrimaryRegion,
        kmsKey: told.KmsKeyId,
        isDeleted: told.DeletedDate !== undefined,
        behind: (told.ReplicationStatus ?? []).flatMap(({ Region, Status }) =>
          Status === 'InSync' ? [] : [Region ?? ''],
        ),
      };
    },
    async value(SecretId, version) {
      const which = version === null ? { VersionStage: 'AWSCURRENT' } : { VersionId: version };
      const { SecretString } = await reader.send(new GetSecretValueCommand({ SecretId, ...which }));
      if (SecretString === undefined) throw new AnswerError('the secret holds no text');
      return SecretString;
    },
    async holds(SecretId, VersionId) {
      try {
        await reader.send(new GetSecretValueCommand({ SecretId, VersionId }));
        return 'filled';
      } catch (error) {
        if (isGone(error)) return 'empty';
        throw error;
      }
    },
    async stage(SecretId, ClientRequestToken, SecretString, label = 'AWSPENDING') {
      const put = { SecretId, ClientRequestToken, SecretString, VersionStages: [label] };
      await writer.send(new PutSecretValueCommand(put), writeLimit());
    },
    moveCurrent: (secret, RemoveFromVersionId, MoveToVersionId) =>
      restage(secret, 'AWSCURRENT', { RemoveFromVersionId, MoveToVersionId }),
    dropPending: (secret, RemoveFromVersionId) => restage(secret, 'AWSPENDING', { RemoveFromVersionId }),
    async keep(secret, MoveToVersionId, label) {
      const labels = await labelsOf(secret);
      if (labels[label] !== MoveToVersionId) await restage(secret, label, { MoveToVersionId });
    },
    async letGo(secret, isMeant) {
      const meant = Object.entries(await labelsOf(secret)).filter(([label]) => isMeant(label));
      for (const [label, RemoveFromVersionId] of meant) await restage(secret, label, { RemoveFromVersionId });
    },
  };
}

type Restaging = Pick<UpdateSecretVersionStageCommandInput, 'MoveToVersionId' | 'RemoveFromVersionId'>;

function byLabel(told: DescribeSecretCommandOutput['VersionIdsToStages']): SecretTold['labels'] {
  const labelled = Object.entries(told ?? {});
  return Object.fromEntries(
    labelled.flatMap(([version, labels]) => labels.map((label) => [label, version] as const)),
  );
}
