import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { default as middy } from '@middy/core';
import * as z from 'zod/mini';
import { InputError } from '../../lib/ports/input-error.ts';

/** Signed by the service that its deployment gives in POWERTOOLS_SERVICE_NAME, as figures are. */
export const logger = new Logger();

/**
 * A handler: its event is parsed, one use-case is called, and what it tells is the answer. The event is not logged, and
 * an error is logged by its name and place, for its message may quote what AWS said; but for what people handed over.
 */
export function worker<I, O>(input: z.ZodMiniType<I>, work: (input: I) => Promise<O>) {
  return middy<unknown, O>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .onError(({ error }) => {
      const { name = 'Error', stack = '' } = error ?? {};
      // What people handed over is told in words of our own, which quote no secret.
      const reason = error instanceof InputError ? { reason: error.message } : {};
      const place = /\(([^()]*:\d+:\d+)\)/.exec(stack)?.[1];
      logger.error('the worker failed', { fault: name, place, ...reason });
    })
    .handler((event) => work(input.parse(event)));
}

const reach = z.enum(['all', 'iam']);

/** One account of a run, as OpenAccount answers it. */
export const target = z.object({
  run: z.string(),
  account: z.string(),
  partition: z.string(),
  home: z.string(),
  regions: z.array(z.string()),
  reach,
});

export const start = z.object({
  reason: z._default(z.enum(['schedule', 'event', 'person']), 'schedule'),
  reach: z._default(reach, 'all'),
  run: z.optional(z.string()),
  at: z.optional(z.string()),
  accounts: z.optional(z.array(z.string())),
});

const count = z.number();

/** What came of an account, as Assess answers it. */
export const outcome = z.object({
  account: z.string(),
  at: z.string(),
  state: z.enum(['assessed', 'unread']),
  findings: z.object({
    informational: count,
    low: count,
    medium: count,
    high: count,
    critical: count,
  }),
  gaps: count,
  new: count,
  gone: count,
  worse: count,
  proposals: z._default(count, 0),
  hubOff: z.array(z.string()),
  problems: z.array(z.string()),
  published: z.boolean(),
});
