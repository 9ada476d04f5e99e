/** Where a call of a database failed. `commit`: nobody knows whether it was done; anything before it was not. */
export type Stage = 'connect' | 'query' | 'commit';

/**
 * A failed call of a database in words of our own: what a driver says may hold a statement, and so a verifier.
 * Its cause is left out for the same reason.
 */
export class DatabaseError extends Error {
  readonly stage: Stage;
  /** SQLSTATE, or the code of a failed connection; `timeout`; `unknown`. */
  readonly code: string;

  constructor(stage: Stage, code: string) {
    super(`the database ${WHAT[stage]} (${code}${MEANING[code] === undefined ? '' : `: ${MEANING[code]}`})`);
    this.name = 'DatabaseError';
    this.stage = stage;
    this.code = code;
  }
}

/** Something was not as it must be, so nothing was changed. Its message is ours. */
export class UnreadyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnreadyError';
  }
}

const WHAT: Readonly<Record<Stage, string>> = {
  connect: 'could not be connected to',
  query: 'did not take a statement',
  commit: 'did not say whether it was done',
};

/** https://www.postgresql.org/docs/current/errcodes-appendix.html, and Node's own. */
const MEANING: Readonly<Record<string, string>> = {
  '28P01': 'the password is not the right one',
  '28000': 'this user may not log in, or not from here',
  '3D000': 'there is no such database',
  '42501': 'this user may not do that',
  '53300': 'it has too many connections',
  '55P03': 'somebody else holds a lock',
  '57014': 'it took too long',
  '57P03': 'it is starting up',
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  timeout: 'it took too long',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is of an authority that is not trusted: name its CA file',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by nobody: name its CA file',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is of an authority that is not trusted: name its CA file',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is of another host',
};

/** @returns the code of what a driver threw, and nothing else of it */
export function codeOf(error: unknown): string {
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  if (typeof code === 'string' && /^\w{3,60}$/.test(code)) return code;
  return typeof message === 'string' && /timeout|timed out/i.test(message) ? 'timeout' : 'unknown';
}
