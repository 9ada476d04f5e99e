import { describe, expect, it } from 'vitest';
import {
  HalfDoneError,
  isDenied,
  NotCalledError,
  outcomeOf,
  prepared,
} from '../../lib/aws/rotation/outcome.ts';
import { sdkError } from './sdk-errors.ts';

const answered = (name: string, httpStatusCode: number) =>
  sdkError(name, `${name} happened`, { $metadata: { httpStatusCode, attempts: 1 } });
const network = (code: string) =>
  Object.assign(new Error(`connect ${code}`), { code, $metadata: { attempts: 1 } });
const wrapped = (code: string) =>
  Object.assign(new Error('fetch failed', { cause: network(code) }), { name: 'TypeError' });

describe('what a write that was sent once and failed came to', () => {
  it.each`
    error                                                               | outcome      | why
    ${answered('ThrottlingException', 400)}                             | ${'failed'}  | ${'throttled before it was looked at'}
    ${answered('Throttling', 400)}                                      | ${'failed'}  | ${'IAM’s way to say so'}
    ${answered('TooManyRequestsException', 429)}                        | ${'failed'}  | ${'Lambda’s'}
    ${answered('SlowDown', 503)}                                        | ${'failed'}  | ${'S3’s, with a status of the server'}
    ${answered('AccessDenied', 403)}                                    | ${'failed'}  | ${'not allowed'}
    ${answered('AccessDeniedException', 400)}                           | ${'failed'}  | ${'not allowed, in JSON'}
    ${answered('InvalidClientTokenId', 403)}                            | ${'failed'}  | ${'nobody that AWS knows'}
    ${answered('ExpiredToken', 403)}                                    | ${'failed'}  | ${'the session of the role is over'}
    ${answered('NoSuchEntity', 404)}                                    | ${'failed'}  | ${'the user or key is gone'}
    ${answered('ConcurrentModification', 409)}                          | ${'failed'}  | ${'IAM took somebody else’s call'}
    ${answered('EntityTemporarilyUnmodifiable', 409)}                   | ${'failed'}  | ${'IAM takes none at the moment'}
    ${answered('InvalidParameterException', 400)}                       | ${'failed'}  | ${'the label is at another version: the swap was lost'}
    ${answered('ResourceExistsException', 400)}                         | ${'failed'}  | ${'the version id has another value'}
    ${answered('ResourceNotFoundException', 400)}                       | ${'failed'}  | ${'the secret is gone'}
    ${answered('InvalidRequestException', 400)}                         | ${'failed'}  | ${'the secret is being deleted'}
    ${answered('EncryptionFailure', 400)}                               | ${'failed'}  | ${'KMS said no, so nothing was stored'}
    ${answered('DecryptionFailure', 400)}                               | ${'failed'}  | ${'KMS said no'}
    ${answered('PreconditionFailedException', 412)}                     | ${'failed'}  | ${'RevisionId: the function was changed meanwhile'}
    ${answered('ResourceConflictException', 409)}                       | ${'failed'}  | ${'an update of the function is under way'}
    ${answered('ValidationException', 400)}                             | ${'failed'}  | ${'not taken'}
    ${answered('ConditionalCheckFailedException', 400)}                 | ${'failed'}  | ${'a condition did not hold'}
    ${answered('LimitExceeded', 409)}                                   | ${'refused'} | ${'no room for a policy, or for a third key'}
    ${answered('LimitExceededException', 409)}                          | ${'refused'} | ${'as the SDK calls it'}
    ${answered('MalformedPolicyDocument', 400)}                         | ${'refused'} | ${'will not be taken the next time either'}
    ${network('ECONNREFUSED')}                                          | ${'failed'}  | ${'no connection was made'}
    ${network('ENOTFOUND')}                                             | ${'failed'}  | ${'no such host'}
    ${network('EAI_AGAIN')}                                             | ${'failed'}  | ${'no name service'}
    ${wrapped('ECONNREFUSED')}                                          | ${'failed'}  | ${'the same, below another error'}
    ${sdkError('CredentialsProviderError')}                             | ${'failed'}  | ${'nothing to sign with'}
    ${new NotCalledError('x')}                                          | ${'failed'}  | ${'something before the call was not as it must be'}
    ${answered('ServiceFailure', 500)}                                  | ${'lost'}    | ${'IAM failed, after who knows what'}
    ${answered('InternalServiceError', 500)}                            | ${'lost'}    | ${'Secrets Manager failed'}
    ${answered('ServiceException', 500)}                                | ${'lost'}    | ${'Lambda failed'}
    ${answered('ServiceUnavailable', 503)}                              | ${'lost'}    | ${'a server’s status that says nothing more'}
    ${answered('RequestTimeout', 408)}                                  | ${'lost'}    | ${'AWS waited for the rest of it'}
    ${answered('RequestTimeout', 400)}                                  | ${'lost'}    | ${'the same, with another status'}
    ${answered('InternalFailure', 400)}                                 | ${'lost'}    | ${'a failure whatever its status'}
    ${network('ECONNRESET')}                                            | ${'lost'}    | ${'it may have arrived'}
    ${network('EPIPE')}                                                 | ${'lost'}    | ${'it may have arrived'}
    ${network('ETIMEDOUT')}                                             | ${'lost'}    | ${'it may have arrived'}
    ${wrapped('ECONNRESET')}                                            | ${'lost'}    | ${'the same, below another error'}
    ${Object.assign(new Error('timed out'), { name: 'TimeoutError' })}  | ${'lost'}    | ${'nobody waited for the answer'}
    ${Object.assign(new Error('aborted'), { name: 'AbortError' })}      | ${'lost'}    | ${'given up on the way'}
    ${new HalfDoneError('x', { cause: answered('AccessDenied', 403) })} | ${'lost'}    | ${'the first of two calls was done'}
    ${new HalfDoneError('x', { cause: network('ECONNREFUSED') })}       | ${'lost'}    | ${'and the second was not'}
    ${new Error('what is this')}                                        | ${'lost'}    | ${'nothing is known'}
    ${'a string'}                                                       | ${'lost'}    | ${'nothing is known'}
    ${undefined}                                                        | ${'lost'}    | ${'nothing is known'}
  `('$outcome: $why', ({ error, outcome }) => expect(outcomeOf(error)).toBe(outcome));

  it('tells a denial from other refusals', () => {
    expect(isDenied(answered('AccessDenied', 403))).toBe(true);
    expect(isDenied(answered('NoSuchEntity', 404))).toBe(false);
  });

  it('says of whatever goes wrong before a call that nothing was called, and keeps why', async () => {
    const cause = answered('ServiceFailure', 500);
    const failed = prepared(() => Promise.reject(cause), 'the secret could not be read');
    await expect(failed).rejects.toThrow('the secret could not be read, so nothing was called');
    await expect(failed).rejects.toMatchObject({ name: 'NotCalledError', cause });
    expect(await prepared(async () => 7, 'x')).toBe(7);
  });
});
