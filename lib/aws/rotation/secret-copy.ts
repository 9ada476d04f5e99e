import { createHash } from 'node:crypto';
import { AnswerError } from '../errors.ts';
import type { RotationClients } from './limits.ts';
import { prepared } from './outcome.ts';
import type { RoleActions } from './role-actions.ts';
import { secretVersionsGateway } from './secret-versions.ts';

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
export function secretCopyGateway(clients: RotationClients, region: string): SecretCopyGateway {
  const versions = secretVersionsGateway(clients, region);

  async function asItIs(arn: string, change: (text: string) => string | undefined) {
    const told = await versions.describe(arn);
    if (told.rotationEnabled || told.owningService !== undefined)
      throw new AnswerError('something else moves the labels of the secret');
    if (told.primaryRegion !== undefined && told.primaryRegion !== region)
      throw new AnswerError('the secret is a replica, which takes no value of its own');
    const version = told.labels.AWSCURRENT;
    if (version === undefined) throw new AnswerError('no version of the secret is AWSCURRENT');
    const wanted = change(await versions.value(arn, version));
    if (wanted === undefined) throw new AnswerError('the secret has not the fields that the plan names');
    return { version, wanted };
  }

  return {
    async value(arn) {
      const { behind } = await versions.describe(arn);
      if (behind.length > 0) throw new AnswerError('a replica of the secret is behind');
      return versions.value(arn, null);
    },
    async replace(arn, source, change) {
      const { version, wanted } = await prepared(() => asItIs(arn, change), 'the copy is not as it must be');
      const ours = versionId(source, version);
      await versions.stage(arn, ours, wanted, LABEL);
      await versions.moveCurrent(arn, version, ours);
    },
  };
}

/** Of what is put over what: asked again after a lost answer, it is the same call. 64 characters at most. */
function versionId(source: string, over: string): string {
  return createHash('sha256').update(`${source}\n${over}`).digest('hex');
}
