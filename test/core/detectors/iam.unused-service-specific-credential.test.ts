import { expect, it } from 'vitest';
import { unusedServiceSpecificCredential } from '../../../lib/core/detectors/iam.unused-service-specific-credential/detector.ts';
import { ago, aKey, aSnapshot, verdicts } from './build.ts';
import { aServiceCredential, reached } from './build-user-credentials.ts';

const UNREAD = 'unknown iam:GetServiceLastAccessedDetails';
const old = { createdAt: ago(80) };

it.each`
  why                                          | facts                                              | access                                           | expected
  ${'used yesterday passes'}                   | ${old}                                             | ${reached({ bedrock: 1 })}                       | ${'pass'}
  ${'used by another way into Bedrock passes'} | ${old}                                             | ${reached({ bedrock: 60, 'bedrock-mantle': 1 })} | ${'pass'}
  ${'on the limit is still fine'}              | ${old}                                             | ${reached({ bedrock: 45.9 })}                    | ${'pass'}
  ${'one day past the limit fails'}            | ${old}                                             | ${reached({ bedrock: 46 })}                      | ${'fail medium'}
  ${'never reached fails'}                     | ${old}                                             | ${reached({ bedrock: null })}                    | ${'fail medium'}
  ${'what opens nothing weighs less'}          | ${old}                                             | ${reached({ codecommit: 1 })}                    | ${'fail low'}
  ${'a new one has as long'}                   | ${{ createdAt: ago(45) }}                          | ${reached({ bedrock: null })}                    | ${'pass'}
  ${'an inactive one passes'}                  | ${{ ...old, status: 'Inactive' }}                  | ${reached({ bedrock: null })}                    | ${'pass'}
  ${'one past its end passes'}                 | ${{ ...old, expiresAt: ago(1) }}                   | ${reached({ bedrock: null })}                    | ${'pass'}
  ${'a CodeCommit password is judged by that'} | ${{ ...old, service: 'codecommit.amazonaws.com' }} | ${reached({ codecommit: 60, bedrock: 1 })}       | ${'fail medium'}
  ${'of Keyspaces IAM does not tell'}          | ${{ ...old, service: 'cassandra.amazonaws.com' }}  | ${reached({ cassandra: null })}                  | ${UNREAD}
  ${'of CloudWatch Logs IAM does not tell'}    | ${{ ...old, service: 'logs.amazonaws.com' }}       | ${reached({ logs: null })}                       | ${UNREAD}
  ${'of a new service nothing is known'}       | ${{ ...old, service: 'new.amazonaws.com' }}        | ${reached({ new: null })}                        | ${UNREAD}
  ${'read long ago is not a verdict'}          | ${old}                                             | ${reached({ bedrock: 47 }, { asOf: ago(6) })}    | ${UNREAD}
`('$why', ({ facts, access, expected }) => {
  const snapshot = aSnapshot({ credentials: [aServiceCredential(facts)], serviceAccess: [access] });
  expect(verdicts(unusedServiceSpecificCredential, snapshot)).toEqual([expected]);
});

it('can not tell whose use it was where the user has another way in', () => {
  const credentials = [aServiceCredential(old), aKey()];
  const serviceAccess = [reached({ bedrock: 1 })];
  expect(verdicts(unusedServiceSpecificCredential, aSnapshot({ credentials, serviceAccess }))).toEqual([
    UNREAD,
  ]);
});
