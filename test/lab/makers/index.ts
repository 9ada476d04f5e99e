import { agentApiKey, agentClient } from './agent-credentials.ts';
import { apiKey, appSyncKey } from './api-keys.ts';
import { httpStage, restStage } from './api-stage.ts';
import { buildProject } from './build-project.ts';
import { eventConnection, glueConnection, sourceCredential } from './connections.ts';
import { glueJob } from './glue-job.ts';
import { clientSecret, deviceCertificate } from './identities.ts';
import { instance } from './instance.ts';
import type { Maker } from './maker.ts';
import { parameter } from './parameter.ts';
import { serviceSpecificCredential } from './service-specific-credential.ts';
import { signingCertificate } from './signing-certificate.ts';
import { sshKey } from './ssh-key.ts';
import { stack } from './stack.ts';
import { stateMachine } from './state-machine.ts';
import { taskDefinition } from './task-definition.ts';

/** By the name of the CloudFormation type; what CloudFormation can't make has a name in its manner. */
export const MAKERS = {
  'AWS::ECS::TaskDefinition': taskDefinition,
  'AWS::CodeBuild::Project': buildProject,
  'AWS::CloudFormation::Stack': stack,
  'AWS::SSM::Parameter': parameter,
  'AWS::EC2::Instance': instance,
  'AWS::IAM::SSHPublicKey': sshKey,
  'AWS::IAM::SigningCertificate': signingCertificate,
  'AWS::IAM::ServiceSpecificCredential': serviceSpecificCredential,
  'AWS::ApiGateway::ApiKey': apiKey,
  'AWS::AppSync::ApiKey': appSyncKey,
  'AWS::CodeBuild::SourceCredential': sourceCredential,
  'AWS::Events::Connection': eventConnection,
  'AWS::Glue::Connection': glueConnection,
  'AWS::Cognito::UserPoolClient': clientSecret,
  'AWS::IoT::Certificate': deviceCertificate,
  'AWS::BedrockAgentCore::ApiKeyCredentialProvider': agentApiKey,
  'AWS::BedrockAgentCore::OAuth2CredentialProvider': agentClient,
  'AWS::ApiGateway::Stage': restStage,
  'AWS::ApiGatewayV2::Stage': httpStage,
  'AWS::Glue::Job': glueJob,
  'AWS::StepFunctions::StateMachine': stateMachine,
} as const satisfies Readonly<Record<string, Maker>>;
export type MakerType = keyof typeof MAKERS;
