import type { OpenRows } from '../../ports/rotation.ts';
import type { Answer, Asked } from '../empty-on-delete.ts';

/**
 * Refuses to let a deployment go while a plan is live: with its workers and its ledger the way back would go too.
 * Never throws: when it can't be told whether a plan is live, one may be.
 * @param open the rows that are not over
 */
export async function refuseWhileLive(
  asked: Asked,
  open: () => Promise<Pick<OpenRows, 'rows' | 'unreadable'>>,
): Promise<Answer> {
  const { StackId, RequestId, LogicalResourceId, PhysicalResourceId = 'nightwarden-live-plans' } = asked;
  const who = { PhysicalResourceId, StackId, RequestId, LogicalResourceId };
  if (asked.RequestType !== 'Delete') return { Status: 'SUCCESS', ...who };
  const refused = (Reason: string): Answer => ({ Status: 'FAILED', Reason, ...who });
  try {
    const { rows, unreadable } = await open();
    const live = rows.filter(({ state }) => state === 'going' || state === 'parked');
    const names = [...live, ...unreadable].map(({ rotation }) => rotation);
    if (names.length === 0) return { Status: 'SUCCESS', ...who };
    return refused(
      `plans are live: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}; let them end, or abort them (nightwarden abort ID), then delete again`,
    );
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown error';
    return refused(`nobody knows whether a plan is live (${name}): mend it, then delete again`);
  }
}
