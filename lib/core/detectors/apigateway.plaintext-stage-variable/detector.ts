import { plaintextIn } from '../plaintext.ts';

export const plaintextInStage = plaintextIn({
  id: 'apigateway.plaintext-stage-variable',
  title: 'Credential lies in the open in a stage variable of an API',
  reads: ['stage-variables'],
  workloads: ['AWS::ApiGateway::Stage', 'AWS::ApiGatewayV2::Stage'],
  noun: 'stage variable',
  remedy:
    'Rotate it, for everybody who may read the API has had it, and exports and logs of its requests may hold it; let the integration read it from Secrets Manager, or sign with a role in its place, then take the variable out of every stage.',
});
