import type { WorldConfiguration } from '../../lab/world.ts';
import { CANARIES } from './canaries.ts';

const platform = { owner: 'platform', environment: 'prod' };
const checkout = { owner: 'checkout', environment: 'prod' };
const data = { owner: 'data', environment: 'prod' };

/** What applications sign in with. */
export const applications: readonly WorldConfiguration[] = [
  {
    type: 'AWS::ApiGateway::ApiKey',
    name: 'partner-feed',
    region: 'us-east-1',
    age: 540,
    tags: platform,
    values: { value: CANARIES.partnerFeedKey },
    wrongs: ['application.old-credential'],
    why: 'handed to a partner long ago and never changed',
  },
  {
    type: 'AWS::ApiGateway::ApiKey',
    name: 'storefront-app',
    region: 'us-east-1',
    age: 365,
    tags: platform,
    values: { value: CANARIES.storefrontAppKey },
    why: 'near miss: on the limit of 365 days',
  },
  {
    type: 'AWS::AppSync::ApiKey',
    name: 'store-finder',
    region: 'eu-west-1',
    tags: checkout,
    values: { expiresInDays: '200' },
    why: 'near miss: AppSync does not tell its age, and it ends by itself',
  },
  {
    type: 'AWS::CodeBuild::SourceCredential',
    name: 'github',
    region: 'us-east-1',
    tags: {},
    values: { token: CANARIES.sourceToken },
    why: 'near miss: a token of which CodeBuild tells neither age nor use',
  },
  {
    type: 'AWS::Events::Connection',
    name: 'returns-partner',
    region: 'us-east-1',
    age: 300,
    tags: {},
    values: { value: CANARIES.returnsPartnerKey, state: 'DEAUTHORIZED' },
    wrongs: ['application.unused-third-party'],
    why: 'the partner was left behind, and the connection cut but kept',
  },
  {
    type: 'AWS::Events::Connection',
    name: 'loyalty-crm',
    region: 'us-east-1',
    age: 200,
    tags: {},
    values: { value: CANARIES.loyaltyCrmKey, usedDaysAgo: '2' },
    why: 'near miss: its value was read two days ago',
  },
  {
    type: 'AWS::Glue::Connection',
    name: 'orders-etl',
    region: 'eu-west-1',
    age: 120,
    tags: data,
    values: { password: CANARIES.etlPassword },
    why: 'near miss: a password of its own, changed this year',
  },
  {
    type: 'AWS::Cognito::UserPoolClient',
    name: 'staff-portal',
    region: 'eu-west-1',
    age: 180,
    tags: platform,
    values: {},
    why: 'near miss: a client secret of half a year',
  },
  {
    type: 'AWS::IoT::Certificate',
    name: 'label-printer',
    region: 'eu-west-1',
    age: 730,
    tags: {},
    values: {},
    why: 'near miss: a device, on the limit of 730 days',
  },
  {
    type: 'AWS::BedrockAgentCore::ApiKeyCredentialProvider',
    name: 'support-agent-search',
    region: 'us-east-1',
    age: 60,
    tags: platform,
    values: { value: CANARIES.agentSearchKey },
    why: 'near miss: an agent’s key, two months old',
  },
  {
    type: 'AWS::BedrockAgentCore::OAuth2CredentialProvider',
    name: 'support-agent-github',
    region: 'us-east-1',
    age: 60,
    tags: platform,
    values: { value: CANARIES.agentClientSecret },
    why: 'near miss: an agent’s client at GitHub, two months old',
  },
];
