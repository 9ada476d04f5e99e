import * as z from 'zod/mini';
import { sweepTrail } from '../../lib/usecases/night/sweep-trail.ts';
import { readingOf } from '../_shared/reading.ts';
import { trailFiles } from '../_shared/trail.ts';
import { home } from '../_shared/wiring.ts';
import { target, worker } from '../_shared/worker.ts';

const here = home();
const input = z.extend(target, { region: z.string() });

/** What the account's keys did in one Region. */
export const handler = worker(input, async ({ region, ...given }) => {
  const reading = await readingOf(given, here);
  return sweepTrail(given, region, { ...reading, trail: trailFiles(here.settings, reading.policy) });
});
