import { createHmac } from 'node:crypto';
import * as z from 'zod/mini';
import { RemoteError, remoteCall } from './call.ts';

/** A bridge to a third party that speaks the contract of docs/webhook-issuer.md. */
export interface IssuerPlace {
  readonly api: string;
  /** Whom the credentials belong to, as the bridge calls it. */
  readonly principal: string;
  readonly token: string;
  readonly signingKey: string;
}

export interface Issued {
  readonly id: string;
  readonly status: 'Active' | 'Inactive';
  readonly createdAt: string | null;
  /** With which it was asked for by this contract; null: it was not. */
  readonly idempotencyKey: string | null;
}

/** A write is sent once; what fails is a {@link RemoteError}, which holds nothing of what the bridge said. */
export interface IssuerGateway {
  list(): Promise<readonly Issued[]>;
  create(idempotencyKey: string): Promise<{ readonly id: string; readonly value: string }>;
  setStatus(id: string, status: Issued['status']): Promise<void>;
  remove(id: string): Promise<void>;
  /** @returns null: never */
  lastUse(id: string): Promise<Date | null>;
  prove(id: string, value: string): Promise<'works' | 'refused'>;
}

const SCHEMA = 'nightwarden.webhook-issuer/1';
const LIMIT_MS = 15_000;
/** Two, and room to say that somebody has made more. */
const MOST = 100;

const id = z.string().check(z.regex(/^[\w.:-]{1,128}$/));
const time = z.nullable(z.iso.datetime({ offset: true }));
const nothing = z.strictObject({});
const listed = z.strictObject({
  credentials: z
    .array(
      z.strictObject({
        id,
        status: z.enum(['Active', 'Inactive']),
        createdAt: time,
        idempotencyKey: z.nullable(z.string().check(z.maxLength(128))),
      }),
    )
    .check(z.maxLength(MOST)),
});
const created = z
  .strictObject({ id, value: z.string().check(z.regex(/^\P{Cc}{8,4096}$/u)) })
  // An id stands in ledgers and logs.
  .check(z.refine(({ id: name, value }) => !name.includes(value)));
const used = z.strictObject({ lastUsedAt: time });
const proved = z.strictObject({ works: z.boolean() });

/** @param now milliseconds since the epoch: the bridge refuses a call that is not of now */
export function webhookIssuer(
  { api, principal, token, signingKey }: IssuerPlace,
  now: () => number = Date.now,
): IssuerGateway {
  async function ask<T>(
    action: string,
    answer: z.ZodMiniType<T>,
    more: Readonly<Record<string, string>> = {},
  ): Promise<T> {
    const body = { schema: SCHEMA, action, principal, ...more };
    const timestamp = String(Math.floor(now() / 1000));
    const headers = {
      authorization: `Bearer ${token}`,
      'x-nightwarden-timestamp': timestamp,
      'x-nightwarden-signature': signatureOf(signingKey, timestamp, JSON.stringify(body)),
    };
    const call = { method: 'POST', api, path: [action], headers, body, limitMs: LIMIT_MS } as const;
    const { body: told } = await remoteCall(call).catch((error: unknown) => {
      throw inWords(error, action);
    });
    const parsed = answer.safeParse(told);
    if (parsed.success) return parsed.data;
    throw new RemoteError(
      'lost',
      200,
      `what the bridge answered to ${action} is not what its contract says (docs/webhook-issuer.md): nobody knows what it did`,
    );
  }

  return {
    list: async () => (await ask('list', listed)).credentials,
    create: (idempotencyKey) => ask('create', created, { idempotencyKey }),
    async setStatus(of, status) {
      await ask('set-status', nothing, { id: of, status });
    },
    async remove(of) {
      await ask('remove', nothing, { id: of });
    },
    async lastUse(of) {
      const { lastUsedAt } = await ask('use', used, { id: of });
      return lastUsedAt === null ? null : new Date(lastUsedAt);
    },
    prove: async (of, value) => ((await ask('prove', proved, { id: of, value })).works ? 'works' : 'refused'),
  };
}

/** `v1=` and the HMAC-SHA256 of `TIMESTAMP.BODY`, hexadecimal. */
export function signatureOf(signingKey: string, timestamp: string, body: string): string {
  return `v1=${createHmac('sha256', signingKey).update(`${timestamp}.${body}`).digest('hex')}`;
}

/** In the words of this contract: those of a REST API would tell people to look for a project. */
function inWords(error: unknown, action: string): unknown {
  if (!(error instanceof RemoteError) || error.status === null) return error;
  const { outcome, status } = error;
  const what = outcome === 'failed' ? 'it was not done' : 'nobody knows whether it was done';
  return new RemoteError(
    outcome,
    status,
    `the bridge answered ${status} to ${action}: ${what}; see its own log`,
  );
}
