import * as z from 'zod';
import type { Tls } from '../../core/rotation/kinds/database.ts';
import { LONGEST_NAME } from '../../core/rotation/kinds/database.ts';
import { secretArn, wholeOf } from './fields.ts';

const aHost = 'the name or address of a host';
const host = z
  .string({ error: aHost })
  .max(253, { error: aHost })
  .regex(/^[A-Za-z0-9]([\w.:-]*[A-Za-z0-9])?$/, { error: aHost });

const aName = `a name of at most ${LONGEST_NAME} bytes, without control characters`;
/** Postgres takes nearly everything between its quotes, and cuts off what is too long. */
const name = z
  .string({ error: aName })
  .refine((text) => /^\P{Cc}+$/u.test(text) && Buffer.byteLength(text) <= LONGEST_NAME, { error: aName });

const aPort = 'a port from 1 to 65535';
const aTls = 'system (the authorities of this machine), none (127.0.0.1 alone), or { ca: FILE }';
const tls = z
  .union([z.enum(['system', 'none']), z.strictObject({ ca: z.string().min(1).max(1024) })], { error: aTls })
  .transform(
    (given): Tls => (typeof given === 'string' ? { verify: given } : { verify: 'ca', file: given.ca }),
  );

/** Where somebody logs in. */
export const server = {
  host,
  port: wholeOf(1, aPort).max(65_535, { error: aPort }).default(5432),
  dbname: name.default('postgres'),
  tls: tls.default({ verify: 'system' }),
};

/** A server, and two of its users that take turns. */
export const database = z.strictObject(
  {
    engine: z.literal('postgres', { error: 'postgres' }),
    ...server,
    users: z.array(name, { error: 'a list of two users that take turns' }),
    admin: secretArn,
  },
  { error: 'engine, host, users and admin of a database' },
);
