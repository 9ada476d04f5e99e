import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import type { FunctionsGateway } from '../../../lib/aws/lambda.ts';
import { silent } from '../../../lib/ports/progress.ts';
import { type RedactVariables, readFunctions } from '../../../lib/sources/functions/live.ts';
import { ACCOUNT, CANARY, FUNCTION_ARN, listOf, smallAccount } from '../../aws/fake-gateways.ts';
import { sdkError } from '../../aws/sdk-errors.ts';

/** Calls secret what is long. */
const redactVariables: RedactVariables = async (variables) =>
  Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      { redacted: true, length: value.length, rules: value.length > 30 ? ['long'] : [] },
    ]),
  );

function read(gateway: (region: string) => FunctionsGateway, regions = ['us-east-1', 'eu-west-1']) {
  return readFunctions({ account: ACCOUNT, regions, gateway, redactVariables, progress: silent });
}

function answering(...functions: readonly FunctionConfiguration[]): () => FunctionsGateway {
  return () => ({ functions: () => listOf(functions), tags: () => Promise.resolve({ owner: 'payments' }) });
}

describe('functions', () => {
  it('are kept with their environments redacted, and tags where something was found', async () => {
    const part = await read(smallAccount().functions);
    expect(part.status).toBe('complete');
    expect(part.items).toEqual([
      {
        FunctionName: 'mailer',
        FunctionArn: FUNCTION_ARN,
        Environment: {
          Variables: {
            AWS_SECRET_ACCESS_KEY: { redacted: true, length: CANARY.length, rules: ['long'] },
            AWS_ACCESS_KEY_ID: { redacted: true, length: 20, rules: [] },
          },
        },
        Tags: { owner: 'payments' },
      },
    ]);
  });

  it('keep nothing in which a value may lie', async () => {
    const part = await read(
      answering({
        FunctionArn: FUNCTION_ARN,
        FunctionName: 'x',
        Description: CANARY,
        ImageConfigResponse: {
          ImageConfig: { Command: [CANARY], EntryPoint: [CANARY] },
          Error: { Message: CANARY },
        },
        Environment: { Variables: { A: CANARY }, Error: { ErrorCode: CANARY, Message: CANARY } },
        StateReason: CANARY,
        LastUpdateStatusReason: CANARY,
      }),
      ['eu-west-1'],
    );
    expect(JSON.stringify(part)).not.toContain('CANARY');
  });

  it('without an environment, or without anything in it, are not asked for tags', async () => {
    const part = await read(
      answering(
        { FunctionArn: `${FUNCTION_ARN}-1` },
        { FunctionArn: `${FUNCTION_ARN}-2`, Environment: { Variables: { STAGE: 'prod' } } },
      ),
      ['eu-west-1'],
    );
    expect(part.items).toEqual([
      { FunctionArn: `${FUNCTION_ARN}-1` },
      {
        FunctionArn: `${FUNCTION_ARN}-2`,
        Environment: { Variables: { STAGE: { redacted: true, length: 4, rules: [] } } },
      },
    ]);
  });

  it('that share their role are asked for tags, which tell in which environments it is used', async () => {
    const [shared, own] = ['arn:aws:iam::111122223333:role/shared', 'arn:aws:iam::111122223333:role/own'];
    const part = await read(
      answering(
        { FunctionArn: `${FUNCTION_ARN}-1`, Role: shared },
        { FunctionArn: `${FUNCTION_ARN}-2`, Role: own },
        { FunctionArn: `${FUNCTION_ARN}-3`, Role: shared },
        { FunctionArn: `${FUNCTION_ARN}-4` },
        { FunctionArn: `${FUNCTION_ARN}-5` },
      ),
      ['eu-west-1'],
    );
    const tags = { owner: 'payments' };
    expect(part.items.map((item) => (item as { Tags?: object }).Tags)).toEqual([
      tags,
      undefined,
      tags,
      undefined,
      undefined,
    ]);
  });

  it('whose environment Lambda could not decrypt are a gap of the function', async () => {
    const part = await read(
      answering({
        FunctionArn: FUNCTION_ARN,
        Environment: { Error: { ErrorCode: 'AccessDeniedException', Message: 'not yours' } },
      }),
      ['eu-west-1'],
    );
    expect(part.status).toBe('partial');
    expect(part.items).toMatchObject([{ Environment: { Error: { ErrorCode: 'AccessDeniedException' } } }]);
    expect(part.gaps).toMatchObject([
      {
        scope: { account: ACCOUNT, region: 'eu-west-1', subject: FUNCTION_ARN },
        missing: 'kms:Decrypt',
        facts: ['function-environments'],
      },
    ]);
  });

  it('whose tags are refused are named', async () => {
    const part = await read((region) => ({
      ...smallAccount().functions(region),
      tags: () => Promise.reject(sdkError('AccessDeniedException')),
    }));
    expect(part.items).toHaveLength(1);
    expect(part.gaps).toMatchObject([
      {
        scope: { account: ACCOUNT, region: 'eu-west-1', subject: FUNCTION_ARN },
        missing: 'lambda:ListTags',
        facts: ['functions'],
      },
    ]);
  });

  it('of a Region that refuses are a gap of that Region', async () => {
    const part = await read(() => ({
      functions: () => listOf<never>(sdkError('AccessDeniedException')),
      tags: () => Promise.resolve({}),
    }));
    expect(part.status).toBe('unread');
    expect(part.gaps.map(({ scope }) => scope)).toEqual([
      { account: ACCOUNT, region: 'us-east-1' },
      { account: ACCOUNT, region: 'eu-west-1' },
    ]);
    expect(part.gaps[0]).toMatchObject({
      missing: 'lambda:ListFunctions',
      facts: ['functions', 'function-environments'],
    });
  });
});
