import * as z from 'zod/mini';
import { openAccount } from '../../lib/usecases/night/open-account.ts';
import { connectionTo, home } from '../_shared/wiring.ts';
import { worker } from '../_shared/worker.ts';

const here = home();
const input = z.object({ run: z.string(), account: z.string(), reach: z.enum(['all', 'iam']) });

/** Finds out whether an account can be reached, and its Regions. */
export const handler = worker(input, ({ run, account, reach }) => {
  const { settings, store } = here;
  const { NIGHTWARDEN_PARTITION: partition, NIGHTWARDEN_REGIONS: regions } = settings;
  return openAccount(
    {
      run,
      account,
      reach,
      partition,
      home: settings.NIGHTWARDEN_HOME_REGION,
      ...(regions.length === 0 ? {} : { regions }),
    },
    { store, connection: connectionTo({ account, partition }, 'read', settings, {}) },
  );
});
