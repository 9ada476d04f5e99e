import { timingSafeEqual } from 'node:crypto';
import { signatureOf } from '../../lib/remote/webhook-issuer.ts';
import { type Answer, type Asked, startService } from './server.ts';

/** What a third party keeps of a token. */
interface Token {
  readonly id: string;
  readonly value: string;
  status: 'Active' | 'Inactive';
  readonly createdAt: string;
  readonly idempotencyKey: string | null;
  lastUsedAt: string | null;
}

/** What the bridge does instead of of one kind of call; `after`: it does it, and says something else. */
export type Misdeed = { readonly action: string; readonly after?: boolean; readonly says: Answer };

export interface Bridge {
  /** Of the bridge, with a path before the actions. */
  readonly api: string;
  readonly token: string;
  readonly signingKey: string;
  /** Actions with what was sent beside, without values: `create shop r.1`. */
  readonly asked: string[];
  /** Until it is taken away; null: it keeps its contract. */
  misdeed: Misdeed | null;
  /** An Inactive one takes a slot too. */
  countsInactive: boolean;
  /** It makes two where it is asked for one. */
  makesTwo: boolean;
  /** One that nobody asked for by the contract. */
  given(principal: string, status?: Token['status']): Token;
  /** Ids with their status, sorted. */
  listed(principal: string): readonly string[];
  /** The third party's own API: whoever calls it with an Active value is let in, and is seen. */
  readonly thirdParty: string;
  /** Every value that there ever was. */
  readonly values: ReadonlySet<string>;
  /** As its owner does in the console of the third party. */
  setStatus(principal: string, id: string, status: Token['status']): void;
  stop(): void;
}

const SCHEMA = 'nightwarden.webhook-issuer/1';
const SKEW_S = 300;
const SLOTS = 2;

/** A bridge that keeps the contract of docs/webhook-issuer.md, to a third party in its memory; and what it may do wrong. */
export async function startBridge(): Promise<Bridge> {
  const token = 'NIGHTWARDENCANARY-bridge-token';
  const signingKey = `NIGHTWARDENCANARY-${'k'.repeat(32)}`;
  const tokens = new Map<string, Token[]>();
  const values = new Set<string>();
  const asked: string[] = [];
  let made = 0;
  const of = (principal: string) => {
    const found = tokens.get(principal) ?? [];
    tokens.set(principal, found);
    return found;
  };
  function make(principal: string, idempotencyKey: string | null, status: Token['status'] = 'Active'): Token {
    made += 1;
    const value = `NIGHTWARDENCANARY-value-${made}-${crypto.randomUUID()}`;
    values.add(value);
    const createdAt = new Date().toISOString();
    const one: Token = { id: `tok.${made}`, value, status, createdAt, idempotencyKey, lastUsedAt: null };
    of(principal).push(one);
    return one;
  }

  function isSigned({ headers, text }: Asked): boolean {
    const at = String(headers['x-nightwarden-timestamp'] ?? '');
    if (!/^\d+$/.test(at) || Math.abs(Date.now() / 1000 - Number(at)) > SKEW_S) return false;
    return (
      isSame(String(headers.authorization), `Bearer ${token}`) &&
      isSame(String(headers['x-nightwarden-signature']), signatureOf(signingKey, at, text))
    );
  }

  /** What the contract says, to the letter. */
  function served(one: Asked): Answer {
    const {
      schema,
      action = '',
      principal,
      id,
      status,
      value,
      idempotencyKey,
    } = one.body as Record<string, string>;
    if (!isSigned(one) || schema !== SCHEMA || action !== one.path.at(-1)) return { status: 401 };
    const all = of(principal ?? '');
    const found = all.find((each) => each.id === id);
    switch (action) {
      case 'list':
        return ok({
          credentials: all.map((each) => ({
            id: each.id,
            status: each.status,
            createdAt: each.createdAt,
            idempotencyKey: each.idempotencyKey,
          })),
        });
      case 'create': {
        const before = all.find((each) => each.idempotencyKey === idempotencyKey);
        if (before !== undefined) return ok({ id: before.id, value: before.value });
        const taken = all.filter((each) => bridge.countsInactive || each.status === 'Active');
        if (taken.length >= SLOTS) return { status: 409, body: 'no slot' };
        const { id: named, value: new_ } = make(principal ?? '', idempotencyKey ?? '');
        if (bridge.makesTwo) make(principal ?? '', idempotencyKey ?? '');
        return ok({ id: named, value: new_ });
      }
      case 'set-status':
        if (found === undefined) return { status: 404 };
        found.status = status as Token['status'];
        return ok({});
      case 'remove':
        if (found?.status === 'Active') return { status: 409 };
        tokens.set(
          principal ?? '',
          all.filter((each) => each.id !== id),
        );
        return ok({});
      case 'use':
        return found === undefined ? { status: 404 } : ok({ lastUsedAt: found.lastUsedAt });
      case 'prove':
        return ok({ works: found?.status === 'Active' && found.value === value });
      default:
        return { status: 404 };
    }
  }

  const service = await startService((one) => {
    const { action, principal, id, status, idempotencyKey } = (one.body ?? {}) as Record<string, string>;
    asked.push(
      [action, principal, id ?? idempotencyKey, status].filter((part) => part !== undefined).join(' '),
    );
    const { misdeed } = bridge;
    if (misdeed === null || misdeed.action !== action) return served(one);
    if (misdeed.after === true) served(one);
    return misdeed.says;
  });
  const party = await startService(({ headers }) => {
    const value = String(headers.authorization).replace('Bearer ', '');
    const found = [...tokens.values()].flat().find((each) => each.value === value);
    if (found?.status !== 'Active') return { status: 401, body: `you said ${value}` };
    found.lastUsedAt = new Date().toISOString();
    return { status: 200, body: found.id };
  });

  const bridge: Bridge = {
    api: `${service.url}/acme`,
    token,
    signingKey,
    asked,
    misdeed: null,
    countsInactive: false,
    makesTwo: false,
    given: (principal, status) => make(principal, null, status),
    listed: (principal) =>
      of(principal)
        .map(({ id, status }) => `${id} ${status}`)
        .toSorted(),
    thirdParty: party.url,
    values,
    setStatus(principal, id, status) {
      const found = of(principal).find((each) => each.id === id);
      if (found !== undefined) found.status = status;
    },
    stop() {
      service.stop();
      party.stop();
    },
  };
  return bridge;
}

function ok(body: object): Answer {
  return { status: 200, body };
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
