import { activeIds, organizationsGateway } from '../../lib/aws/organizations.ts';
import { beginRun } from '../../lib/usecases/night/begin.ts';
import { clientsIn, type Home, home, now } from '../_shared/wiring.ts';
import { start, worker } from '../_shared/worker.ts';

const here = home();

/** Begins a run: which accounts it sweeps, and by which inputs it judges. */
export const handler = worker(start, (given) =>
  beginRun(given, {
    ...here,
    now,
    allAccounts: () => accountsOf(here),
    excluded: here.settings.NIGHTWARDEN_EXCLUDED ?? [],
  }),
);

async function accountsOf({ settings }: Home): Promise<readonly string[]> {
  const { NIGHTWARDEN_MANAGEMENT_ACCOUNT: account, NIGHTWARDEN_PARTITION: partition } = settings;
  if (account === undefined) return [settings.NIGHTWARDEN_ACCOUNT];
  const clients = clientsIn({ account, partition }, 'accounts', settings, {});
  const found: string[] = [];
  for await (const page of organizationsGateway(clients, settings.NIGHTWARDEN_HOME_REGION).accounts())
    found.push(...activeIds(page));
  return found;
}
