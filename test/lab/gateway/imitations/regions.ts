// https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html

import * as z from 'zod';
import { type Answer, jsonAnswer } from '../answer.ts';
import type { Call } from '../call.ts';
import type { Imitation } from '../imitation.ts';
import { words } from '../text.ts';

const ON_FROM_THE_START = words(
  'us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 sa-east-1 eu-central-1 eu-north-1 eu-west-1 eu-west-2 eu-west-3 ' +
    'ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2',
);
const OPT_IN = words('af-south-1 ap-east-1 ap-southeast-3 eu-central-2 eu-south-1 il-central-1 me-south-1');

const request = z.strictObject({ enabled: z.array(z.enum([...ON_FROM_THE_START, ...OPT_IN])) });

/** Answers account:ListRegions with the Regions that were chosen; without a choice ministack answers. */
export function regions(): Imitation {
  let enabled: readonly string[] | undefined;

  function answer({ service, action, json }: Call): Answer | undefined {
    if (enabled === undefined || service !== 'account' || action !== 'ListRegions') return undefined;
    const chosen = enabled;
    const wanted = Array.isArray(json.RegionOptStatusContains) ? json.RegionOptStatusContains : [];
    const all = [...ON_FROM_THE_START, ...OPT_IN]
      .map((name) => ({ RegionName: name, RegionOptStatus: statusOf(name, chosen) }))
      .filter(({ RegionOptStatus: status }) => wanted.length === 0 || wanted.includes(status));
    const size = typeof json.MaxResults === 'number' ? json.MaxResults : 50;
    const from = Number(json.NextToken ?? 0);
    const more = from + size < all.length ? { NextToken: String(from + size) } : {};
    return jsonAnswer({ Regions: all.slice(from, from + size), ...more });
  }

  function post(body: unknown): object {
    enabled = request.parse(body).enabled;
    return { enabled };
  }
  function reset(): void {
    enabled = undefined;
  }
  return { answer, controls: { regions: { post, reset } } };
}

/** AWS can't turn off a Region that is on from the start; the lab may, to keep sweeps short. */
function statusOf(name: string, enabled: readonly string[]): string {
  if (!enabled.includes(name)) return 'DISABLED';
  return ON_FROM_THE_START.includes(name) ? 'ENABLED_BY_DEFAULT' : 'ENABLED';
}
