import { topic } from '../../lib/aws/sns.ts';
import { keptByNights } from '../../lib/usecases/night/kept-by-nights.ts';
import { exposureWorkers } from '../../lib/usecases/rotation/exposure/exposure-workers.ts';
import { exposuresTable } from '../../lib/usecases/rotation/exposure/exposures-table.ts';
import type { UnaskedPorts } from '../../lib/usecases/rotation/exposure/look-unasked.ts';
import { told } from './environment.ts';
import { clock, rotationHome } from './rotation.ts';
import { workersOf } from './spokes.ts';
import { home, now } from './wiring.ts';

/** With what a leak is looked into: nothing of an account is read by it, but what its nights kept. */
export function looking(): UnaskedPorts {
  const { settings, store, state } = home();
  const { clients, ledger, region, table } = rotationHome();
  const people = topic(clients, region, told('NIGHTWARDEN_TOPIC'));
  const place = { partition: settings.NIGHTWARDEN_PARTITION, home: settings.NIGHTWARDEN_HOME_REGION };
  return {
    ledger,
    clock,
    exposures: exposuresTable(table),
    workers: exposureWorkers(workersOf(region)),
    kept: (account) => keptByNights(store, state, { ...place, account, now }),
    regions: settings.NIGHTWARDEN_REGIONS,
    tell: (subject, text) => people.send(subject, text),
  };
}
