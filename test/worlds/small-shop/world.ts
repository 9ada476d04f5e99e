import type { World } from '../../lab/world.ts';
import { people } from './people.ts';
import { secrets } from './secrets.ts';
import { users } from './users.ts';
import { applications } from './applications.ts';
import { configurations } from './configurations.ts';
import { identityProviders, trustedRoles } from './trusts.ts';
import { functions, linkedServices, roles } from './workloads.ts';

export { CANARIES } from './canaries.ts';

/** The moment that the files in this folder are of: every date in them counts from here. */
export const AS_OF = '2026-11-20T03:00:00.000Z';

/** A part of what AWS denies to the user of a leaked key. Its own policy is known by its ARN. */
const QUARANTINE = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Deny',
      Action: ['iam:CreateAccessKey', 'iam:AttachUserPolicy', 'iam:CreateUser', 'ec2:RunInstances', 'lambda:CreateFunction'],
      Resource: '*',
    },
  ],
};

/**
 * The AWS account of a small web shop. It holds every wrong that a sweep finds, and beside each a near miss that
 * must pass; what each part is for stands in its `why`.
 */
export const smallShop: World = {
  account: '111122223333',
  regions: ['us-east-1', 'eu-west-1'],
  people,
  awsPolicies: [{ arn: 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3', document: QUARANTINE }],
  managedPolicies: [
    {
      name: 'ContractorBoundary',
      document: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: ['s3:Get*', 's3:List*', 'cloudwatch:Get*'], Resource: '*' }],
      },
    },
    { name: 'AWSCompromisedKeyQuarantineV3', document: QUARANTINE },
    {
      name: 'StaffRead',
      document: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: ['s3:Get*', 's3:List*', 'cloudwatch:Get*', 'dynamodb:Describe*'], Resource: '*' }],
      },
    },
    {
      name: 'SiteDeploy',
      document: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: ['lambda:UpdateFunctionCode', 'lambda:GetFunction', 'cloudfront:CreateInvalidation', 's3:PutObject'],
            Resource: '*',
          },
        ],
      },
    },
  ],
  groups: [
    { name: 'platform-admins', attached: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
    { name: 'shop-staff', attached: ['StaffRead'] },
  ],
  roles: [...roles, ...trustedRoles],
  identityProviders,
  linkedServices,
  users,
  root: {
    key: {
      age: 60,
      use: {
        daysAgo: 9,
        region: 'us-east-1',
        calls: ['s3:ListBuckets'],
        ip: '198.51.100.7',
        agent: 'aws-cli/2.27.1 md/awscrt#0.26.1 ua/2.1 os/macos#24.5.0',
      },
      wrongs: ['iam.root-access-key'],
      why: 'made to fix a bucket policy one evening, and still there',
    },
  },
  secrets,
  functions,
  configurations: [...configurations, ...applications],
  exposures: [
    {
      keyOf: 'loyalty-mailer',
      daysAgo: 6,
      source: 'public repository scan',
      note: 'found in the history of smallshop/loyalty-templates',
    },
  ],
};
