import * as z from 'zod/mini';
import { exposureAsk } from '../../lib/usecases/rotation/exposure/exposure-workers.ts';
import { takeStep } from '../../lib/usecases/rotation/take-step.ts';
import { exposureWork } from '../_shared/exposure-work.ts';
import { quietWorker } from '../_shared/quiet-worker.ts';
import { rotationHome } from '../_shared/rotation.ts';
import { stepPorts } from '../_shared/stepping.ts';

const home = rotationHome();
const ports = stepPorts(home);
const work = exposureWork(home);
const input = z.object({ rotation: z.string(), exposure: z.exactOptional(exposureAsk) });

/** Takes a rotation as far as it goes in the role that its environment names, or does its part about what leaked. */
export const handler = quietWorker(input, async ({ rotation, exposure }) =>
  exposure === undefined ? takeStep(ports(), rotation) : work(rotation, exposure),
);
