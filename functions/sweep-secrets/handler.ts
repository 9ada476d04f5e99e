import * as z from 'zod/mini';
import { sweepRegion } from '../../lib/usecases/night/sweep-region.ts';
import { readingOf } from '../_shared/reading.ts';
import { home } from '../_shared/wiring.ts';
import { target, worker } from '../_shared/worker.ts';

const here = home();
const input = z.extend(target, { region: z.string() });

/** Reads one Region's secrets, and the workloads in which copies of credentials lie. */
export const handler = worker(input, async ({ region, ...given }) =>
  sweepRegion(given, region, await readingOf(given, here)),
);
