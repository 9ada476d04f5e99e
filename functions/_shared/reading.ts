import { connected } from '../../lib/aws/connect.ts';
import { systemClock } from '../../lib/aws/pacing.ts';
import { objectMemory } from '../../lib/sources/memory/objects.ts';
import { readInputs } from '../../lib/usecases/night/inputs.ts';
import { memoryPrefix } from '../../lib/usecases/night/layout.ts';
import type { Reading, Target } from '../../lib/usecases/night/target.ts';
import { clientsIn, type Home, now } from './wiring.ts';

/** What a worker reads an account with. */
export async function readingOf(target: Target, { settings, store }: Home): Promise<Reading> {
  const { policy, people } = await readInputs(store, target.run, now().toISOString());
  return {
    store,
    connection: connected(clientsIn(target, 'read', settings, policy.budgets)),
    policy,
    watched: people.watched,
    memory: (place) => objectMemory(store, memoryPrefix(target.account, place)),
    now,
    sleep: systemClock.sleep,
  };
}
