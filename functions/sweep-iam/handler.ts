import { sweepIam } from '../../lib/usecases/night/sweep-iam.ts';
import { readingOf } from '../_shared/reading.ts';
import { home } from '../_shared/wiring.ts';
import { target, worker } from '../_shared/worker.ts';

const here = home();

/** Reads what an account has once: users, roles, keys and their use. */
export const handler = worker(target, async (given) => sweepIam(given, await readingOf(given, here)));
