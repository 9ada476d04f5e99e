import * as z from 'zod/mini';
import { topic } from '../../lib/aws/sns.ts';
import { namedStarts, wakeTask } from '../../lib/aws/stepfunctions.ts';
import type { SwitchId } from '../../lib/ports/rotation.ts';
import { namedExecutions } from '../../lib/usecases/rotation/executions.ts';
import { exposuresTable } from '../../lib/usecases/rotation/exposure/exposures-table.ts';
import { pagePeople } from '../../lib/usecases/rotation/page-people.ts';
import { pagesTable } from '../../lib/usecases/rotation/pages-table.ts';
import { questionsTable } from '../../lib/usecases/rotation/questions-table.ts';
import { reconcile } from '../../lib/usecases/rotation/reconcile.ts';
import { rotationOf } from '../../lib/usecases/rotation/reconcile-event.ts';
import { readSwitch } from '../../lib/usecases/rotation/switches-table.ts';
import { told } from '../_shared/environment.ts';
import { tellFigures } from '../_shared/metrics.ts';
import { quietWorker } from '../_shared/quiet-worker.ts';
import { clock, machineArns, ownWorkers, rotationHome } from '../_shared/rotation.ts';
import { spokeWorkers } from '../_shared/spokes.ts';
import { logger } from '../_shared/worker.ts';

const { clients, ledger, region, table } = rotationHome();
const ports = {
  ledger,
  workers: process.env.NIGHTWARDEN_WORKERS === 'accounts' ? spokeWorkers(region) : ownWorkers(region),
  executions: namedExecutions(namedStarts(clients, region), machineArns()),
  questions: questionsTable(table, clock),
  wake: (token: string) => wakeTask(clients, region, token),
};

const people = topic(clients, region, told('NIGHTWARDEN_TOPIC'));
const paging = {
  pages: pagesTable(table),
  switches: (which: SwitchId) => readSwitch(table, which),
  exposures: () => exposuresTable(table).open(),
  clock,
  tell: (subject: string, text: string) => people.send(subject, text),
};

/** Takes every open plan as far as it goes; of the execution that an event tells of, its plan alone. */
export const handler = quietWorker(z.unknown(), async (event) => {
  const reconciled = await reconcile(ports, rotationOf(event));
  const { rested, failed } = reconciled;
  for (const { rotation, cause } of failed) {
    logger.error('a plan could not be taken on', {
      rotation,
      fault: cause instanceof Error ? cause.name : 'Error',
    });
  }
  await pagePeople(reconciled, paging);
  tellFigures({ RotationsReconciled: rested.length, RotationsStuck: failed.length });
  return { rested: rested.length, failed: failed.length };
});
