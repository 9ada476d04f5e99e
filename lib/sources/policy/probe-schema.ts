import * as z from 'zod';
import { address, arn, duration, name, region, wholeOf } from './fields.ts';

/** Longer than a task of Fargate takes to start. */
const WITHIN_MS = 5 * 60_000;

const subnet = z
  .string({ error: 'a subnet' })
  .regex(/^subnet-[0-9a-f]{8,17}$/, { error: 'a subnet such as subnet-0a1b2c3d' });
const securityGroup = z
  .string({ error: 'a security group' })
  .regex(/^sg-[0-9a-f]{8,17}$/, { error: 'a security group such as sg-0a1b2c3d' });

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
    z.strictObject({
      by: z.literal('task'),
      region,
      cluster: name,
      family: name,
      container: name,
      launchType: z.enum(['FARGATE', 'EC2'], { error: 'FARGATE or EC2' }).default('FARGATE'),
      subnets: z.array(subnet, { error: 'a list of subnets' }).default([]),
      securityGroups: z.array(securityGroup, { error: 'a list of security groups' }).default([]),
      within: duration.default(WITHIN_MS),
    }),
  ],
  { error: 'by: http, lambda, alarm, ecs-service, seen or task' },
);
