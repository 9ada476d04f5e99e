import { topic } from '../../lib/aws/sns.ts';
import { executionsGateway } from '../../lib/aws/stepfunctions.ts';
import { beginningsText } from '../../lib/core/rotation/beginnings.ts';
import type { Inputs } from '../../lib/usecases/night/inputs.ts';
import { storedEstate } from '../../lib/usecases/night/judge-stored.ts';
import type { Target } from '../../lib/usecases/night/target.ts';
import type { BeginPorts } from '../../lib/usecases/rotation/begin-proposed.ts';
import { type ProposedReading, proposedReader } from '../../lib/usecases/rotation/read-proposed.ts';
import { switchesTable } from '../../lib/usecases/rotation/switches-table.ts';
import { plansUnderWay } from '../../lib/usecases/rotation/under-way.ts';
import { told } from './environment.ts';
import { readingNow } from './reading-now.ts';
import { clock, machineArns, rotationHome } from './rotation.ts';
import { type Home, home, now } from './wiring.ts';

/** What whoever begins plans works with, for one account of a run at a time. */
export function beginning(): (target: Target) => BeginPorts {
  const here = home();
  const { clients, ledger, region, table } = rotationHome();
  const people = topic(clients, region, told('NIGHTWARDEN_TOPIC'));
  const machines = machineArns();
  return (target) => ({
    store: here.store,
    deployedIn: here.settings.NIGHTWARDEN_ACCOUNT,
    ledger,
    clock,
    switches: switchesTable(table),
    redeployable: here.settings.NIGHTWARDEN_REDEPLOYS ?? [],
    starter: {
      start: (rotation, kind) =>
        executionsGateway(clients, region, machines[kind]).start(rotation, { rotation }),
    },
    underWay: () => plansUnderWay(ledger),
    reader: (chosen, inputs) => proposedReader(chosen, readingOf(target, inputs, here)),
    async tell(some) {
      const { subject, text } = beginningsText(some, target);
      await people.send(subject, text);
    },
  });
}

function readingOf(target: Target, inputs: Inputs, { settings, store, state }: Home): ProposedReading {
  const { account, home: asked } = target;
  return {
    ...readingNow(target, inputs, settings),
    home: asked,
    estate: async () =>
      (await storedEstate(store, target, { latest: await state.latest(account), now })).estate,
  };
}
