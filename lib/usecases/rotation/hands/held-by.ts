import type { RotationClients } from '../../../aws/rotation/limits.ts';
import type { Known } from '../../../core/rotation/live.ts';
import type { Copy, KeyId, Plan } from '../../../core/rotation/plan.ts';
import { kindOf } from '../kinds/index.ts';
import type { Gateways } from './gateways.ts';
import { githubSign, heldByGitlab } from './remote.ts';

/** The key id that a copy holds; null: something that is no key of that shape. */
export async function heldBy(
  clients: RotationClients,
  gateways: Gateways,
  plan: Plan,
  { id, kind }: Copy,
): Promise<Known<KeyId | null>> {
  const { secret, where } = plan;
  const inText = (text: string) => kindOf(plan).valueIn(where.shape, text)?.id ?? null;
  if (kind === 'secret')
    return secret === null ? 'unknown' : inText(await gateways.secrets.value(secret.arn, null));
  const target = where.targets[id];
  switch (target?.in) {
    case 'lambda-environment':
      return gateways.functions(target.arn).variable(target.arn, target.alias, target.accessKeyId);
    case 'parameter':
      return inText(await gateways.parameters(target.region).value(target.name));
    case 'secret':
      return inText(await gateways.secretCopies(target.arn).value(target.arn));
    case 'gitlab':
      return heldByGitlab(clients, target, plan);
    case 'github-actions':
    case 'person':
    case undefined:
      return 'unknown';
  }
}

/** What the outside shows of a copy that can't be read back; null: it is not there. */
export async function signOf(
  clients: RotationClients,
  { where }: Plan,
  { id }: Copy,
): Promise<Known<string | null>> {
  const target = where.targets[id];
  return target?.in === 'github-actions' ? githubSign(clients, target) : 'unknown';
}
