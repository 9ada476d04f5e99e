import * as z from 'zod/mini';
import { sweepTrail } from '../../lib/usecases/night/sweep-trail.ts';
import { readingOf } from '../_shared/reading.ts';
import { home } from '../_shared/wiring.ts';
import { target, worker } from '../_shared/worker.ts';

const here = home();
const input = z.extend(target, { region: z.string() });

/** What the account's keys did in one Region. */
export const handler = worker(input, async ({ region, ...given }) =>
  sweepTrail(given, region, await readingOf(given, here)),
);
