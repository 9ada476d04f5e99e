import { canonical } from '../evidence/digest.ts';
import type { Plan } from './plan.ts';

/** What is told of a field when it differs; fields that are not named here are told by their names. */
const TOLD: Readonly<Partial<Record<string, string>>> = {
  kind: 'the kind of plan',
  slots: 'the keys of the user',
  secret: 'the secret, or its AWSCURRENT version',
  copies: 'the copies, or their order',
  dependents: 'the dependents',
  spares: 'the keys of the user that are left alone',
  approvals: 'the approvals that are asked for',
  durations: 'a duration',
  policyVersion: 'the rotation policy',
  'where.owner': 'the owner',
  'where.targets': 'a target',
  'where.probes': 'a probe',
  'where.redeploys': 'what is redeployed',
  'where.window': 'the change window',
  'where.regions': 'the Regions',
  'where.issuer': 'the bridge, or what it can do',
};

/**
 * What has changed from one plan to another, for whoever was shown the first: `the keys of the user: [{"id": …}] → […]`.
 * Plans hold ids, names and durations only.
 */
export function planChanges(shown: Plan, now: Plan): readonly string[] {
  const { where: whereShown, ...restShown } = shown;
  const { where: whereNow, ...restNow } = now;
  return [...changed(restShown, restNow, ''), ...changed(whereShown, whereNow, 'where.')];
}

function changed(shown: object, now: object, prefix: string): readonly string[] {
  const [before, after] = [shown, now].map((value) => new Map(Object.entries(value)));
  const names = new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])]);
  return [...names].flatMap((name) => {
    const [was, is] = [before?.get(name), after?.get(name)].map((value) => canonical(value ?? null));
    if (was === is) return [];
    const what = TOLD[`${prefix}${name}`] ?? name;
    return [name === 'policyVersion' ? `${what} was changed` : `${what}: ${was} → ${is}`];
  });
}
