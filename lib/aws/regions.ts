import { REGIONAL_FACTS } from '../core/model/facts.ts';
import type { SourceGap } from '../core/model/gap.ts';
import { InputError } from '../ports/input-error.ts';
import type { AccountGateway, Region } from './account.ts';
import { mainRegion } from './clients.ts';
import { AnswerError, gapOf } from './errors.ts';

const LIST = 'account:ListRegions';
export interface RegionChoice {
  /** Regions that were meant, readable or not. */
  readonly meant: readonly string[];
  readonly readable: readonly string[];
  readonly gaps: readonly SourceGap[];
}

/** @throws {InputError} for a name that can't be a Region's, before anything is asked */
export function checkRegionNames(names: readonly string[]): void {
  for (const name of names) {
    if (!/^[a-z]{2,6}(-[a-z]{2,12}){1,3}-\d{1,2}$/.test(name))
      throw new InputError(
        `--region: expected a Region name such as eu-west-1, got ${JSON.stringify(name.slice(0, 40))}`,
      );
  }
}

/**
 * Which Regions to read: those asked for, or else every one that is enabled for the account.
 * @param asked absent or empty: all
 * @param home read, with the partition's main Region, when AWS does not say which ones are enabled
 * @throws {InputError} for a Region that AWS does not have
 */
export async function chooseRegions({
  account,
  gateway,
  asked = [],
  home,
}: {
  readonly account: string;
  readonly gateway: AccountGateway;
  readonly asked?: readonly string[] | undefined;
  readonly home: string;
}): Promise<RegionChoice> {
  const names = [...new Set(asked)];
  let regions: readonly Region[];
  try {
    regions = await gateway.regions();
    if (!regions.some(({ enabled }) => enabled))
      throw new AnswerError('expected at least one enabled Region in the answer, got none');
  } catch (error) {
    // Who names the Regions needs no list of them: one that can't be read will say so itself.
    if (names.length > 0) return { meant: names, readable: names, gaps: [] };
    return fallBack(gapOf(error, { action: LIST, scope: { account }, facts: REGIONAL_FACTS }), home);
  }
  if (names.length === 0) {
    const enabled = regions.filter((region) => region.enabled).map(({ name }) => name);
    return { meant: enabled, readable: enabled, gaps: [] };
  }
  const byName = new Map(regions.map((region) => [region.name, region]));
  const chosen = names.map((name) => byName.get(name) ?? unknownRegion(name, regions));
  return {
    meant: names,
    readable: chosen.filter(({ enabled }) => enabled).map(({ name }) => name),
    gaps: chosen.filter(({ enabled }) => !enabled).map((region) => switchedOff(account, region)),
  };
}

function fallBack(gap: SourceGap, home: string): RegionChoice {
  const regions = [...new Set([home, mainRegion(home)])];
  const reason = `${gap.reason}: only ${regions.join(' and ')} read, other Regions may hold more`;
  return { meant: regions, readable: regions, gaps: [{ ...gap, reason }] };
}

function unknownRegion(name: string, regions: readonly Region[]): never {
  const known = regions.map((region) => region.name).toSorted();
  throw new InputError(
    `--region: ${name} is no Region of this partition; expected one of ${known.join(', ')}`,
  );
}

function switchedOff(account: string, { name, status }: Region): SourceGap {
  return {
    scope: { account, region: name },
    missing: 'account:EnableRegion',
    reason: `the Region is not enabled for this account (${status})`,
    remedy: 'enable the Region for the account, or leave it out of --region',
    facts: REGIONAL_FACTS,
  };
}
