import { APIGatewayClient, GetRestApisCommand, GetStagesCommand } from '@aws-sdk/client-api-gateway';
import {
  ApiGatewayV2Client,
  GetApisCommand,
  GetStagesCommand as GetHttpStagesCommand,
} from '@aws-sdk/client-apigatewayv2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { stageVariables } from '../../../lib/sources/stage-variables/index.ts';
import { sdkError } from '../../aws/sdk-errors.ts';
import { part } from '../files/export-builder.ts';
import { liveContext, MANIFEST } from '../live-context.ts';

const CANARY = 'NIGHTWARDENCANARY-hunter2-x9';
const API = 'arn:aws:apigateway:eu-west-1::/restapis/a1b2c3';
const HTTP_API = 'arn:aws:apigateway:eu-west-1::/apis/d4e5f6';
const restStage = (fields: object = {}) => ({
  stageName: 'live',
  description: CANARY,
  variables: { host: 'db.example', apiKey: CANARY },
  tags: { owner: 'shop' },
  ...fields,
});
const httpStage = (fields: object = {}) => ({
  StageName: '$default',
  StageVariables: { apiKey: CANARY },
  Tags: { owner: 'shop' },
  ...fields,
});
const rest = (fields: object = {}) => ({
  RestApiId: 'a1b2c3',
  Region: 'eu-west-1',
  Name: 'shop',
  item: [restStage()],
  ...fields,
});
const http = (fields: object = {}) => ({
  ApiId: 'd4e5f6',
  Region: 'eu-west-1',
  Items: [httpStage()],
  ...fields,
});
const parse = (...items: readonly unknown[]) => stageVariables.parse(part('stages.json', items), MANIFEST);
const found = { redacted: true, length: CANARY.length, rules: ['secret-named-value'] };

describe('what is kept of stages', () => {
  it('are names, tags and redacted variables', async () => {
    expect(await stageVariables.keep(rest())).toEqual({
      RestApiId: 'a1b2c3',
      Region: 'eu-west-1',
      Name: 'shop',
      item: [
        {
          stageName: 'live',
          variables: { host: { redacted: true, length: 10, rules: [] }, apiKey: found },
          tags: { owner: 'shop' },
        },
      ],
    });
    expect(await stageVariables.keep(http())).toMatchObject({
      Items: [{ StageVariables: { apiKey: found } }],
    });
  });

  it.each`
    why                            | answer
    ${'in place of the stages'}    | ${rest({ item: CANARY })}
    ${'in place of a stage'}       | ${rest({ item: [CANARY, [CANARY]] })}
    ${'in place of the variables'} | ${rest({ item: [restStage({ variables: CANARY, tags: CANARY })] })}
    ${'in a variable of no text'}  | ${http({ Items: [httpStage({ StageVariables: { a: { b: CANARY } }, Tags: { a: [CANARY] } })] })}
    ${'in names that are no text'} | ${rest({ Name: { a: CANARY }, RestApiId: [CANARY] })}
    ${'beside the stages'}         | ${rest({ more: CANARY })}
  `('is nothing that lies $why', async ({ answer }) => {
    expect(JSON.stringify(await stageVariables.keep(answer))).not.toContain('CANARY');
  });

  it.each([rest(), http()])('stays as it is when it is kept again', async (answer) => {
    const once = await stageVariables.keep(answer);
    expect(await stageVariables.keep(once as Record<string, unknown>)).toEqual(once);
  });
});

describe('stages', () => {
  it('are workloads, each with its ARN, its tags and its variables', async () => {
    const { workloads, gaps } = parse(await stageVariables.keep(rest()), await stageVariables.keep(http()));
    expect(gaps).toEqual([]);
    expect(workloads).toEqual([
      {
        arn: `${API}/stages/live`,
        type: 'AWS::ApiGateway::Stage',
        name: 'shop/live',
        region: 'eu-west-1',
        tags: { owner: 'shop' },
        environment: {
          state: 'read',
          variables: [
            { name: 'host', length: 10, rules: [] },
            { name: 'apiKey', length: CANARY.length, rules: ['secret-named-value'] },
          ],
        },
      },
      expect.objectContaining({
        arn: `${HTTP_API}/stages/$default`,
        type: 'AWS::ApiGatewayV2::Stage',
        name: 'd4e5f6/$default',
      }),
    ]);
  });

  it.each`
    why                              | answer                                                        | reason
    ${'of an API without a Region'}  | ${rest({ Region: undefined })}                                | ${'[0]: expected an Arn or a Region beside API a1b2c3, got neither'}
    ${'of an API that is not named'} | ${rest({ RestApiId: undefined })}                             | ${'[0].RestApiId: expected text, got nothing'}
    ${'that are no list'}            | ${http({ Items: 'a' })}                                       | ${'[0].Items: expected array, got string'}
    ${'with variables of no kind'}   | ${rest({ item: [restStage({ variables: 7 })] })}              | ${'[0].item[0].variables: expected object, got number'}
    ${'with a variable of no text'}  | ${http({ Items: [httpStage({ StageVariables: { a: 7 } })] })} | ${'[0].Items[0].StageVariables.a: expected object, got number'}
  `('$why are a gap, and never clean', async ({ answer, reason }) => {
    const { workloads, gaps } = parse(await stageVariables.keep(answer));
    expect(workloads).toEqual([]);
    expect(gaps).toMatchObject([{ reason: `stages.json: ${reason}`, facts: ['stage-variables'] }]);
  });
});

describe('live', () => {
  const v1 = mockClient(APIGatewayClient);
  const v2 = mockClient(ApiGatewayV2Client);
  beforeEach(() => {
    v1.reset();
    v2.reset();
    v1.on(GetRestApisCommand, { limit: 500 }).resolves({
      items: [{ id: 'a1b2c3', name: 'shop' }],
      position: 'p',
    });
    v1.on(GetRestApisCommand, { limit: 500, position: 'p' }).resolves({
      items: [{ id: 'gone', name: 'gone' }],
    });
    v1.on(GetStagesCommand).rejects(sdkError('NotFoundException'));
    v1.on(GetStagesCommand, { restApiId: 'a1b2c3' }).resolves({ item: [restStage()] });
    v2.on(GetApisCommand).resolves({ Items: [{ ApiId: 'd4e5f6', Name: 'events' } as never] });
    v2.on(GetHttpStagesCommand, { ApiId: 'd4e5f6', MaxResults: '500' }).resolves({
      Items: [httpStage()],
      NextToken: 't',
    });
    v2.on(GetHttpStagesCommand, { ApiId: 'd4e5f6', MaxResults: '500', NextToken: 't' }).resolves({
      Items: [httpStage({ StageName: 'beta' })],
    });
  });

  it('reads every stage of both kinds of API, to the last page, redacted', async () => {
    const read = await stageVariables.read(liveContext());
    expect(read).toMatchObject({ status: 'complete', gaps: [], origin: 'apigateway:GET' });
    expect(parse(...read.items).workloads?.map(({ name }) => name)).toEqual([
      'shop/live',
      'events/$default',
      'events/beta',
    ]);
    expect(JSON.stringify(read)).not.toContain('CANARY');
  });

  it('tells an API whose stages were denied', async () => {
    v1.on(GetStagesCommand, { restApiId: 'a1b2c3' }).rejects(sdkError('AccessDeniedException'));
    expect(await stageVariables.read(liveContext())).toMatchObject({
      status: 'partial',
      gaps: [
        {
          scope: { region: 'eu-west-1', subject: API },
          missing: 'apigateway:GET',
          facts: ['stage-variables'],
        },
      ],
      items: [{ ApiId: 'd4e5f6' }],
    });
  });

  it.each(['AccessDeniedException', 'UnrecognizedClientException'])(
    'tells a Region that answers %s, and reads the others',
    async (code) => {
      v1.on(GetRestApisCommand).rejectsOnce(sdkError(code)).resolves({ items: [] });
      const read = await stageVariables.read(liveContext(['eu-west-1', 'us-east-1']));
      expect(read).toMatchObject({ status: 'partial', gaps: [{ missing: 'apigateway:GET' }] });
      v1.on(GetRestApisCommand).rejects(sdkError(code));
      expect(await stageVariables.read(liveContext())).toMatchObject({ status: 'unread' });
    },
  );
});
