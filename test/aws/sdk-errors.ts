import type { FaultKind } from '../../lib/aws/errors.ts';

/** An error as the SDK throws it: the service's code is its name. */
export function sdkError(name: string, message = `${name} happened`, more: object = {}): Error {
  const error = new Error(message);
  error.name = name;
  return Object.assign(error, { $fault: 'client', $metadata: { httpStatusCode: 400, attempts: 1 } }, more);
}

function systemError(code: string): Error {
  return Object.assign(new Error(`connect ${code} 127.0.0.1:9`), { code });
}

interface KnownError {
  readonly what: string;
  readonly error: Error;
  readonly kind: FaultKind;
}

/** Every kind of failure, as it comes from a call whose Region is not in question. */
export const ERRORS: readonly KnownError[] = [
  ...['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation'].map((name) => known(name, 'denied')),
  ...['Throttling', 'ThrottlingException', 'TooManyRequestsException', 'RequestLimitExceeded'].map((name) =>
    known(name, 'throttled'),
  ),
  ...['ExpiredToken', 'ExpiredTokenException', 'RequestExpired'].map((name) => known(name, 'expired')),
  ...[
    'InvalidClientTokenId',
    'UnrecognizedClientException',
    'SignatureDoesNotMatch',
    'InvalidSignatureException',
  ].map((name) => known(name, 'invalid-credentials')),
  known('OptInRequired', 'region-off'),
  known('CredentialsProviderError', 'no-credentials', 'Could not load credentials from any providers'),
  known(
    'CredentialsProviderError',
    'expired',
    'The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login.',
  ),
  known('TokenProviderError', 'expired', 'Token is expired. To refresh this SSO session run aws sso login'),
  ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'ENETUNREACH'].map((code) => ({
    what: code,
    error: systemError(code),
    kind: 'no-network' as const,
  })),
  known('TimeoutError', 'no-network'),
  known('ServiceFailureException', 'other'),
  known('InternalFailure', 'other'),
  known('RequestTimeTooSkewed', 'other'),
  { what: 'a bug', error: new TypeError('x is not a function'), kind: 'other' },
];

function known(name: string, kind: FaultKind, message?: string): KnownError {
  return {
    what: message === undefined ? name : `${name} (${message.slice(0, 20)}…)`,
    error: sdkError(name, message),
    kind,
  };
}
