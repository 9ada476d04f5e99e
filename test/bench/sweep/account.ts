import type { World, WorldKey, WorldSecret, WorldUse, WorldUser } from '../../lab/world.ts';

/** How large an account is. */
export interface AccountSize {
  readonly users: number;
  /** Two a user at most. */
  readonly keys: number;
  readonly secrets: number;
}

export const REGION = 'us-east-1';
const ACCOUNT = '111122223333';
const POLICIES = 20;
const GROUPS = 10;
const ADMINISTRATOR = 'administrator';

/** An account of that size, the same each time: every kind of state is in it, spread evenly. */
export function largeAccount({ users, keys, secrets }: AccountSize): World {
  if (keys > 2 * users)
    throw new RangeError(`expected at most two keys a user, got ${keys} of ${users} users`);
  return {
    account: ACCOUNT,
    regions: [REGION],
    people: [],
    awsPolicies: [],
    managedPolicies: [
      { name: ADMINISTRATOR, document: allow(['*'], '*') },
      ...Array.from({ length: POLICIES - 1 }, (_, at) => ({
        name: `bucket-${at}`,
        document: allow(['s3:GetObject', 's3:ListBucket'], `arn:aws:s3:::bucket-${at}*`),
      })),
    ],
    groups: Array.from({ length: GROUPS }, (_, at) => ({ name: `group-${at}`, attached: [`bucket-${at}`] })),
    roles: [],
    linkedServices: [],
    users: Array.from({ length: users }, (_, at) => user(at, users, keys)),
    root: {},
    secrets: Array.from({ length: secrets }, (_, at) => secret(at)),
    functions: [],
    configurations: [],
    exposures: [],
  };
}

function user(at: number, users: number, keys: number): WorldUser {
  const own = [at, at + users].filter((key) => key < keys);
  return {
    name: `service-${String(at).padStart(5, '0')}`,
    age: 900,
    tags: { owner: `team-${at % 40}@example.com`, environment: at % 3 === 0 ? 'staging' : 'prod' },
    groups: at % 2 === 0 ? [`group-${at % GROUPS}`] : [],
    attached: [at % 50 === 7 ? ADMINISTRATOR : `bucket-${at % (POLICIES - 1)}`],
    inline: at % 20 === 3 ? { queue: allow(['sqs:SendMessage'], 'arn:aws:sqs:*:*:jobs') } : {},
    keys: own.map(key),
  };
}

function key(at: number): WorldKey {
  const used = at % 4 !== 0;
  return {
    why: 'one of many',
    age: 20 + ((at * 37) % 800),
    ...(at % 9 === 5 ? { status: 'Inactive' } : {}),
    ...(used ? { use: use(at) } : {}),
  };
}

function use(at: number): WorldUse {
  return {
    daysAgo: 1 + ((at * 13) % 200),
    region: REGION,
    calls: ['s3:ListBuckets'],
    ip: `198.51.100.${at % 250}`,
    agent: 'aws-sdk-js/3.1',
  };
}

function secret(at: number): WorldSecret {
  return {
    why: 'one of many',
    name: `service/${String(at).padStart(5, '0')}`,
    region: REGION,
    age: 10 + ((at * 29) % 700),
    value: 'example',
    tags: { owner: `team-${at % 40}@example.com` },
    ...(at % 5 === 0 ? {} : { accessedDaysAgo: (at * 17) % 300 }),
  };
}

function allow(actions: readonly string[], resource: string): object {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: resource }],
  };
}
