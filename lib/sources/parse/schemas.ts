import * as z from 'zod/mini';
import type { Tags } from '../../core/model/credential.ts';
import { type Instant, parseInstant } from '../../core/model/time.ts';

/** Version 1 of AWS's CLI writes the moments of some services as seconds since 1970. */
const EPOCH_SECONDS = { from: 1_000_000_000, to: 10_000_000_000 };

/** A moment as AWS's CLI and SDK write it, read as UTC. */
export const instant: z.ZodMiniType<Instant> = z.pipe(
  z.unknown(),
  z.transform((value, ctx): Instant => {
    const at =
      typeof value === 'number'
        ? ofEpoch(value)
        : typeof value === 'string'
          ? parseInstant(value)
          : undefined;
    if (at !== undefined) return at;
    ctx.issues.push({ code: 'custom', message: 'a date', input: value });
    return z.NEVER;
  }),
);

/** `[{Key, Value}]`, as IAM and Secrets Manager list tags; none: none set. */
export const tagList: z.ZodMiniType<Tags> = z.pipe(
  z._default(z.array(z.object({ Key: z.string(), Value: z._default(z.string(), '') })), []),
  z.transform((tags) => Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]))),
);

/** An ARN of one service: `arn:aws:iam::123456789012:user/x`. */
export function arn(service: string): z.ZodMiniType<string> {
  return z.string().check(
    z.regex(new RegExp(`^arn:[a-z0-9-]+:${service}:[a-z0-9-]*:(\\d{12}|aws)?:.+$`, 's'), {
      error: `an ARN of ${service}`,
    }),
  );
}

/** Where a gap about something stands, by its ARN when it has one: Region and subject. */
export function arnPlace(
  id: unknown,
  service: string,
): { readonly subject?: string; readonly region?: string } {
  const found = arn(service).safeParse(id).data;
  const region = found?.split(':')[3];
  if (found === undefined) return {};
  return region === undefined || region === '' ? { subject: found } : { subject: found, region };
}

function ofEpoch(seconds: number): Instant | undefined {
  const plausible = seconds >= EPOCH_SECONDS.from && seconds < EPOCH_SECONDS.to;
  return plausible ? new Date(Math.round(seconds * 1000)).toISOString() : undefined;
}

/** A schema with what stands instead of that which does not fit. By another name: a linter takes `z.catch` for a promise's. */
export { catch as orElse } from 'zod/mini';
