import * as z from 'zod';
import { server } from './database-schema.ts';
import { field, region } from './fields.ts';

const ofAKey = { accessKeyId: field, secretAccessKey: field };

/** The names of the fields that hold the value in the secret's JSON. */
export const shape = z.discriminatedUnion(
  'as',
  [
    z.strictObject({ as: z.literal('json'), ...ofAKey }),
    z.strictObject({ as: z.literal('smtp'), username: field, password: field, ...ofAKey, region }),
    // Of secrets that a function of their own rotates.
    z.strictObject({ as: z.literal('postgres'), ...server }),
    z.strictObject({ as: z.literal('opaque') }),
    z.strictObject({ as: z.literal('service-password'), id: field, username: field, password: field }),
    z.strictObject({ as: z.literal('service-api-key'), id: field, apiKey: field }),
    z.strictObject({ as: z.literal('token'), id: field, token: field }),
  ],
  {
    error:
      'as: json, smtp, service-password, service-api-key or token, with the names of its fields; beside rotatedBy postgres or opaque too',
  },
);
