import { NotCalledError, prepared } from '../../../aws/rotation/outcome.ts';
import type { Call } from '../../../core/rotation/calls.ts';
import type { Row } from '../../../core/rotation/ledger.ts';
import type { KeyId } from '../../../core/rotation/plan.ts';
import { type Hand, secretOf } from './hand.ts';
import { successorOf, userOf } from './names.ts';
import { valueIn, withValue } from './value.ts';

/** A key is only asked for when what is stored shows that it can be put into it: else it would be an orphan at once. */
export async function issueKey({ gateways, held, row }: Hand): Promise<KeyId> {
  await prepared(() => storedText(gateways, row), 'the stored value is not what the plan expects');
  const key = await gateways.keys.create(userOf(row.plan.principal));
  held.set(key.accessKeyId, key);
  return key.accessKeyId;
}

/** A user like the old one, with one key. Whatever key an earlier attempt left there has no value any more, and goes. */
export async function issueSuccessor({ gateways, held, row }: Hand): Promise<KeyId> {
  const { principal } = row.plan;
  const successor = successorOf(principal, row.rotation);
  await prepared(async () => {
    await storedText(gateways, row);
    await gateways.users.copy(userOf(principal), successor, row.rotation);
    for (const { id } of (await gateways.keys.list(successor)) ?? [])
      await gateways.keys.remove(successor, id);
  }, 'the successor could not be made ready');
  const key = await gateways.keys.create(successor);
  held.set(key.accessKeyId, key);
  return key.accessKeyId;
}

/** The new version is the pinned one with another key in it. */
export async function stageVersion(
  { gateways, held, row }: Hand,
  { version, key }: Extract<Call, { do: 'stageVersion' }>,
): Promise<void> {
  const value = held.get(key);
  if (value === undefined) throw new NotCalledError('the value is not in this memory');
  const text = await prepared(async () => {
    const stored = withValue(row.plan.where.shape, await storedText(gateways, row), value);
    if (stored === undefined) throw new Error('the stored value has another shape');
    return stored;
  }, 'the stored value is not what the plan expects');
  await gateways.secrets.stage(secretOf(row), version, text);
}

async function storedText({ secrets }: Hand['gateways'], row: Row): Promise<string> {
  const { plan } = row;
  if (plan.secret === null) throw new NotCalledError('the plan names no secret');
  const text = await secrets.value(plan.secret.arn, plan.secret.version);
  const value = valueIn(plan.where.shape, text);
  if (value === undefined) throw new NotCalledError('the secret has not the fields that the plan names');
  if (plan.kind === 'rotate' && value.accessKeyId !== plan.key)
    throw new NotCalledError('the secret holds another key than the plan names');
  return text;
}
