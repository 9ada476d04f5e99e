import * as z from 'zod/mini';
import { lookUnasked } from '../../lib/usecases/rotation/exposure/look-unasked.ts';
import { looking } from '../_shared/looking.ts';
import { quietWorker } from '../_shared/quiet-worker.ts';

const ports = looking();
const input = z.object({ rotation: z.string() });

/** Looks whether a leak that was contained is over, and tells people of what is newly missing. */
export const handler = quietWorker(input, async ({ rotation }) => {
  const exposure = await lookUnasked(rotation, ports);
  return { rotation, state: exposure?.state ?? 'not looked into' };
});
