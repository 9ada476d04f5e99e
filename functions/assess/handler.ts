import { assess } from '../../lib/usecases/night/assess.ts';
import { home, now } from '../_shared/wiring.ts';
import { target, worker } from '../_shared/worker.ts';

const here = home();

/** Judges an account as a whole, and tells what changed since the run before. */
export const handler = worker(target, (given) => assess(given, { ...here, now }));
