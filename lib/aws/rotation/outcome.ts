import { faultOf } from '../errors.ts';
import { inTime, LIMITS } from './limits.ts';

/**
 * What a write that was sent once and failed came to. `failed`: it surely did not happen · `refused`: nor will it ·
 * `lost`: nobody knows, for it may have been done before its answer was lost.
 */
export type Outcome = 'failed' | 'refused' | 'lost';

/** Some of it was done, and the rest was not, or nobody knows. Its message is ours. */
export class HalfDoneError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'HalfDoneError';
  }
}

/** What had to be there before a call was not, so nothing was called. Its message is ours. */
export class NotCalledError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'NotCalledError';
  }
}

/** Whatever goes wrong in it, the call that it comes before was not made. */
export async function prepared<T>(prepare: () => Promise<T>, what: string): Promise<T> {
  try {
    return await inTime(prepare(), LIMITS.prepareMs);
  } catch (cause) {
    throw new NotCalledError(`${what}, so nothing was called`, { cause });
  }
}

/** Nothing was sent: no connection was made, or there was nothing to sign with. */
const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_)/;

/** A quota of IAM's or a document that it does not take: the same call will be refused again. */
const FOR_GOOD =
  /^(LimitExceeded|MalformedPolicyDocument|PolicySizeExceeded|PackedPolicyTooLarge)(Exception)?$/;

/** Answers that say nothing of what was done, whatever their status. */
const SAYS_NOTHING =
  /^(RequestTimeout|RequestTimeoutException|InternalFailure|InternalServerError|ServiceFailure)/;

/**
 * @param error what the SDK threw for a call that was sent at most once
 */
export function outcomeOf(error: unknown): Outcome {
  if (error instanceof NotCalledError) return 'failed';
  if (error instanceof HalfDoneError) return 'lost';
  const { name, status, network } = factsOf(error);
  const { kind } = faultOf(error, { action: 'iam:CreateAccessKey' });
  // Said before the call is looked at, by whichever status.
  if (kind === 'throttled' || kind === 'no-credentials') return 'failed';
  if (network !== undefined) return NEVER_SENT.test(network) ? 'failed' : 'lost';
  if (SAYS_NOTHING.test(name)) return 'lost';
  if (FOR_GOOD.test(name)) return 'refused';
  return status !== undefined && status >= 400 && status < 500 && status !== 408 ? 'failed' : 'lost';
}

/** Whether AWS said that it may not be: no later call of this role will be let through by itself. */
export function isDenied(error: unknown): boolean {
  return faultOf(error, { action: 'iam:PutUserPolicy' }).kind === 'denied';
}

interface Facts {
  readonly name: string;
  readonly status: number | undefined;
  /** The code of a failed connection, or of the error below it. */
  readonly network: string | undefined;
}

function factsOf(error: unknown): Facts {
  const { name, code, $metadata, cause } = (error ?? {}) as {
    readonly name?: unknown;
    readonly code?: unknown;
    readonly $metadata?: { readonly httpStatusCode?: unknown };
    readonly cause?: unknown;
  };
  const status = $metadata?.httpStatusCode;
  const below = (cause as { readonly code?: unknown } | undefined)?.code;
  const network = [code, below].find(
    (one): one is string => typeof one === 'string' && /^[A-Z_]+$/.test(one),
  );
  return {
    name: typeof name === 'string' ? name : '',
    status: typeof status === 'number' ? status : undefined,
    network: status === undefined ? network : undefined,
  };
}
