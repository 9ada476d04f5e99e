import type { Seeded } from './seed.ts';
import { made } from './seeding.ts';
import type { Planted, World } from './world.ts';

/** Ids of the findings that a sweep of the seeded account must give, and no others, sorted. */
export function expectedFindings({
  world,
  keys,
  secrets,
  functions,
  configurations,
}: Seeded): readonly string[] {
  const found = [
    ...keys.flatMap(({ id, planted }) => idsOf(planted, id)),
    ...(world.root.key === undefined
      ? []
      : idsOf(world.root.key, `arn:aws:iam::${world.account}:root#access-key-1`)),
    ...world.secrets.flatMap((secret) => idsOf(secret, made(secrets.get(secret.name), secret.name))),
    ...world.functions.flatMap((workload) =>
      idsOf(workload, made(functions.get(workload.name), workload.name)),
    ),
    ...world.configurations.flatMap((each) => idsOf(each, made(configurations.get(each.name), each.name))),
  ];
  return found.toSorted((a, b) => a.localeCompare(b));
}

function idsOf({ wrongs = [] }: Planted, credential: string): readonly string[] {
  return wrongs.map((wrong) => `${wrong}:${credential}`);
}

/** How many findings a sweep of the world must give. */
export function countWrongs({ users, root, secrets, functions, configurations }: World): number {
  const planted: readonly Planted[] = [
    ...users.flatMap(({ keys = [] }) => keys),
    ...(root.key === undefined ? [] : [root.key]),
    ...secrets,
    ...functions,
    ...configurations,
  ];
  return planted.reduce((sum, { wrongs = [] }) => sum + wrongs.length, 0);
}
