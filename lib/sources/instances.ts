import { instancesGateway, type ListedInstance } from '../aws/ec2.ts';
import { readAll } from '../aws/reading.ts';
import type { LiveContext } from './source.ts';

interface Listing {
  readonly pages: readonly (readonly ListedInstance[])[];
  readonly fault?: unknown;
}

/** By night and Region. Two sources begin with the same list: it is read once, by whoever asks first. */
const LISTED = new WeakMap<LiveContext, Map<string, Promise<Listing>>>();

/** Pages of the instances of a Region, then the fault that ended the list, if one did, as the gateway gives them. */
export async function* instancesIn(
  live: LiveContext,
  region: string,
): AsyncGenerator<readonly ListedInstance[]> {
  const regions = LISTED.get(live) ?? new Map<string, Promise<Listing>>();
  LISTED.set(live, regions);
  const listing = regions.get(region) ?? list(live, region);
  regions.set(region, listing);
  const { pages, fault } = await listing;
  yield* pages;
  if (fault !== undefined) throw fault;
}

/** EC2 answers no ARN: it follows from the account and the Region. */
export function instanceArn(
  { partition, account }: Pick<LiveContext, 'partition' | 'account'>,
  region: string,
  id: string,
): string {
  return `arn:${partition}:ec2:${region}:${account}:instance/${id}`;
}

async function list({ clients }: LiveContext, region: string): Promise<Listing> {
  const pages: (readonly ListedInstance[])[] = [];
  const { fault } = await readAll(instancesGateway(clients, region).instances(), (page) => pages.push(page));
  return { pages, fault };
}
