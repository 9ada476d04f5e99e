import * as z from 'zod/mini';
import { executionsGateway } from '../../lib/aws/stepfunctions.ts';
import { receive } from '../../lib/usecases/night/receive.ts';
import { home } from '../_shared/wiring.ts';
import { logger, worker } from '../_shared/worker.ts';

const here = home();
const { AWS_REGION: region, NIGHTWARDEN_MACHINE: machine = '' } = here.settings;
const sweep = executionsGateway(here.clients, region, machine);

/** Takes what can't wait for the night: a new key, an exposure, a quarantine, a changed roster. */
export const handler = worker(z.unknown(), async (event) => {
  const received = await receive(event, {
    store: here.store,
    startRun: (name, start) => sweep.start(name, start),
  });
  logger.info('event received', { ...received });
  return received;
});
