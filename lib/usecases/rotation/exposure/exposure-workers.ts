import * as z from 'zod/mini';
import type { LateRevocation } from '../../../core/rotation/exposure/late.ts';
import type { Trace } from '../../../core/rotation/exposure/trace.ts';
import type { ExposureWorkers } from '../../../ports/rotation-workers.ts';
import type { CallWorker } from '../workers.ts';

/** What a worker is asked about an exposure, beside the rotation. */
export const exposureAsk = z.object({
  do: z.enum(['trace', 'revoke']),
  regions: z.array(z.string().check(z.regex(/^[a-z0-9-]{1,40}$/))).check(z.maxLength(100)),
});
export type ExposureAsk = z.infer<typeof exposureAsk>;

const unknown = z.literal('unknown');
const moment = z.number();
const denied = z.object({ full: z.boolean(), sessionsBefore: z.nullable(moment) });
const status = z.enum(['Active', 'Inactive']);

const traced = z.object({
  keys: z.union([
    unknown,
    z.array(z.object({ id: z.string(), status, maker: z.enum(['ours', 'other', 'unknown']) })),
  ]),
  denied: z.union([unknown, denied]),
  sessions: z.array(
    z.object({
      id: z.string(),
      by: z.string(),
      how: z.enum(['AssumeRole', 'GetSessionToken', 'GetFederationToken']),
      role: z.nullable(z.string()),
      userId: z.nullable(z.string()),
      at: moment,
      until: moment,
    }),
  ),
  revoked: z.record(
    z.string(),
    z.union([
      z.enum(['unknown', 'gone']),
      z.array(z.object({ userIds: z.array(z.string()), before: moment })),
    ]),
  ),
  moves: z.array(
    z.object({
      id: z.string(),
      at: moment,
      name: z.string(),
      service: z.string(),
      region: z.string(),
      by: z.string(),
      made: z.exactOptional(z.object({ user: z.string(), key: z.nullable(z.string()) })),
    }),
  ),
  made: z.record(
    z.string(),
    z.union([
      z.enum(['unknown', 'gone']),
      z.object({ keys: z.array(z.object({ id: z.string(), status })), denied }),
    ]),
  ),
  trailGaps: z.array(z.string()),
});

const ofRole = { role: z.string(), sessions: z.array(z.string()) };
const late = z.object({
  held: z.nullable(z.string()),
  revoked: z.array(z.object(ofRole)),
  failed: z.array(z.object({ ...ofRole, because: z.string() })),
});

/** The workers, asked about exposures. One of a version before takes a step instead, and its answer is refused. */
export function exposureWorkers(call: CallWorker): ExposureWorkers {
  const ask = (rotation: string, role: 'observer' | 'switcher', exposure: ExposureAsk) =>
    call(rotation, role, { rotation, exposure });
  return {
    async trace(rotation, regions) {
      const told = traced.parse(await ask(rotation, 'observer', { do: 'trace', regions: [...regions] }));
      // Only what was done is told of.
      return { ...told, moves: told.moves.map((move) => ({ ...move, error: undefined })) } satisfies Trace;
    },
    revoke: async (rotation, regions) =>
      late.parse(
        await ask(rotation, 'switcher', { do: 'revoke', regions: [...regions] }),
      ) satisfies LateRevocation,
  };
}
