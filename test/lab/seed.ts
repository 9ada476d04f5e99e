import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import PQueue from 'p-queue';
import { type Progress, silent } from '../../lib/ports/progress.ts';
import { openControl } from './control.ts';
import { type Lab, labClient } from './lab.ts';
import { MAKERS } from './makers/index.ts';
import type { Making } from './makers/maker.ts';
import { seedAccount, seedUser } from './seed-iam.ts';
import { seedFunction } from './seed-lambda.ts';
import { seedSecret } from './seed-secrets.ts';
import { made, moment, type PlantedCredential, type SeededKey, type Seeding } from './seeding.ts';
import { isPlanted, type World, type WorldConfiguration } from './world.ts';

/** What the lab made of a world: the ids that were not known before. */
export interface Seeded {
  readonly world: World;
  /** The moment that the world's ages count from, ISO 8601. */
  readonly at: string;
  /** In the world's order. */
  readonly keys: readonly SeededKey[];
  /** What is planted, by the id that a sweep gives the credential. */
  readonly planted: readonly PlantedCredential[];
}

const AT_ONCE = 4;

/** Builds a world in the lab: what AWS's API can make by its SDK, what only time can make by the gateway's controls. */
export async function seed(
  lab: Lab,
  world: World,
  progress: Progress = silent,
  now = Date.now(),
): Promise<Seeded> {
  progress.step('building the account');
  const iam = new IAMClient(labClient(lab));
  const lambdas = new Map(world.regions.map((region) => [region, new LambdaClient(labClient(lab, region))]));
  const vaults = new Map(
    world.regions.map((region) => [region, new SecretsManagerClient(labClient(lab, region))]),
  );
  const seeding: Seeding = { world, now, iam, control: openControl(lab.endpoint) };
  const queue = new PQueue({ concurrency: AT_ONCE });
  try {
    await seeding.control.regions(world.regions);
    const roles = await seedAccount(seeding);
    const keys = (await queue.addAll(world.users.map((user) => () => seedUser(seeding, user)))).flat();
    const secrets = await queue.addAll(
      world.secrets.map((secret) => () => seedSecret(seeding, inRegion(vaults, secret.region), secret)),
    );
    const functions = await queue.addAll(
      world.functions.map(
        (made) => () => seedFunction(inRegion(lambdas, made.region), made, { roles, keys }),
      ),
    );
    const configurations = await queue.addAll(
      world.configurations.map(
        (each) => () =>
          seedConfiguration(lab, each, { account: world.account, now, control: seeding.control }),
      ),
    );
    // The building itself is no part of the account's history.
    await seeding.control.history(keys.flatMap((key) => trailOf(seeding, key)));
    progress.done(
      `${world.users.length} users, ${keys.length} keys, ${secrets.length} secrets, ${functions.length + configurations.length} workloads`,
    );
    return {
      world,
      at: moment(now, 0),
      keys,
      planted: [
        ...keys.map(({ id, planted }) => ({ credential: id, planted })),
        ...plantedInIam(world),
        ...secrets,
        ...functions,
        ...configurations,
      ],
    };
  } finally {
    for (const client of [iam, ...lambdas.values(), ...vaults.values()]) client.destroy();
  }
}

/** Root's key, console passwords and roles: their ids follow from their names. */
function plantedInIam({ account, root, users, roles }: World): readonly PlantedCredential[] {
  const logins = users.flatMap(({ name, console: login }) =>
    isPlanted(login)
      ? [{ credential: `arn:aws:iam::${account}:user/${name}#login-profile`, planted: login }]
      : [],
  );
  return [
    ...(root.key === undefined
      ? []
      : [{ credential: `arn:aws:iam::${account}:root#access-key-1`, planted: root.key }]),
    ...logins,
    ...roles
      .filter(isPlanted)
      .map((role) => ({ credential: `arn:aws:iam::${account}:role/${role.name}`, planted: role })),
  ];
}

async function seedConfiguration(
  lab: Lab,
  wanted: WorldConfiguration,
  making: Making,
): Promise<PlantedCredential> {
  const id = await MAKERS[wanted.type](labClient(lab, wanted.region), wanted, making);
  return { credential: made(id, `${wanted.type} ${wanted.name}`), planted: wanted };
}

/** What a key's use left in CloudTrail. */
function trailOf({ world, now }: Seeding, { id, userName, planted: { use } }: SeededKey): object[] {
  if (use === undefined) return [];
  return Array.from({ length: use.times ?? 1 }, (_, turn) => {
    const [service = '', eventName = ''] = (use.calls[turn % use.calls.length] ?? use.calls[0]).split(':');
    return {
      eventTime: moment(now, use.daysAgo + turn * (use.every ?? 1)),
      eventName,
      eventSource: `${service}.amazonaws.com`,
      // Global services log in us-east-1, wherever they are called from.
      awsRegion: service === 'iam' || service === 'cloudfront' ? 'us-east-1' : use.region,
      sourceIPAddress: use.ip,
      userAgent: use.agent,
      userIdentity: {
        type: 'IAMUser',
        arn: `arn:aws:iam::${world.account}:user/${userName}`,
        accountId: world.account,
        accessKeyId: id,
        userName,
      },
    };
  });
}

function inRegion<Client>(clients: ReadonlyMap<string, Client>, region: string): Client {
  const client = clients.get(region);
  if (client === undefined) throw new RangeError(`expected one of the world's Regions, got ${region}`);
  return client;
}
