import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import * as z from 'zod/mini';
import { securityHub } from '../../lib/aws/securityhub.ts';
import { publishAccount } from '../../lib/usecases/night/publish.ts';
import { clientsIn, home, now } from '../_shared/wiring.ts';
import { outcome, target, worker } from '../_shared/worker.ts';

const here = home();
const input = z.extend(target, { outcome });

/** Brings the account's own Security Hub to what was found in it. */
export const handler = worker(input, ({ outcome: told, ...given }) => {
  const clients = clientsIn(given, 'publish', here.settings, {});
  const hub = (region: string) => securityHub(clients.client(SecurityHubClient, 'securityhub', region));
  return publishAccount(given, told, { ...here, hub, now });
});
