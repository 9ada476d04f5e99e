import type { WorldReach, WorldUse, WorldUser } from '../../lab/world.ts';
import { CANARIES } from './canaries.ts';

const CLI = 'aws-cli/2.27.1 md/awscrt#0.26.1 ua/2.1 os/linux#6.1.0 md/arch#x86_64 lang/python#3.13.3';
const NODE_SDK = 'aws-sdk-js/3.883.0 ua/2.1 os/linux#6.1.0 lang/js md/nodejs#22.18.0';
const DESKTOP_CLIENT = 'Cyberduck/9.1.2 (Mac OS X/15.1) (aarch64)';
const SHOP_SERVER = '203.0.113.20';
const OFFICE = '198.51.100.7';

function allow(...actions: string[]): Readonly<Record<string, object>> {
  return {
    work: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] },
  };
}

/** Daily work of a server, last seen a few hours ago unless said otherwise. */
function work(calls: WorldUse['calls'], more: Partial<WorldUse> = {}): WorldUse {
  return { daysAgo: 0.2, every: 1, times: 3, region: 'us-east-1', calls, ip: SHOP_SERVER, agent: NODE_SDK, ...more };
}

const services: readonly WorldUser[] = [
  {
    name: 'ci-deploy',
    age: 400,
    tags: { owner: 'platform', environment: 'prod' },
    attached: ['SiteDeploy'],
    keys: [
      {
        age: 200,
        use: work(['lambda:UpdateFunctionCode20150331v2', 'lambda:GetFunction20150331v2', 'cloudfront:CreateInvalidation'], {
          times: 24,
          every: 0.5,
          ip: '192.0.2.61',
          agent: CLI,
        }),
        wrongs: ['iam.old-access-key'],
        why: 'the pipeline deploys with it every day: old, in use, and an outage if it simply went',
      },
    ],
  },
  {
    name: 'checkout-service',
    age: 300,
    tags: { owner: 'sofia.rossi@smallshop.example', environment: 'prod' },
    inline: allow('dynamodb:PutItem', 'sqs:SendMessage', 'secretsmanager:GetSecretValue'),
    keys: [
      {
        age: 90,
        use: work(['secretsmanager:GetSecretValue', 'dynamodb:DescribeTable']),
        why: 'near miss: on the limit of 90 days is still fine',
      },
    ],
  },
  {
    name: 'nightly-report',
    age: 350,
    tags: { owner: 'noah.jensen@smallshop.example', environment: 'prod' },
    inline: allow('athena:StartQueryExecution', 's3:GetObject'),
    keys: [
      {
        age: 80,
        use: work(['athena:StartQueryExecution'], { daysAgo: 60, region: 'eu-west-1' }),
        wrongs: ['iam.unused-access-key'],
        why: 'the report moved to a role 60 days ago, and the key stayed',
      },
    ],
  },
  {
    name: 'inventory-sync',
    age: 350,
    tags: { owner: 'hugo.lind@smallshop.example', environment: 'prod' },
    inline: allow('dynamodb:BatchWriteItem'),
    keys: [
      {
        age: 80,
        use: work(['dynamodb:DescribeTable'], { daysAgo: 45 }),
        why: 'near miss: unused for exactly 45 days',
      },
    ],
  },
  {
    name: 'payments-webhook',
    age: 200,
    tags: { owner: 'clara.dubois@smallshop.example', environment: 'prod' },
    inline: allow('sqs:SendMessage', 'kms:Decrypt'),
    keys: [
      {
        age: 70,
        use: work(['kms:Decrypt'], { ip: '203.0.113.31' }),
        wrongs: ['iam.several-active-access-keys'],
        why: 'a rotation that was never finished: the old key still works',
      },
      {
        age: 12,
        use: work(['kms:Decrypt'], { daysAgo: 0.1 }),
        why: 'near miss: the newer of two active keys, the one to keep',
      },
    ],
  },
  {
    name: 'stock-feed',
    age: 260,
    tags: { owner: 'logistics', environment: 'prod' },
    inline: allow('s3:PutObject'),
    keys: [
      { age: 25, use: work(['s3:ListBuckets']), why: 'near miss: the only active one of two keys' },
      { age: 220, status: 'Inactive', use: work(['s3:ListBuckets'], { daysAgo: 26 }), why: 'near miss: rotated away' },
    ],
  },
  {
    name: 'label-printer',
    age: 21,
    tags: { owner: 'hugo.lind@smallshop.example', environment: 'prod' },
    inline: allow('s3:GetObject'),
    keys: [{ age: 20, wrongs: ['iam.never-used-access-key'], why: 'made for a printer that never called, and handed to a function' }],
  },
  {
    name: 'returns-bot',
    age: 7,
    tags: { owner: 'daniel.kim@smallshop.example', environment: 'staging' },
    inline: allow('sqs:ReceiveMessage'),
    keys: [{ age: 7, why: 'near miss: never used, still within its grace of 7 days' }],
  },
  {
    name: 'legacy-ftp',
    age: 700,
    tags: {},
    inline: allow('s3:PutObject', 's3:GetObject'),
    keys: [
      {
        age: 75,
        use: work(['s3:ListBuckets'], { daysAgo: 2, ip: '192.0.2.200', agent: 'Boto3/1.9.42 Python/2.7.18 Linux/4.9.0' }),
        wrongs: ['trust.ownerless-credential'],
        why: 'nobody knows whose it is, and something calls with it every day',
      },
    ],
  },
  {
    name: 'newsletter-export',
    age: 150,
    tags: { team: 'marketing', environment: 'prod' },
    inline: allow('s3:GetObject'),
    keys: [{ age: 40, use: work(['s3:ListBuckets'], { daysAgo: 1 }), why: 'near miss: no person, but a team of the roster' }],
  },
];

const habits: readonly WorldUser[] = [
  {
    name: 'tax-export',
    age: 340,
    tags: { owner: 'noah.jensen@smallshop.example', environment: 'prod' },
    inline: allow('s3:GetObject'),
    keys: [
      {
        age: 330,
        status: 'Inactive',
        use: work(['s3:ListBuckets'], { daysAgo: 150 }),
        wrongs: ['iam.inactive-access-key'],
        why: 'deactivated when the export moved, and never deleted',
      },
    ],
  },
  {
    name: 'price-import',
    age: 340,
    tags: { owner: 'priya.nair@smallshop.example', environment: 'prod' },
    inline: allow('dynamodb:BatchWriteItem'),
    keys: [
      {
        age: 84,
        use: work(['dynamodb:DescribeTable'], { daysAgo: 4, every: 2 }),
        lastUseInIam: 60,
        wrongs: ['iam.stale-key-in-use'],
        why: 'IAM last saw it two months ago, CloudTrail this week: whoever goes by IAM cuts the import',
      },
    ],
  },
  {
    name: 'seller-import',
    age: 340,
    tags: { owner: 'priya.nair@smallshop.example', environment: 'prod' },
    inline: allow('dynamodb:BatchWriteItem'),
    keys: [
      {
        age: 84,
        use: work(['dynamodb:DescribeTable'], { daysAgo: 4, every: 2 }),
        lastUseInIam: 45,
        why: 'near miss: IAM lags behind, and does not call it stale on the limit of 45 days',
      },
    ],
  },
  {
    name: 'till-terminal',
    age: 90,
    tags: { owner: 'hugo.lind@smallshop.example', environment: 'prod' },
    inline: allow('sqs:SendMessage'),
    keys: [
      {
        age: 33,
        use: work(['kms:Decrypt'], { daysAgo: 1, ip: '203.0.113.40' }),
        wrongs: ['trust.copied-credential'],
        why: 'one key for the tills and for the receipts',
      },
    ],
  },
  {
    name: 'gift-cards',
    age: 90,
    tags: { owner: 'clara.dubois@smallshop.example', environment: 'prod' },
    inline: allow('sqs:SendMessage'),
    keys: [
      {
        age: 28,
        use: work(['kms:Decrypt'], { daysAgo: 1, ip: '203.0.113.41' }),
        why: 'near miss: named twice, in one place',
      },
    ],
  },
  {
    name: 'backup-agent',
    age: 200,
    tags: { owner: 'platform', environment: 'prod' },
    inline: allow('s3:GetObject', 's3:PutObject'),
    keys: [
      {
        age: 58,
        use: work(['s3:ListBuckets', 's3:GetBucketLocation'], { daysAgo: 3, ip: OFFICE, agent: DESKTOP_CLIENT }),
        wrongs: ['trust.person-on-machine-credential'],
        why: 'somebody looks into the backups with the key of the backup',
      },
    ],
  },
];

const incidents: readonly WorldUser[] = [
  {
    name: 'photo-resizer',
    age: 180,
    tags: { owner: 'daniel.kim@smallshop.example', environment: 'prod' },
    inline: allow('s3:GetObject', 's3:PutObject'),
    attached: ['arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3'],
    keys: [
      {
        age: 65,
        use: work(['s3:ListBuckets'], { daysAgo: 0.3 }),
        wrongs: ['trust.exposed-credential'],
        why: 'AWS found it in public and put the user in quarantine',
      },
    ],
  },
  {
    name: 'loyalty-mailer',
    age: 190,
    tags: { owner: 'maya.ortega@smallshop.example', environment: 'prod' },
    inline: allow('ses:SendEmail'),
    keys: [
      {
        age: 55,
        use: work(['ses:GetSendQuota', 'sts:GetCallerIdentity', 'iam:ListUsers'], {
          daysAgo: 2,
          times: 3,
          ip: '192.0.2.222',
          agent: 'python-requests/2.32.4',
        }),
        wrongs: ['trust.exposed-credential'],
        why: 'reported in a public repository, and used since from an address nobody knows',
      },
    ],
  },
  {
    name: 'security-drill',
    age: 120,
    tags: { owner: 'amir.haddad@smallshop.example', environment: 'dev' },
    attached: ['AWSCompromisedKeyQuarantineV3'],
    keys: [
      {
        age: 35,
        use: work(['sts:GetCallerIdentity'], { daysAgo: 5, ip: OFFICE, agent: CLI }),
        why: 'near miss: a policy of the shop’s own, named like the one that AWS puts on a leaked key’s user',
      },
    ],
  },
];

const persons: readonly WorldUser[] = [
  {
    name: 'maya.ortiz',
    age: 500,
    tags: { owner: 'maya.ortiz@smallshop.example', team: 'marketing', environment: 'prod' },
    groups: ['shop-staff'],
    keys: [
      {
        age: 70,
        use: work(['s3:ListBuckets', 's3:GetBucketLocation'], { daysAgo: 10, ip: '192.0.2.9', agent: CLI }),
        wrongs: ['iam.leaver-access-key'],
        why: 'she left 30 days ago; the key was used 10 days ago',
      },
    ],
  },
  {
    name: 'tom.baker',
    age: 420,
    tags: { owner: 'tom.baker@smallshop.example', team: 'data', environment: 'prod' },
    groups: ['shop-staff'],
    console: {
      password: CANARIES.tomConsole,
      mfa: true,
      usedDaysAgo: 20,
      wrongs: ['trust.leaver-credential'],
      why: 'he left 120 days ago; somebody signed in with his password 20 days ago',
    },
  },
  {
    name: 'maya.ortega',
    age: 260,
    tags: { owner: 'maya.ortega@smallshop.example', environment: 'prod' },
    groups: ['shop-staff'],
    keys: [
      { age: 50, use: work(['s3:ListBuckets'], { daysAgo: 1, ip: OFFICE, agent: CLI }), why: 'near miss: a name like the leaver’s' },
    ],
  },
  {
    name: 'lena.fischer',
    age: 700,
    tags: { owner: 'lena.fischer@smallshop.example', environment: 'prod' },
    groups: ['shop-staff'],
    console: {
      password: CANARIES.lenaConsole,
      mfa: true,
      usedDaysAgo: 0.5,
      why: 'near miss: a password that is used, with MFA, and no key beside it',
    },
  },
  {
    name: 'daniel.kim',
    age: 240,
    tags: { owner: 'daniel.kim@smallshop.example', environment: 'prod' },
    groups: ['shop-staff'],
    console: { password: CANARIES.danielConsole, mfa: true, usedDaysAgo: 2 },
    keys: [
      {
        age: 48,
        use: work(['s3:ListBuckets'], { daysAgo: 6, ip: OFFICE, agent: CLI }),
        wrongs: ['iam.key-and-password'],
        why: 'one user for the person and for the scripts on his desk',
      },
    ],
  },
  {
    name: 'clara.dubois',
    age: 240,
    tags: { owner: 'clara.dubois@smallshop.example', environment: 'prod' },
    groups: ['shop-staff'],
    console: { password: CANARIES.claraConsole, mfa: true, usedDaysAgo: 3 },
    keys: [
      {
        age: 85,
        status: 'Inactive',
        use: work(['s3:ListBuckets'], { daysAgo: 40, ip: OFFICE, agent: CLI }),
        why: 'near miss: beside a password, but no longer active',
      },
    ],
  },
  {
    name: 'priya.nair',
    age: 400,
    tags: { owner: 'priya.nair@smallshop.example', environment: 'prod' },
    groups: ['shop-staff'],
    console: {
      password: CANARIES.priyaConsole,
      mfa: true,
      usedDaysAgo: 75,
      wrongs: ['iam.unused-password'],
      why: 'she signs in through the identity provider now, and the old password stayed',
    },
  },
  {
    name: 'noah.jensen',
    age: 400,
    tags: { owner: 'noah.jensen@smallshop.example', environment: 'prod' },
    groups: ['shop-staff'],
    console: {
      password: CANARIES.noahConsole,
      mfa: true,
      usedDaysAgo: 45,
      why: 'near miss: last used exactly 45 days ago',
    },
  },
  {
    name: 'hugo.lind',
    age: 90,
    tags: { owner: 'hugo.lind@smallshop.example', environment: 'prod' },
    groups: ['shop-staff'],
    console: {
      password: CANARIES.hugoConsole,
      mfa: false,
      usedDaysAgo: 2,
      wrongs: ['iam.password-without-mfa'],
      why: 'the new telephone was never enrolled',
    },
  },
  {
    name: 'amir.haddad',
    age: 300,
    tags: { owner: 'amir.haddad@smallshop.example', environment: 'prod' },
    groups: ['shop-staff'],
    keys: [
      {
        age: 20,
        use: work(['s3:ListBuckets'], { daysAgo: 2, ip: OFFICE, agent: DESKTOP_CLIENT }),
        why: 'near miss: a graphical client, and the key of a person',
      },
    ],
  },
  {
    name: 'release-manager',
    age: 320,
    tags: { owner: 'lena.fischer@smallshop.example', environment: 'prod' },
    groups: ['platform-admins'],
    keys: [
      {
        age: 30,
        use: work(['cloudformation:DescribeStacks', 'iam:ListRoles'], { daysAgo: 3, ip: OFFICE, agent: CLI }),
        wrongs: ['iam.administrator-credential'],
        why: 'administrator through its group',
      },
    ],
  },
  {
    name: 'auditor-sandbox',
    age: 90,
    tags: { owner: 'amir.haddad@smallshop.example', environment: 'dev' },
    attached: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    inline: {
      frozen: { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] },
    },
    keys: [
      { age: 60, use: work(['ec2:DescribeInstances'], { daysAgo: 15, ip: OFFICE }), why: 'near miss: a Deny takes it all away' },
    ],
  },
  {
    name: 'contractor-dev',
    age: 60,
    tags: { owner: 'sofia.rossi@smallshop.example', environment: 'dev' },
    attached: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    boundary: 'ContractorBoundary',
    keys: [
      { age: 45, use: work(['s3:ListBuckets'], { daysAgo: 4, ip: '192.0.2.77' }), why: 'near miss: its boundary leaves only reads' },
    ],
  },
];

/** A user in production who may do one thing, and last reached services so many days ago. */
function holder(name: string, age: number, owner: string, action: string, reached: WorldReach): WorldUser {
  return { name, age, tags: { owner, environment: 'prod' }, inline: allow(action), reached };
}

/** They sign in by what configurations.ts gives them, and hold no access key unless it says so here. */
const holders: readonly WorldUser[] = [
  holder('git-mirror', 600, 'platform', 'codecommit:GitPull', { codecommit: 0.5 }),
  holder('docs-publisher', 300, 'daniel.kim@smallshop.example', 'codecommit:GitPush', { codecommit: 120 }),
  holder('theme-author', 365, 'maya.ortega@smallshop.example', 'codecommit:GitPush', { codecommit: 45 }),
  holder('wiki-sync', 220, 'platform', 'codecommit:GitPull', { codecommit: 1 }),
  holder('recipe-import', 120, 'priya.nair@smallshop.example', 'codecommit:GitPull', { codecommit: 60 }),
  holder('chat-assistant', 41, 'daniel.kim@smallshop.example', 'bedrock:InvokeModel', { bedrock: 0.3 }),
  holder('product-texts', 60, 'maya.ortega@smallshop.example', 'bedrock:InvokeModel', { bedrock: 2 }),
  {
    name: 'legacy-signer',
    age: 420,
    tags: { owner: 'logistics', environment: 'prod' },
    inline: allow('s3:PutObject'),
  },
  {
    name: 'price-feed',
    age: 200,
    tags: { owner: 'hugo.lind@smallshop.example', environment: 'prod' },
    inline: allow('dynamodb:PutItem', 'ses:SendEmail'),
    reached: { ses: null },
    keys: [
      {
        age: 33,
        use: work(['dynamodb:DescribeTable']),
        wrongs: ['iam.unused-services'],
        why: 'may send mail since a plan that came to nothing',
      },
    ],
  },
  {
    name: 'tax-rates',
    age: 200,
    tags: { owner: 'clara.dubois@smallshop.example', environment: 'prod' },
    inline: allow('dynamodb:PutItem', 'ses:SendEmail'),
    reached: { ses: 90 },
    keys: [
      {
        age: 34,
        use: work(['dynamodb:DescribeTable'], { daysAgo: 0.4 }),
        why: 'near miss: it mails once in a quarter, and did so exactly 90 days ago',
      },
    ],
  },
];

export const users: readonly WorldUser[] = [...services, ...habits, ...incidents, ...persons, ...holders];
