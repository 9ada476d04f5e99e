import { mainRegionOf } from '../model/policy.ts';
import { isUnseen } from './kinds/abilities.ts';
import { issuerName } from './kinds/issuer.ts';
import type { Row } from './ledger.ts';
import { credentialCommands } from './runbook/commands.ts';

/**
 * What somebody who is asked to let the old credential be deactivated must know, because nobody could see it for them;
 * empty: it was watched.
 */
export function cautionText({ plan }: Pick<Row, 'plan'>): readonly string[] {
  if (!isUnseen(plan)) return [];
  const { key, where, dependents } = plan;
  const known = dependents.map(({ id }) => id).join(', ');
  return [
    `Nobody could watch whether ${key} is still used: your word stands for that.`,
    `Known to depend on it, and well: ${known === '' ? 'nobody' : known}. Whoever else holds it is cut off until it is activated again; it is never deleted here.`,
    ...(where.issuer === undefined
      ? ['What its user does, by whichever credential:', ...callsOf(plan).map((line) => `  ${line}`)]
      : [`Look in the log of the third party (${issuerName(where.issuer)}), if it has one.`]),
  ];
}

function callsOf({ principal, key, where }: Row['plan']): readonly string[] {
  const user = principal.slice(principal.lastIndexOf('/') + 1);
  const { uses } = credentialCommands(user, where.service?.name);
  const regions = [...new Set([...where.regions, mainRegionOf(where.partition)])];
  return regions.flatMap((region) => uses(key, region));
}
