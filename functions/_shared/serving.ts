import { systemClock } from '../../lib/aws/pacing.ts';
import { secretVersionsGateway } from '../../lib/aws/rotation/secret-versions.ts';
import { executionsGateway } from '../../lib/aws/stepfunctions.ts';
import { freezeInputs } from '../../lib/usecases/night/freeze-inputs.ts';
import { readInputs } from '../../lib/usecases/night/inputs.ts';
import { readCredentials } from '../../lib/usecases/rotation/read-credential.ts';
import type { ServePorts } from '../../lib/usecases/rotation/served/serve.ts';
import { switchesTable } from '../../lib/usecases/rotation/switches-table.ts';
import { stepping } from '../../lib/usecases/rotation/workers.ts';
import { told } from './environment.ts';
import { readingNow } from './reading-now.ts';
import { clock, ownClients, ownWorkers, rotationHome } from './rotation.ts';
import { home, now } from './wiring.ts';

/** Less than the function's own time by one call of a worker. */
const WITHIN_MS = 500_000;

/** What a rotation that Secrets Manager asks for works with. Nothing in it reads a value, or changes a credential. */
export function serving(): ServePorts {
  const { settings, store } = home();
  const { clients, ledger, region, table } = rotationHome();
  const {
    NIGHTWARDEN_PARTITION: partition,
    NIGHTWARDEN_ACCOUNT: account,
    NIGHTWARDEN_HOME_REGION: asked,
  } = settings;
  const secrets = secretVersionsGateway(ownClients(), region);
  const machine = executionsGateway(clients, region, told('NIGHTWARDEN_ROTATE_MACHINE'));
  return {
    ledger,
    clock,
    sleep: systemClock.sleep,
    switches: switchesTable(table),
    workers: stepping(ownWorkers(region)),
    starter: { start: (rotation) => machine.start(rotation, { rotation }) },
    async describe(secret) {
      const { labels, rotationEnabled, rotationFunction } = await secrets.describe(secret);
      return { labels, rotatedBy: rotationEnabled ? (rotationFunction ?? null) : null };
    },
    // What people handed over, as it is now; the copy says later by what was judged.
    async inputs(rotation) {
      const run = `served-${rotation}-${clock.now()}`;
      await freezeInputs(store, run);
      return readInputs(store, run, now().toISOString());
    },
    async read(credential, inputs) {
      const target = { account, partition, home: asked };
      const facts = await readCredentials([credential], readingNow(target, inputs, settings));
      return facts(credential);
    },
    redeployable: settings.NIGHTWARDEN_REDEPLOYS ?? [],
    own: `arn:${partition}:lambda:${region}:${account}:function:${told('AWS_LAMBDA_FUNCTION_NAME')}`,
    withinMs: WITHIN_MS,
  };
}
