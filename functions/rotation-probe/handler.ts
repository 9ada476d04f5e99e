import * as z from 'zod/mini';
import { prober } from '../../lib/usecases/rotation/hands/prober.ts';
import { planSchema } from '../../lib/usecases/rotation/plan-schema.ts';
import { quietWorker } from '../_shared/quiet-worker.ts';
import { ownClients } from '../_shared/rotation.ts';
import { logger } from '../_shared/worker.ts';

const here = prober({
  clients: ownClients(),
  onTrouble: (what, reason) => logger.warn(what, { reason }),
});
const input = z.object({
  plan: planSchema,
  proofs: z.array(z.object({ key: z.string(), version: z.nullable(z.string()) })),
  dependents: z.array(z.string()),
  copies: z.array(z.string()),
  laidOut: z.exactOptional(z.string()),
  again: z.exactOptional(z.boolean()),
});

/** Proves credentials, probes dependents, and tells which key each copy holds; no value is in its answer. */
export const handler = quietWorker(input, (asked) => here.probe(asked));
