import { functionStarts } from '../../lib/aws/invoke.ts';
import { topic } from '../../lib/aws/sns.ts';
import { namedStarts, wakeTask } from '../../lib/aws/stepfunctions.ts';
import type { SwitchId } from '../../lib/ports/rotation.ts';
import { namedExecutions } from '../../lib/usecases/rotation/executions.ts';
import type { BeginLooksPorts } from '../../lib/usecases/rotation/exposure/begin-looks.ts';
import { exposuresTable } from '../../lib/usecases/rotation/exposure/exposures-table.ts';
import type { PagePorts } from '../../lib/usecases/rotation/page-people.ts';
import { pagesTable } from '../../lib/usecases/rotation/pages-table.ts';
import { questionsTable } from '../../lib/usecases/rotation/questions-table.ts';
import type { ReconcilePorts } from '../../lib/usecases/rotation/reconcile.ts';
import { readSwitch } from '../../lib/usecases/rotation/switches-table.ts';
import { stepping } from '../../lib/usecases/rotation/workers.ts';
import { told } from './environment.ts';
import { clock, machineArns, rotationHome } from './rotation.ts';
import { workersOf } from './spokes.ts';

export interface Reconciling {
  readonly plans: ReconcilePorts;
  readonly paging: PagePorts;
  readonly looks: BeginLooksPorts;
}

/** What the reconciler works with. */
export function reconciling(): Reconciling {
  const { clients, ledger, region, table } = rotationHome();
  const people = topic(clients, region, told('NIGHTWARDEN_TOPIC'));
  const exposures = exposuresTable(table);
  const start = functionStarts(clients, region);
  return {
    plans: {
      ledger,
      workers: stepping(workersOf(region)),
      executions: namedExecutions(namedStarts(clients, region), machineArns()),
      questions: questionsTable(table, clock),
      wake: (token) => wakeTask(clients, region, token),
    },
    paging: {
      pages: pagesTable(table),
      switches: (which: SwitchId) => readSwitch(table, which),
      exposures: () => exposures.open(),
      clock,
      tell: (subject, text) => people.send(subject, text),
    },
    looks: {
      exposures,
      clock,
      start: (rotation) => start(told('NIGHTWARDEN_EXPOSURE'), { rotation }),
    },
  };
}
