import * as z from 'zod';
import { field, region } from './fields.ts';

const ofAKey = { accessKeyId: field, secretAccessKey: field };

/** The names of the fields that hold the value in the secret's JSON. */
export const shape = z.discriminatedUnion(
  'as',
  [
    z.strictObject({ as: z.literal('json'), ...ofAKey }),
    z.strictObject({ as: z.literal('smtp'), username: field, password: field, ...ofAKey, region }),
  ],
  { error: 'as: json or smtp, with the names of its fields' },
);
