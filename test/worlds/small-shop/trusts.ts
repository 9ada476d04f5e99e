import type { WorldIdentityProvider, WorldRole } from '../../lab/world.ts';
import { CANARIES } from './canaries.ts';

const ACCOUNT = '111122223333';
const GITHUB = 'token.actions.githubusercontent.com';

function assumable(Principal: object, Condition?: object, Action = 'sts:AssumeRole'): object {
  const condition = Condition === undefined ? {} : { Condition };
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action, ...condition }] };
}

/** @param more conditions beside the audience */
function byGitHub(more: object): object {
  const provider = { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${GITHUB}` };
  const condition = { StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' }, ...more };
  return assumable(provider, condition, 'sts:AssumeRoleWithWebIdentity');
}

function doing(...statements: readonly object[]): Readonly<Record<string, object>> {
  return { work: { Version: '2012-10-17', Statement: statements } };
}

function allow(actions: readonly string[], resource = '*'): object {
  return { Effect: 'Allow', Action: actions, Resource: resource };
}

const platform = { owner: 'platform', environment: 'prod' };
const data = { owner: 'noah.jensen@smallshop.example', environment: 'prod' };
const LAMBDA = assumable({ Service: 'lambda.amazonaws.com' });
const busy = { usedDaysAgo: 1, region: 'us-east-1' };

export const identityProviders: readonly WorldIdentityProvider[] = [
  { url: `https://${GITHUB}`, audiences: ['sts.amazonaws.com'] },
  { saml: 'shop-directory', metadata: `<EntityDescriptor>${CANARIES.samlMetadata}${'.'.repeat(1000)}</EntityDescriptor>` },
];

/** Roles for what may take them on, and for what they may do. */
export const trustedRoles: readonly WorldRole[] = [
  {
    name: 'package-publisher',
    age: 150,
    ...busy,
    tags: platform,
    trust: byGitHub({}),
    inline: doing(allow(['s3:PutObject'])),
    wrongs: ['iam.oidc-trust-without-subject'],
    why: 'any workflow of anybody on GitHub may publish packages',
  },
  {
    name: 'site-publisher',
    age: 150,
    ...busy,
    tags: platform,
    trust: byGitHub({ StringLike: { [`${GITHUB}:sub`]: ['repo:smallshop/site:ref:refs/heads/main', 'repo:smallshop/site:environment:prod*'] } }),
    inline: doing(allow(['s3:PutObject'])),
    why: 'near miss: one branch, and the environments of one repository that begin with prod',
  },
  {
    name: 'ad-agency',
    age: 320,
    ...busy,
    tags: data,
    trust: assumable({ AWS: 'arn:aws:iam::444455556666:root' }),
    inline: doing(allow(['s3:GetObject'])),
    wrongs: ['iam.external-role-trust'],
    why: 'made for an agency that nobody remembers, and still called every day',
  },
  {
    name: 'stock-audit',
    age: 320,
    ...busy,
    tags: data,
    trust: assumable({ AWS: '*' }, { StringEquals: { 'aws:PrincipalAccount': ACCOUNT } }),
    inline: doing(allow(['s3:GetObject'])),
    why: 'near miss: anybody, but of this account',
  },
  {
    name: 'image-import',
    age: 380,
    usedDaysAgo: 130,
    region: 'eu-west-1',
    tags: platform,
    trust: LAMBDA,
    inline: doing(allow(['s3:GetObject'])),
    wrongs: ['iam.unused-role'],
    why: 'its function went in a clean-up, and it stayed',
  },
  {
    name: 'quarter-close',
    age: 380,
    usedDaysAgo: 90,
    region: 'eu-west-1',
    tags: data,
    trust: LAMBDA,
    inline: doing(allow(['s3:GetObject'])),
    why: 'near miss: last used exactly 90 days ago',
  },
  {
    name: 'new-importer',
    age: 20,
    region: 'eu-west-1',
    tags: data,
    trust: LAMBDA,
    inline: doing(allow(['s3:GetObject'])),
    why: 'near miss: never used, and still new',
  },
  {
    name: 'search-indexer',
    age: 200,
    ...busy,
    tags: platform,
    trust: LAMBDA,
    inline: doing(allow(['es:*', 's3:GetObject'])),
    wrongs: ['iam.wildcard-service-actions'],
    why: 'it indexes, and may as well delete every search domain',
  },
  {
    name: 'order-archive',
    age: 200,
    ...busy,
    tags: platform,
    trust: LAMBDA,
    inline: doing(allow(['dynamodb:Get*', 'sqs:*']), { Effect: 'Deny', Action: 'sqs:*', Resource: '*' }),
    why: 'near miss: all that gets, and a Deny that takes the other wildcard away',
  },
];
