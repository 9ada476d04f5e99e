import { dynamoTable } from '../../lib/aws/dynamodb.ts';
import type { OpenPlans } from '../../lib/core/rotation/proposals.ts';
import { assess } from '../../lib/usecases/night/assess.ts';
import { ledgerTable } from '../../lib/usecases/rotation/ledger-table.ts';
import { home, now } from '../_shared/wiring.ts';
import { target, worker } from '../_shared/worker.ts';

const here = home();
const { AWS_REGION: region, NIGHTWARDEN_TABLE: table } = here.settings;
// It only looks: nothing is written, so nothing is ever kept for a time.
const ledger = ledgerTable(dynamoTable(here.clients, region, table), {
  clock: { now: Date.now },
  keptMs: 0,
  landsWithinMs: 0,
});

/** A night does not fail for what is only shown beside it. A plan that can't be read may be on any credential. */
const openPlans = () =>
  ledger.open().then(
    ({ rows, unreadable, ...others }) => ({ rows, isWhole: unreadable.length === 0, ...others }),
    (): OpenPlans => ({ rows: [], isWhole: false, contained: 'unknown' }),
  );

/** Judges an account as a whole, and tells what changed since the run before. */
export const handler = worker(target, (given) => assess(given, { ...here, now, openPlans }));
