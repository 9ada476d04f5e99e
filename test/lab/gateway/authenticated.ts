import type { Fault } from './answer.ts';

const AUTHENTICATION_FAILURES: ReadonlySet<string> = new Set([
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'IncompleteSignature',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
]);

/** Whether AWS got as far as knowing who calls: only then is a call a use of the key, and on record. */
export function isAuthenticated(fault: Fault | undefined): boolean {
  return fault === undefined || !AUTHENTICATION_FAILURES.has(fault.code);
}
