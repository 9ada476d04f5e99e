import type { Fact } from '../core/model/facts.ts';
import type { Scope, SourceGap } from '../core/model/gap.ts';

export type FaultKind =
  | 'denied'
  | 'throttled'
  | 'expired'
  | 'invalid-credentials'
  | 'region-off'
  | 'no-network'
  | 'no-credentials'
  | 'other';

/** A failed AWS call in words of our own: what the SDK said may hold a request's signature or token. */
export interface Fault {
  readonly kind: FaultKind;
  /** What happened, in one line. */
  readonly reason: string;
  /** What to do, in one line. */
  readonly remedy: string;
}

export interface Call {
  /** The IAM action of the call: `iam:ListAccessKeys`. */
  readonly action: string;
  /** Set when the call went to one Region while the caller was already known elsewhere. */
  readonly region?: string | undefined;
}

const KINDS: readonly (readonly [FaultKind, RegExp])[] = [
  ['denied', /^(AccessDenied|UnauthorizedOperation|AuthorizationError|NotAuthorized|Forbidden)(Exception)?$/],
  [
    'throttled',
    /^(Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|BandwidthLimit|RequestThrottled|PriorRequest)/,
  ],
  ['expired', /^(ExpiredToken|RequestExpired|TokenRefreshRequired)/],
  ['region-off', /^(OptInRequired|RegionDisabled)/],
  [
    'invalid-credentials',
    /^(InvalidClientTokenId|UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch|InvalidAccessKeyId|InvalidToken|MissingAuthenticationToken|IncompleteSignature|AuthFailure)/,
  ],
  ['no-credentials', /^(CredentialsProviderError|TokenProviderError|ProviderError)$/],
  ['no-network', /^(TimeoutError|RequestTimeout|NetworkingError)/],
];

const NETWORK_CODES =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EAI_AGAIN|ENOTFOUND|ENETUNREACH|ENETDOWN|EHOSTUNREACH|ERR_SOCKET|UND_ERR|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|ERR_TLS|EPROTO)/;

/** What a failed call means and what to do about it. */
export function faultOf(error: unknown, call: Call): Fault {
  const facts = factsOf(error);
  const kind = kindOf(facts, call);
  return { kind, reason: reasonOf(kind, facts), remedy: remedyOf(kind, facts, call) };
}

/** A failed call as the gap that it leaves. */
export function gapOf(
  error: unknown,
  {
    action,
    scope,
    facts,
  }: { readonly action: string; readonly scope: Scope; readonly facts: readonly Fact[] },
): SourceGap {
  const { reason, remedy } = faultOf(error, { action, region: scope.region });
  return { scope, missing: action, reason, remedy, facts };
}

/** Whether the thing that was asked for went away while we read: nothing is left to read, so it is no gap. */
export function isGone(error: unknown): boolean {
  return /^(?:(?:NoSuchEntity|(?:Resource|Entity)?NotFound)(?:Exception)?|StateMachineDoesNotExist|InvalidInstanceID\.NotFound)$/.test(
    factsOf(error).code,
  );
}

/** The host that the name service does not know; undefined when the call failed for another reason. */
export function unknownHost(error: unknown): string | undefined {
  const { networkCode, host } = factsOf(error);
  return networkCode === 'ENOTFOUND' ? host : undefined;
}

/** Thrown for an answer that the SDK took and that is not what AWS documents; its message is ours and safe to show. */
export class AnswerError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AnswerError';
  }
}

/** What of an error may be looked at. Of its message only what matches a fixed pattern is ever shown. */
interface ErrorFacts {
  readonly code: string;
  readonly message: string;
  readonly networkCode: string | undefined;
  readonly host: string | undefined;
  readonly status: number | undefined;
  readonly attempts: number | undefined;
}

function factsOf(error: unknown, depth = 0): ErrorFacts {
  const fields: Readonly<Record<string, unknown>> =
    typeof error === 'object' && error !== null ? { ...error } : {};
  const metadata = fields.$metadata as { httpStatusCode?: unknown; attempts?: unknown } | undefined;
  const inner = error instanceof Error && error.cause !== undefined && depth < 5 ? error.cause : undefined;
  const cause = inner === undefined ? undefined : factsOf(inner, depth + 1);
  const code = typeof fields.code === 'string' ? fields.code : '';
  const host = typeof fields.hostname === 'string' ? fields.hostname : '';
  return {
    code: word(error instanceof Error ? error.name : fields.name) ?? 'unknown error',
    message: error instanceof Error ? error.message : '',
    networkCode: NETWORK_CODES.test(code) ? code : cause?.networkCode,
    host: /^[\w.-]{1,253}$/.test(host) ? host : cause?.host,
    status: numberOf(metadata?.httpStatusCode),
    attempts: numberOf(metadata?.attempts),
  };
}

function kindOf({ code, message, networkCode, status }: ErrorFacts, { region }: Call): FaultKind {
  const named = KINDS.find(([, pattern]) => pattern.test(code))?.[0];
  if (named === 'no-credentials') return /expired|aws sso login|aws login/i.test(message) ? 'expired' : named;
  // The caller was known a moment ago, so it is this Region that does not know it: keys reach opted-in Regions only.
  const unknownHere = /^(InvalidClientTokenId|UnrecognizedClient)/.test(code);
  if (region !== undefined && (unknownHere || networkCode === 'ENOTFOUND')) return 'region-off';
  if (named !== undefined) return named;
  if (networkCode !== undefined) return 'no-network';
  return status === 429 ? 'throttled' : 'other';
}

function reasonOf(
  kind: FaultKind,
  { code, message, networkCode, host, status, attempts }: ErrorFacts,
): string {
  switch (kind) {
    case 'denied':
      return `access denied${denierOf(message)} (${code})`;
    case 'throttled':
      return `AWS kept throttling the call (${code}${attempts === undefined ? '' : `, ${attempts} attempts`})`;
    case 'expired':
      return `the AWS session has expired (${code})`;
    case 'invalid-credentials':
      return `AWS does not accept the credentials (${code})`;
    case 'region-off':
      return networkCode === 'ENOTFOUND'
        ? `no such host${host === undefined ? '' : `: ${host}`}; the Region or its service does not exist`
        : `the Region does not know the account's credentials, so it is not enabled (${code})`;
    case 'no-network':
      return `no connection to ${host ?? 'AWS'} (${networkCode ?? code})`;
    case 'no-credentials':
      return `no AWS credentials were found (${code})`;
    case 'other': {
      if (code === 'AnswerError') return message;
      return `AWS answered ${code}${status === undefined ? '' : `, HTTP ${status}`}`;
    }
  }
}

function remedyOf(kind: FaultKind, { code, message }: ErrorFacts, { action }: Call): string {
  const [service = 'aws'] = action.split(':');
  switch (kind) {
    case 'denied': {
      const denied = /not authorized to perform: ([a-z0-9-]{1,40}:[A-Za-z0-9]{1,80})\b/.exec(message)?.[1];
      return denierOf(message) === ''
        ? `grant ${denied ?? action} to the reading role`
        : `take ${denied ?? action} of the reading role out of that denial`;
    }
    case 'throttled':
      return `lower budgets.${service} in the policy file, or run again when less else calls the service`;
    case 'expired':
      return 'run aws sso login or renew the session, then run again';
    case 'invalid-credentials':
      return /^(SignatureDoesNotMatch|InvalidSignature)/.test(code)
        ? "check the secret access key of the profile and this machine's clock"
        : 'check the access key of the profile or environment: it may be deactivated, deleted or of another partition';
    case 'region-off':
      return 'enable the Region for the account, or leave it out of --region';
    case 'no-network':
      return 'check the network, the proxy and AWS_ENDPOINT_URL, then run again';
    case 'no-credentials':
      return 'name a profile with --profile, or set AWS_PROFILE or AWS_ACCESS_KEY_ID, or run aws sso login';
    case 'other':
      return /^RequestTime|^RequestInTheFuture/.test(code)
        ? "set this machine's clock, then run again"
        : 'run again; if it stays, look the error code up in the service documentation';
  }
}

/** AWS says which kind of policy denied: only the fixed words are kept. */
function denierOf(message: string): string {
  const denier = /explicit deny in (?:a |an )?([a-z -]{3,40}? policy)\b/.exec(message)?.[1];
  return denier === undefined ? '' : ` by an explicit deny in a ${denier}`;
}

function word(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.:-]{1,80}$/.test(value) ? value : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
