import type { Fact } from '../model/gap.ts';

/** Where each fact comes from: the IAM action that reads it, or the option that gives it. */
export const FACT_SOURCES: Readonly<Record<Fact, string>> = {
  users: 'iam:GetAccountAuthorizationDetails',
  policies: 'iam:GetAccountAuthorizationDetails',
  roles: 'iam:GetAccountAuthorizationDetails',
  'access-keys': 'iam:ListAccessKeys',
  'last-used': 'iam:GetAccessKeyLastUsed',
  root: 'iam:GetCredentialReport',
  secrets: 'secretsmanager:ListSecrets',
  functions: 'lambda:ListFunctions',
  'function-environments': 'lambda:GetFunctionConfiguration',
  usage: 'cloudtrail:LookupEvents',
  roster: '--roster',
  exposures: '--exposures',
};
