import * as z from 'zod';
import { address, arn, name, region, wholeOf } from './fields.ts';

/** How a dependent is asked whether it is well. It is never given a credential. */
export const probe = z.discriminatedUnion(
  'by',
  [
    z.strictObject({
      by: z.literal('http'),
      url: address,
      status: wholeOf(100, 'a status from 100 to 599')
        .max(599, { error: 'a status from 100 to 599' })
        .default(200),
    }),
    z.strictObject({
      by: z.literal('lambda'),
      arn: arn.refine((text) => text.includes(':lambda:'), { error: 'the ARN of a function' }),
    }),
    z.strictObject({ by: z.literal('alarm'), name, region }),
    z.strictObject({ by: z.literal('ecs-service'), cluster: name, service: name, region }),
    z.strictObject({ by: z.literal('seen') }),
  ],
  { error: 'by: http, lambda, alarm, ecs-service or seen' },
);
