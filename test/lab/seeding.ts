import type { IAMClient } from '@aws-sdk/client-iam';
import type { Control } from './control.ts';
import type { Planted, World, WorldKey, WorldTags, WorldUse } from './world.ts';

/** The moment that the world's ages count from, and what builds it. */
export interface Seeding {
  readonly world: World;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly iam: IAMClient;
  readonly control: Control;
}

export interface SeededKey {
  readonly id: string;
  /** Works in the lab only. */
  readonly secret: string;
  readonly userName: string;
  readonly planted: WorldKey;
}

export interface PlantedCredential {
  readonly credential: string;
  readonly planted: Planted;
}

/** A key's last use, as the gateway's controls take it. */
export function lastUse(now: number, use: WorldUse | undefined) {
  if (use === undefined) return {};
  const [service = ''] = use.calls[0].split(':');
  return { lastUsedAt: moment(now, use.daysAgo), lastUsedService: service, lastUsedRegion: use.region };
}

/** `days` before `now`, ISO 8601. */
export function moment(now: number, days: number): string {
  return new Date(now - days * 86_400_000).toISOString();
}

/** The same, in seconds since 1970, as answers in JSON tell moments. */
export function epochDaysAgo(now: number, days: number): number {
  return now / 1000 - days * 86_400;
}

export function tagList(tags: WorldTags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** The id of what was made. */
export function made(id: string | undefined, what: string): string {
  if (id === undefined) throw new Error(`the lab made no ${what}`);
  return id;
}

export function firstKeyOf(keys: readonly SeededKey[], userName: string): string {
  return made(keys.find((key) => key.userName === userName)?.id, `access key of ${userName}`);
}
