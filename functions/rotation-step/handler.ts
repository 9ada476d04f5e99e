import * as z from 'zod/mini';
import { takeStep } from '../../lib/usecases/rotation/take-step.ts';
import { quietWorker } from '../_shared/quiet-worker.ts';
import { rotationHome, stepPorts } from '../_shared/rotation.ts';

const ports = stepPorts(rotationHome());
const input = z.object({ rotation: z.string() });

/** Takes a rotation as far as it goes in the role that its environment names. */
export const handler = quietWorker(input, ({ rotation }) => takeStep(ports(), rotation));
