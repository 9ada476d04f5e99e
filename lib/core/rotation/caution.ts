import { mainRegionOf } from '../model/policy.ts';
import { isUnseen } from './kinds/abilities.ts';
import type { Row } from './ledger.ts';
import { credentialCommands } from './runbook/commands.ts';

/**
 * What somebody who is asked to let the old credential be deactivated must know, because nobody could see it for them;
 * empty: it was watched.
 */
export function cautionText({ plan }: Pick<Row, 'plan'>): readonly string[] {
  if (!isUnseen(plan)) return [];
  const { principal, key, where, dependents } = plan;
  const user = principal.slice(principal.lastIndexOf('/') + 1);
  const { uses } = credentialCommands(user, where.service?.name);
  const regions = [...new Set([...where.regions, mainRegionOf(where.partition)])];
  const known = dependents.map(({ id }) => id).join(', ');
  return [
    `Nobody could watch whether ${key} is still used: your word stands for that.`,
    `Known to depend on it, and well: ${known === '' ? 'nobody' : known}. Whoever else holds it is cut off until it is activated again; it is never deleted here.`,
    `What its user does, by whichever credential:`,
    ...regions.map((region) => `  ${uses(key, region)}`),
  ];
}
