import {
  DescribeParametersCommand,
  GetParametersCommand,
  ListTagsForResourceCommand,
  type Parameter,
  type ParameterMetadata,
  SSMClient,
  type Tag,
} from '@aws-sdk/client-ssm';
import type { AwsClients } from './clients.ts';
import { AnswerError } from './errors.ts';
import { pages } from './pages.ts';

export const actions = ['ssm:DescribeParameters', 'ssm:ListTagsForResource'] as const;

/** Answers in plain text what the parameters hold: granted apart, and redacted by whoever calls. */
export const secretReadingActions = ['ssm:GetParameters'] as const;

/** Most values that one call takes. */
export const VALUES_PER_CALL = 10;

export interface ParametersGateway {
  /** Pages of what is known of the parameters that are not encrypted, without their values. */
  parameters(): AsyncIterable<readonly ParameterMetadata[]>;
  /**
   * Up to {@link VALUES_PER_CALL} parameters with their values, nothing decrypted; without those that are gone by now.
   * @throws {AnswerError} when AWS says nothing of one that was asked for
   */
  values(names: readonly string[]): Promise<readonly Parameter[]>;
  tags(name: string): Promise<readonly Tag[]>;
}

export function parametersGateway(clients: AwsClients, region: string): ParametersGateway {
  const client = clients.client(SSMClient, 'ssm', region);
  return {
    async *parameters() {
      const list = pages(
        (token) =>
          client.send(
            new DescribeParametersCommand({
              MaxResults: 50,
              ParameterFilters: [{ Key: 'Type', Option: 'Equals', Values: ['String', 'StringList'] }],
              ...(token === undefined ? {} : { NextToken: token }),
            }),
          ),
        ({ NextToken }) => NextToken,
      );
      for await (const { Parameters = [] } of list) yield Parameters;
    },
    async values(names) {
      const { Parameters = [], InvalidParameters = [] } = await client.send(
        new GetParametersCommand({ Names: [...names], WithDecryption: false }),
      );
      const told = new Set([...Parameters.map(({ Name }) => Name), ...InvalidParameters]);
      const untold = names.filter((name) => !told.has(name)).length;
      if (untold > 0) throw new AnswerError(`expected ${names.length} parameters, got none for ${untold}`);
      return Parameters;
    },
    async tags(name) {
      const { TagList = [] } = await client.send(
        new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: name }),
      );
      return TagList;
    },
  };
}
