import * as z from 'zod/mini';
import { accountGateway } from '../../lib/aws/account.ts';
import { mainRegion } from '../../lib/aws/clients.ts';
import { stsGateway } from '../../lib/aws/sts.ts';
import { openAccount } from '../../lib/usecases/night/open-account.ts';
import { clientsIn, home } from '../_shared/wiring.ts';
import { worker } from '../_shared/worker.ts';

const here = home();
const input = z.object({ run: z.string(), account: z.string(), reach: z.enum(['all', 'iam']) });

/** Finds out whether an account can be reached, and its Regions. */
export const handler = worker(input, ({ run, account, reach }) => {
  const { settings, store } = here;
  const { NIGHTWARDEN_PARTITION: partition, NIGHTWARDEN_REGIONS: regions } = settings;
  const clients = clientsIn({ account, partition }, 'read', settings, {});
  const main = mainRegion(settings.NIGHTWARDEN_HOME_REGION);
  return openAccount(
    {
      run,
      account,
      reach,
      partition,
      home: settings.NIGHTWARDEN_HOME_REGION,
      ...(regions.length === 0 ? {} : { regions }),
    },
    { store, aws: { sts: stsGateway(clients, main), account: accountGateway(clients, main) } },
  );
});
