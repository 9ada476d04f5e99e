import * as z from 'zod/mini';
import { SERVED_STEPS } from '../../lib/core/rotation/served/request.ts';
import { serve } from '../../lib/usecases/rotation/served/serve.ts';
import { quietWorker } from '../_shared/quiet-worker.ts';
import { serving } from '../_shared/serving.ts';

const ports = serving();
const input = z.object({ Step: z.enum(SERVED_STEPS), SecretId: z.string(), ClientRequestToken: z.string() });

/** Answers one of the four steps of a rotation that Secrets Manager asks for. */
export const handler = quietWorker(input, ({ Step: step, SecretId: secret, ClientRequestToken: token }) =>
  serve({ step, secret, token }, ports),
);
