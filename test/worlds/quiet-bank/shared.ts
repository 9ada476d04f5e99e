import type { WorldTags } from '../../lab/world.ts';
import { leadOf, type Team } from './people.ts';

export const ACCOUNT = '222233334444';
export const REGIONS = ['eu-central-1', 'us-east-1'] as const;

export function prod(team: Team): WorldTags {
  return { owner: leadOf(team), environment: 'prod' };
}

export function allow(actions: readonly string[], resource: string): Readonly<Record<string, object>> {
  return {
    work: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: resource }] },
  };
}

/** A whole number from `from` to `to`, the same for the same `n`, and spread as in life. */
export function within(n: number, from: number, to: number): number {
  return from + ((n * 7919 + 104_729) % (to - from + 1));
}
