import { plain } from '../../aws/pages.ts';
import { partOf, type Reading } from '../../aws/reading.ts';
import { policiesGateway } from '../../aws/secretsmanager.ts';
import { regionOf } from '../../core/model/arn.ts';
import type { Part } from '../../ports/account-export.ts';
import type { Item } from '../keeping.ts';
import type { LiveContext } from '../source.ts';
import { keepPolicy } from './keep.ts';

const ACTION = 'secretsmanager:GetResourcePolicy';
const FACTS = ['secret-policies'] as const;

/** One call a secret, so each has its turn: that of a copy is its original's, and is not asked for. */
export async function readLive(live: LiveContext): Promise<Part> {
  const { account, regions, secrets } = live;
  if (secrets === null) {
    const missing = 'secretsmanager:ListSecrets';
    const [only, ...others] = regions;
    const gap = {
      // A night reads Region by Region: what is unread in one hides nothing in the others.
      scope: only === undefined || others.length > 0 ? { account } : { account, region: only },
      missing,
      reason: 'no secret is known, so no policy could be asked for',
      remedy: `see why ${missing} could not be read`,
      facts: FACTS,
    };
    return { items: [], origin: ACTION, missing: ACTION, status: 'unread', gaps: [gap] };
  }
  const byRegion = Map.groupBy(secrets, regionOf);
  const readings = await Promise.all([...byRegion].map(([region, arns]) => readRegion(live, region, arns)));
  return partOf(ACTION, readings);
}

async function readRegion(live: LiveContext, region: string, arns: readonly string[]): Promise<Reading> {
  const gateway = policiesGateway(live.clients, region);
  const { results, gaps } = await live.rota.read(arns, {
    // Regions are read side by side: each has a memory of its own.
    kind: `secret-policies-${region}`,
    action: ACTION,
    facts: FACTS,
    scope: { account: live.account, region },
    noun: 'secrets',
    read: async (arn) => keepPolicy(plain(await gateway.policy(arn)) as Item),
  });
  const items = results.map(({ result, readAt }) => ({ ...result, ReadAt: readAt }));
  return { items, gaps, answered: results.length > 0 };
}
