import type { Fact } from './facts.ts';

/** What holds an application's credential, by the name of its CloudFormation type, and what people call the credential. */
export const APPLICATION_NOUNS = {
  'AWS::ApiGateway::ApiKey': 'API Gateway key',
  'AWS::AppSync::ApiKey': 'AppSync key',
  'AWS::CodeBuild::SourceCredential': 'source credential',
  'AWS::Events::Connection': 'connection',
  'AWS::Glue::Connection': 'Glue connection',
  'AWS::Cognito::UserPoolClient': 'client secret',
  'AWS::IoT::Certificate': 'device certificate',
  'AWS::BedrockAgentCore::ApiKeyCredentialProvider': 'API key of an agent',
  'AWS::BedrockAgentCore::OAuth2CredentialProvider': 'client secret of an agent',
} as const;
export type ApplicationCredentialType = keyof typeof APPLICATION_NOUNS;

/** The fact that tells of each: one a service, so that a service that is denied hides none of the others. */
export const APPLICATION_FACTS: Readonly<Record<ApplicationCredentialType, Fact>> = {
  'AWS::ApiGateway::ApiKey': 'api-keys',
  'AWS::AppSync::ApiKey': 'appsync-keys',
  'AWS::CodeBuild::SourceCredential': 'source-credentials',
  'AWS::Events::Connection': 'event-connections',
  'AWS::Glue::Connection': 'glue-connections',
  'AWS::Cognito::UserPoolClient': 'client-secrets',
  'AWS::IoT::Certificate': 'device-certificates',
  'AWS::BedrockAgentCore::ApiKeyCredentialProvider': 'agent-credentials',
  'AWS::BedrockAgentCore::OAuth2CredentialProvider': 'agent-credentials',
};
