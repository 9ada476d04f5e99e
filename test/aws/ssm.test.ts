import {
  DescribeParametersCommand,
  GetParametersCommand,
  ListTagsForResourceCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { awsClients } from '../../lib/aws/clients.ts';
import { parametersGateway } from '../../lib/aws/ssm.ts';

const ssm = mockClient(SSMClient);
const gateway = parametersGateway(awsClients({ budgets: { ssm: 1000 } }), 'eu-west-1');

beforeEach(() => ssm.reset());

it('lists what is not encrypted, to the last page, empty pages between', async () => {
  const asked = {
    MaxResults: 50,
    ParameterFilters: [{ Key: 'Type', Option: 'Equals', Values: ['String', 'StringList'] }],
  };
  ssm
    .on(DescribeParametersCommand, asked)
    .resolves({ Parameters: [], NextToken: 't' })
    .on(DescribeParametersCommand, { ...asked, NextToken: 't' })
    .resolves({ Parameters: [{ Name: 'a' }] });
  const pages: unknown[] = [];
  for await (const page of gateway.parameters()) pages.push(page);
  expect(pages).toEqual([[], [{ Name: 'a' }]]);
});

it('reads values, decrypts nothing, and leaves out what is gone', async () => {
  ssm
    .on(GetParametersCommand, { Names: ['a', 'b'], WithDecryption: false })
    .resolves({ Parameters: [{ Name: 'a', Value: '1' }], InvalidParameters: ['b'] });
  expect(await gateway.values(['a', 'b'])).toEqual([{ Name: 'a', Value: '1' }]);
});

it('does not take an answer for whole that says nothing of a parameter', async () => {
  ssm.on(GetParametersCommand).resolves({ Parameters: [{ Name: 'a', Value: '1' }] });
  await expect(gateway.values(['a', 'b'])).rejects.toThrow('expected 2 parameters, got none for 1');
});

it('takes a parameter without tags for one without tags', async () => {
  ssm
    .on(ListTagsForResourceCommand, { ResourceType: 'Parameter', ResourceId: 'a' })
    .resolvesOnce({ TagList: [{ Key: 'owner', Value: 'x' }] })
    .resolves({});
  expect(await gateway.tags('a')).toEqual([{ Key: 'owner', Value: 'x' }]);
  expect(await gateway.tags('a')).toEqual([]);
});
