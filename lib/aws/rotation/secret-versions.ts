import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
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
}

/** @param region of the secret */
export function secretVersionsGateway(
  { reads, writes }: RotationClients,
  region: string,
): SecretVersionsGateway {
  const reader = reads.client(SecretsManagerClient, 'secretsmanager', region);
  const writer = writes.client(SecretsManagerClient, 'secretsmanager', region);
  return {
    async describe(SecretId) {
      const told = await reader.send(new DescribeSecretCommand({ SecretId }));
      const labelled = Object.entries(told.VersionIdsToStages ?? {});
      return {
        labels: Object.fromEntries(
          labelled.flatMap(([version, labels]) => labels.map((label) => [label, version] as const)),
        ),
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
    async moveCurrent(SecretId, RemoveFromVersionId, MoveToVersionId) {
      const move = { SecretId, VersionStage: 'AWSCURRENT', RemoveFromVersionId, MoveToVersionId };
      await writer.send(new UpdateSecretVersionStageCommand(move), writeLimit());
    },
    async dropPending(SecretId, RemoveFromVersionId) {
      const drop = { SecretId, VersionStage: 'AWSPENDING', RemoveFromVersionId };
      await writer.send(new UpdateSecretVersionStageCommand(drop), writeLimit());
    },
  };
}
