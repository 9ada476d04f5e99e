import { prepared } from '../../../aws/rotation/outcome.ts';
import type { Call } from '../../../core/rotation/calls.ts';
import { type Hand, secretOf } from './hand.ts';

/** Every label by which a plan keeps the version that it may have to go back to. */
const ROLLBACK = 'ROLLBACK-';

type Move = Extract<Call, { do: 'moveCurrent' }>;
type Drop = Extract<Call, { do: 'dropPending' }>;

/**
 * Before AWSCURRENT leaves it, the old version gets a label of its plan: AWSPREVIOUS moves on as soon as anybody stores
 * another value, and Secrets Manager deletes what has no label. What leaked is never kept.
 */
export async function moveCurrent({ gateways: { secrets }, row }: Hand, { from, to }: Move): Promise<void> {
  const { plan, rotation } = row;
  const secret = secretOf(row);
  if (plan.kind === 'rotate' && from === plan.secret?.version)
    await prepared(
      () => secrets.keep(secret, from, `${ROLLBACK}${rotation}`),
      'the old version was not kept',
    );
  await secrets.moveCurrent(secret, from, to);
}

/** Nothing goes back from here: the old version goes when Secrets Manager likes; contain lets go of what any plan kept. */
export async function dropPending({ gateways: { secrets }, row }: Hand, { version }: Drop): Promise<void> {
  const { plan, rotation } = row;
  const secret = secretOf(row);
  const ours = (label: string) =>
    plan.kind === 'contain' ? label.startsWith(ROLLBACK) : label === `${ROLLBACK}${rotation}`;
  await prepared(() => secrets.letGo(secret, ours), 'the old version is still kept');
  await secrets.dropPending(secret, version);
}
