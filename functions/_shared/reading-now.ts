import { connected } from '../../lib/aws/connect.ts';
import { silent } from '../../lib/ports/progress.ts';
import type { Inputs } from '../../lib/usecases/night/inputs.ts';
import type { Target } from '../../lib/usecases/night/target.ts';
import type { Reading } from '../../lib/usecases/rotation/read-credential.ts';
import type { Settings } from './settings.ts';
import { clientsIn, now } from './wiring.ts';

/** With what credentials of an account are read as they are now, by what people have handed over. */
export function readingNow(
  target: Pick<Target, 'account' | 'partition' | 'home'>,
  inputs: Inputs,
  settings: Settings,
): Reading {
  const { home } = target;
  const connection = connected(clientsIn(target, 'read', settings, inputs.policy.budgets));
  return {
    ...inputs,
    // Where the run asks for global services.
    connection: { ...connection, configuredRegion: async () => home },
    regions: settings.NIGHTWARDEN_REGIONS,
    progress: silent,
    now,
  };
}
