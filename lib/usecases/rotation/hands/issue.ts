import { NotCalledError, prepared } from '../../../aws/rotation/outcome.ts';
import type { Call } from '../../../core/rotation/calls.ts';
import type { Row } from '../../../core/rotation/ledger.ts';
import type { KeyId } from '../../../core/rotation/plan.ts';
import { kindOf } from '../kinds/index.ts';
import { type Hand, secretOf } from './hand.ts';

/** A key is only asked for when what is stored shows that it can be put into it: else it would be an orphan at once. */
export async function issueKey({ gateways, kind, held, row }: Hand): Promise<KeyId> {
  await prepared(() => storedText(gateways, row), 'the stored value is not what the plan expects');
  const value = await kind.create();
  held.set(value.id, value);
  return value.id;
}

/** What takes the place of a contained credential. Whatever an earlier attempt left has no value any more, and goes. */
export async function issueSuccessor({ gateways, kind, held, row }: Hand): Promise<KeyId> {
  await prepared(async () => {
    await storedText(gateways, row);
    await kind.readySuccessor();
  }, 'the successor could not be made ready');
  const value = await kind.createSuccessor();
  held.set(value.id, value);
  return value.id;
}

/** The new version is the pinned one with another key in it. */
export async function stageVersion(
  { gateways, held, row }: Hand,
  { version, key }: Extract<Call, { do: 'stageVersion' }>,
): Promise<void> {
  const value = held.get(key);
  if (value === undefined) throw new NotCalledError('the value is not in this memory');
  const text = await prepared(async () => {
    const stored = kindOf(row.plan).withValue(row.plan.where.shape, await storedText(gateways, row), value);
    if (stored === undefined) throw new Error('the stored value has another shape');
    return stored;
  }, 'the stored value is not what the plan expects');
  await gateways.secrets.stage(secretOf(row), version, text);
}

async function storedText({ secrets }: Hand['gateways'], row: Row): Promise<string> {
  const { plan } = row;
  if (plan.secret === null) throw new NotCalledError('the plan names no secret');
  const text = await secrets.value(plan.secret.arn, plan.secret.version);
  const value = kindOf(plan).valueIn(plan.where.shape, text);
  if (value === undefined) throw new NotCalledError('the secret has not the fields that the plan names');
  if (plan.kind === 'rotate' && value.id !== plan.key)
    throw new NotCalledError('the secret holds another key than the plan names');
  return text;
}
