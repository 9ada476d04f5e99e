import { createHash } from 'node:crypto';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { AnswerError } from '../errors.ts';
import { type RotationClients, writeLimit } from './limits.ts';
import { prepared } from './outcome.ts';
import type { RoleActions } from './role-actions.ts';

export const roleActions = {
  prober: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
  publisher: [
    'secretsmanager:DescribeSecret',
    'secretsmanager:GetSecretValue',
    'secretsmanager:PutSecretValue',
    'secretsmanager:UpdateSecretVersionStage',
  ],
} as const satisfies RoleActions;

/** A version of ours has it until AWSCURRENT is moved to it: readers ask for AWSCURRENT, and never see it before. */
const LABEL = 'NIGHTWARDEN';

export interface SecretCopyGateway {
  /**
   * What AWSCURRENT holds. Never kept, shown or logged.
   * @throws {AnswerError} while a replica has not got it: nobody knows then what its readers have
   */
  value(arn: string): Promise<string>;
  /**
   * Puts a version of ours beside AWSCURRENT, then moves AWSCURRENT to it, compare and swap by version id.
   * @param change gives the text to store in the place of what is there; undefined: that has another shape
   * @param source names what is put in: the same source over the same version is the same version
   * @throws {AnswerError} when something else moves its labels
   */
  replace(arn: string, source: string, change: (text: string) => string | undefined): Promise<void>;
}

/** A secret beside the one that stores the value. @param region of that secret */
export function secretCopyGateway({ reads, writes }: RotationClients, region: string): SecretCopyGateway {
  const reader = reads.client(SecretsManagerClient, 'secretsmanager', region);
  const writer = writes.client(SecretsManagerClient, 'secretsmanager', region);

  async function current(SecretId: string): Promise<{ readonly text: string; readonly version: string }> {
    const { SecretString, VersionId } = await reader.send(
      new GetSecretValueCommand({ SecretId, VersionStage: 'AWSCURRENT' }),
    );
    if (SecretString === undefined || VersionId === undefined)
      throw new AnswerError('the secret holds no text');
    return { text: SecretString, version: VersionId };
  }

  async function asItIs(SecretId: string, change: (text: string) => string | undefined) {
    const told = await reader.send(new DescribeSecretCommand({ SecretId }));
    if (told.RotationEnabled === true || told.OwningService !== undefined)
      throw new AnswerError('something else moves the labels of the secret');
    if (told.PrimaryRegion !== undefined && told.PrimaryRegion !== region)
      throw new AnswerError('the secret is a replica, which takes no value of its own');
    const { text, version } = await current(SecretId);
    const wanted = change(text);
    if (wanted === undefined) throw new AnswerError('the secret has not the fields that the plan names');
    return { version, wanted };
  }

  return {
    async value(SecretId) {
      const { ReplicationStatus = [] } = await reader.send(new DescribeSecretCommand({ SecretId }));
      if (ReplicationStatus.some(({ Status }) => Status !== 'InSync'))
        throw new AnswerError('a replica of the secret is behind');
      return (await current(SecretId)).text;
    },
    async replace(SecretId, source, change) {
      const { version, wanted } = await prepared(
        () => asItIs(SecretId, change),
        'the copy is not as it must be',
      );
      const ClientRequestToken = versionId(source, version);
      const put = { SecretId, ClientRequestToken, SecretString: wanted, VersionStages: [LABEL] };
      await writer.send(new PutSecretValueCommand(put), writeLimit());
      const move = { VersionStage: 'AWSCURRENT', RemoveFromVersionId: version };
      await writer.send(
        new UpdateSecretVersionStageCommand({ SecretId, ...move, MoveToVersionId: ClientRequestToken }),
        writeLimit(),
      );
    },
  };
}

/** Of what is put over what: asked again after a lost answer, it is the same call. 64 characters at most. */
function versionId(source: string, over: string): string {
  return createHash('sha256').update(`${source}\n${over}`).digest('hex');
}
