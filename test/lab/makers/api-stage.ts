import {
  APIGatewayClient,
  CreateDeploymentCommand,
  CreateRestApiCommand,
  CreateStageCommand,
} from '@aws-sdk/client-api-gateway';
import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateStageCommand as CreateHttpStageCommand,
} from '@aws-sdk/client-apigatewayv2';
import type { Maker } from './maker.ts';

/** A REST API with one stage; its name is `api/stage`. */
export const restStage: Maker = async (config, { name, region, tags, values }) => {
  const client = new APIGatewayClient(config);
  const [api, stage] = name.split('/');
  const { id: restApiId } = await client.send(new CreateRestApiCommand({ name: api }));
  const { id: deploymentId } = await client.send(new CreateDeploymentCommand({ restApiId }));
  await client.send(
    new CreateStageCommand({
      restApiId,
      stageName: stage,
      deploymentId,
      variables: { ...values },
      tags: { ...tags },
    }),
  );
  return restApiId && `arn:aws:apigateway:${region}::/restapis/${restApiId}/stages/${stage}`;
};

/** An HTTP API with one stage; its name is `api/stage`. */
export const httpStage: Maker = async (config, { name, region, tags, values }) => {
  const client = new ApiGatewayV2Client(config);
  const [Name, StageName] = name.split('/');
  const { ApiId } = await client.send(new CreateApiCommand({ Name, ProtocolType: 'HTTP' }));
  await client.send(
    new CreateHttpStageCommand({ ApiId, StageName, StageVariables: { ...values }, Tags: { ...tags } }),
  );
  return ApiId && `arn:aws:apigateway:${region}::/apis/${ApiId}/stages/${StageName}`;
};
