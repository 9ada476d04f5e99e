import type { WorldFunction, WorldRole } from '../../lab/world.ts';
import { CANARIES } from './canaries.ts';

const ACCOUNT = '111122223333';

const LAMBDA_TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

function allow(actions: readonly string[], resource: string): Readonly<Record<string, object>> {
  return {
    work: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: resource }] },
  };
}

export const linkedServices: readonly string[] = ['ops.apigateway.amazonaws.com'];

export const roles: readonly WorldRole[] = [
  {
    name: 'checkout-api',
    age: 280,
    usedDaysAgo: 0.1,
    region: 'us-east-1',
    tags: { owner: 'sofia.rossi@smallshop.example', environment: 'prod' },
    trust: LAMBDA_TRUST,
    inline: allow(['secretsmanager:GetSecretValue'], `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:shop/checkout/*`),
  },
  {
    name: 'label-service',
    age: 21,
    usedDaysAgo: 1,
    region: 'us-east-1',
    tags: { owner: 'hugo.lind@smallshop.example', environment: 'prod' },
    trust: LAMBDA_TRUST,
    inline: allow(['logs:CreateLogStream', 'logs:PutLogEvents'], '*'),
  },
  {
    name: 'report-export',
    age: 61,
    usedDaysAgo: 0.4,
    region: 'eu-west-1',
    tags: { owner: 'noah.jensen@smallshop.example', environment: 'prod' },
    trust: LAMBDA_TRUST,
    inline: allow(['athena:StartQueryExecution', 's3:GetObject'], '*'),
  },
  {
    name: 'image-tools',
    age: 200,
    usedDaysAgo: 0.3,
    region: 'eu-west-1',
    tags: { owner: 'daniel.kim@smallshop.example', environment: 'prod' },
    trust: LAMBDA_TRUST,
    inline: allow(['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::smallshop-images/*'),
    wrongs: ['trust.shared-across-environments'],
    why: 'the staging function runs with the role of production',
  },
  {
    name: 'bastion',
    age: 150,
    usedDaysAgo: 0.5,
    region: 'eu-west-1',
    tags: { owner: 'hugo.lind@smallshop.example', environment: 'prod' },
    trust: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    inline: allow(['ssm:UpdateInstanceInformation', 'logs:PutLogEvents'], '*'),
  },
  {
    name: 'till-service',
    age: 80,
    usedDaysAgo: 0.2,
    region: 'us-east-1',
    tags: { owner: 'hugo.lind@smallshop.example', environment: 'prod' },
    trust: LAMBDA_TRUST,
    inline: allow(['logs:CreateLogStream', 'logs:PutLogEvents'], '*'),
    why: 'near miss: prod and Production are one environment',
  },
];

export const functions: readonly WorldFunction[] = [
  {
    name: 'label-service',
    region: 'us-east-1',
    role: 'label-service',
    tags: { owner: 'hugo.lind@smallshop.example', environment: 'prod' },
    environment: {
      LOG_LEVEL: 'info',
      AWS_KEY_FOR_PRINTER: { keyOf: 'label-printer' },
      AWS_SECRET_FOR_PRINTER: CANARIES.labelPrinterSecretKey,
      DB_PASSWORD: CANARIES.labelDatabasePassword,
      DATABASE_URL: CANARIES.labelDatabaseUrl,
    },
    wrongs: ['lambda.plaintext-credential'],
    why: 'an access key, a password and a database URL, readable by everyone who may list functions',
  },
  {
    name: 'checkout-api',
    region: 'us-east-1',
    role: 'checkout-api',
    tags: { owner: 'sofia.rossi@smallshop.example', environment: 'prod' },
    environment: {
      DB_SECRET_ARN: `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:shop/checkout/database`,
      DB_PASSWORD_SECRET_NAME: 'shop/checkout/database',
      DATABASE_URL: 'postgres://checkout@checkout.db.smallshop.example:5432/shop',
      TOKEN_TTL_SECONDS: '3600',
    },
    why: 'near miss: an ARN, a secret’s name, a URL without a password, and a number called token',
  },
  {
    name: 'report-export',
    region: 'eu-west-1',
    role: 'report-export',
    tags: { owner: 'noah.jensen@smallshop.example', environment: 'prod' },
    environment: {
      EXPORT_BUCKET: 'smallshop-reports-eu',
      KMS_KEY_ID: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/3f0c2b7e-8f55-4c1d-9a53-0d1f7b6e2a11`,
      PASSWORD_PARAMETER: '/shop/reports/password',
    },
    why: 'near miss: names of places where secrets are kept',
  },
  {
    name: 'image-resize',
    region: 'eu-west-1',
    role: 'image-tools',
    tags: { owner: 'daniel.kim@smallshop.example', environment: 'prod' },
    environment: { IMAGE_BUCKET: 'smallshop-images' },
    why: 'near miss: nothing but the name of a bucket',
  },
  {
    name: 'image-resize-staging',
    region: 'eu-west-1',
    role: 'image-tools',
    tags: { owner: 'daniel.kim@smallshop.example', environment: 'staging' },
    environment: { IMAGE_BUCKET: 'smallshop-images-staging' },
    why: 'near miss: the role is the shared one, not what the function holds',
  },
  {
    name: 'till-orders',
    region: 'us-east-1',
    role: 'till-service',
    tags: { owner: 'hugo.lind@smallshop.example', environment: 'prod' },
    environment: { AWS_KEY_FOR_TILLS: { keyOf: 'till-terminal' }, GIFT_KEY: { keyOf: 'gift-cards' }, GIFT_KEY_BACKUP: { keyOf: 'gift-cards' } },
    why: 'near miss: the id of a key is no secret',
  },
  {
    name: 'till-receipts',
    region: 'us-east-1',
    role: 'till-service',
    tags: { owner: 'hugo.lind@smallshop.example', environment: 'Production' },
    environment: { AWS_KEY_FOR_TILLS: { keyOf: 'till-terminal' } },
    why: 'near miss: the id of a key is no secret',
  },
];
