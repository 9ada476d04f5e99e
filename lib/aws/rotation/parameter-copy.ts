import {
  DescribeParametersCommand,
  GetParameterCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { AnswerError } from '../errors.ts';
import { type RotationClients, writeLimit } from './limits.ts';
import { prepared } from './outcome.ts';
import type { RoleActions } from './role-actions.ts';

export const roleActions = {
  prober: ['ssm:GetParameter'],
  publisher: ['ssm:GetParameter', 'ssm:DescribeParameters', 'ssm:PutParameter'],
} as const satisfies RoleActions;

export interface ParameterCopyGateway {
  /** The value of a SecureString. Never kept, shown or logged. */
  value(name: string): Promise<string>;
  /**
   * Overwrites it, with the key and in the tier that it has: left out, AWS would take its own key in their place.
   * Parameter Store has no compare and swap.
   * @throws {AnswerError} when it is no SecureString
   */
  overwrite(name: string, value: string): Promise<void>;
}

export function parameterCopyGateway(
  { reads, writes }: RotationClients,
  region: string,
): ParameterCopyGateway {
  const reader = reads.client(SSMClient, 'ssm', region);
  const writer = writes.client(SSMClient, 'ssm', region);
  async function asItIs(name: string) {
    const { Parameters: [told] = [] } = await reader.send(
      new DescribeParametersCommand({
        ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values: [name] }],
      }),
    );
    if (told?.Type !== 'SecureString') throw new AnswerError('expected a SecureString');
    return told;
  }

  return {
    async value(Name) {
      const { Parameter } = await reader.send(new GetParameterCommand({ Name, WithDecryption: true }));
      if (Parameter?.Type !== 'SecureString' || Parameter.Value === undefined)
        throw new AnswerError('expected a SecureString');
      return Parameter.Value;
    },
    async overwrite(Name, Value) {
      const { KeyId, Tier } = await prepared(() => asItIs(Name), 'the parameter could not be read');
      await writer.send(
        new PutParameterCommand({
          Name,
          Value,
          Type: 'SecureString',
          Overwrite: true,
          ...(KeyId === undefined ? {} : { KeyId }),
          ...(Tier === undefined ? {} : { Tier }),
        }),
        writeLimit(),
      );
    },
  };
}
