import * as z from 'zod/mini';
import { beginLooks } from '../../lib/usecases/rotation/exposure/begin-looks.ts';
import { pagePeople } from '../../lib/usecases/rotation/page-people.ts';
import { reconcile } from '../../lib/usecases/rotation/reconcile.ts';
import { rotationOf } from '../../lib/usecases/rotation/reconcile-event.ts';
import { tellFigures } from '../_shared/metrics.ts';
import { quietWorker } from '../_shared/quiet-worker.ts';
import { reconciling } from '../_shared/reconciling.ts';
import { logger } from '../_shared/worker.ts';

const { plans, paging, looks } = reconciling();

/**
 * Takes every open plan as far as it goes; of the execution that an event tells of, its plan alone. Before that it starts
 * whoever looks into a leak that is open, and waits for none of them.
 */
export const handler = quietWorker(z.unknown(), async (event) => {
  const unlooked = await beginLooks(looks);
  const reconciled = await reconcile(plans, rotationOf(event));
  const { rested, failed } = reconciled;
  for (const { rotation, cause } of failed) logFailed('a plan could not be taken on', rotation, cause);
  for (const { rotation, cause } of unlooked) logFailed('a leak is not looked into', rotation, cause);
  await pagePeople(reconciled, paging);
  tellFigures({ RotationsReconciled: rested.length, RotationsStuck: failed.length });
  return { rested: rested.length, failed: failed.length };
});

function logFailed(what: string, rotation: string, cause: unknown): void {
  logger.error(what, { rotation, fault: cause instanceof Error ? cause.name : 'Error' });
}
