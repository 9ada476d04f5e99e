import { usageBook } from '../../core/trust/usage.ts';
import type { Part, TrailReading } from '../../ports/account-export.ts';
import { silent } from '../../ports/progress.ts';
import { keysToLookUp } from '../../sources/trail/keys.ts';
import { readTrail } from '../../sources/trail/live.ts';
import { readJson } from './json.ts';
import { GLOBAL_PLACE, partKey } from './layout.ts';
import { keepTrail, unreadPart } from './parts.ts';
import type { Reading, Target, Told } from './target.ts';

/** What each key did in one Region, as far as CloudTrail's management events tell. Needs the keys that IAM listed. */
export async function sweepTrail(
  { run, account, home }: Target,
  region: string,
  { connection, store, policy, watched }: Reading,
): Promise<Told> {
  const where = { run, account, place: region };
  const keys = (await readJson(store, partKey(run, account, GLOBAL_PLACE, 'accessKeys'))) as Part | undefined;
  const trail =
    keys === undefined || keys.status === 'unread'
      ? withoutKeys(account, region)
      : await readTrail({
          account,
          regions: [region],
          gateway: connection.gateways(home).trail,
          accessKeyIds: keysToLookUp(keys, watched),
          pagesPerRegion: policy.lookupPages,
          sink: usageBook(),
          progress: silent,
        });
  await keepTrail(store, where, trail);
  return { items: trail.usage.length, gaps: trail.gaps.length };
}

function withoutKeys(account: string, region: string): TrailReading {
  const { gaps } = unreadPart(
    'trail',
    account,
    'no access key is known, so CloudTrail could not be asked about any',
  );
  const scoped = gaps.map((gap) => ({ ...gap, missing: 'iam:ListAccessKeys', scope: { account, region } }));
  return { usage: [], missing: 'cloudtrail:LookupEvents', status: 'unread', gaps: scoped };
}
