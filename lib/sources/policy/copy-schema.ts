import * as z from 'zod';
import type { DeclaredCopy } from '../../core/rotation/policy.ts';
import { api, arn, field, name, region, secretArn } from './fields.ts';

const common = {
  id: name,
  wayBack: z.boolean({ error: 'true or false' }).default(true),
};

const ofTheEnvironment = {
  accessKeyId: field.default('AWS_ACCESS_KEY_ID'),
  secretAccessKey: field.default('AWS_SECRET_ACCESS_KEY'),
};

const someWords = 'a sentence of at most 1024 characters';

/** A place that the value is copied to, and how it is written there. */
export const copy = z
  .discriminatedUnion(
    'in',
    [
      z.strictObject(
        {
          ...common,
          in: z.literal('secret'),
          arn: secretArn,
          replicas: z.array(region, { error: 'a list of Regions' }).default([]),
        },
        { error: 'id and arn of a secret' },
      ),
      z.strictObject(
        { ...common, in: z.literal('parameter'), name, region },
        { error: 'id, name and region of a parameter' },
      ),
      z.strictObject(
        {
          ...common,
          ...ofTheEnvironment,
          in: z.literal('lambda-environment'),
          arn: arn.refine((text) => /:lambda:.*:function:[^:]+$/.test(text), {
            error: 'the ARN of a function, without a version',
          }),
          alias: name.nullable().default(null),
        },
        { error: 'id and arn of a function' },
      ),
      z.strictObject(
        {
          ...common,
          ...ofTheEnvironment,
          in: z.literal('github-actions'),
          repository: z
            .string({ error: 'owner/name of a repository' })
            .regex(/^[\w.-]+\/[\w.-]+$/, { error: 'owner/name of a repository' }),
          token: secretArn,
          api: api.default('https://api.github.com'),
        },
        { error: 'id, repository and token of a repository' },
      ),
      z.strictObject(
        {
          ...common,
          ...ofTheEnvironment,
          in: z.literal('gitlab'),
          project: name,
          token: secretArn,
          api: api.default('https://gitlab.com/api/v4'),
        },
        { error: 'id, project and token of a project' },
      ),
      z.strictObject(
        {
          ...common,
          in: z.literal('person'),
          who: name,
          instructions: z
            .string({ error: someWords })
            .min(1, { error: someWords })
            .max(1024, { error: someWords }),
        },
        { error: 'id, who and instructions' },
      ),
    ],
    { error: 'in: secret, parameter, lambda-environment, github-actions, gitlab or person' },
  )
  .transform(({ id, wayBack, ...target }): DeclaredCopy => ({ id, wayBack, target }));
