import fc from 'fast-check';
import { expect, it } from 'vitest';
import { unusedSshKey } from '../../../lib/core/detectors/iam.unused-ssh-key/detector.ts';
import { ago, aKey, aSnapshot, reasons, userArn, verdicts } from './build.ts';
import { anSshKey, aServiceCredential, reached } from './build-user-credentials.ts';

const UNREAD = 'unknown iam:GetServiceLastAccessedDetails';
const old = anSshKey({ createdAt: ago(200) });

it.each`
  why                                                | key                                                      | access                                                         | expected
  ${'used yesterday passes'}                         | ${old}                                                   | ${reached({ codecommit: 1 })}                                  | ${'pass'}
  ${'on the limit is still fine'}                    | ${old}                                                   | ${reached({ codecommit: 45.9 })}                               | ${'pass'}
  ${'one day past the limit fails'}                  | ${old}                                                   | ${reached({ codecommit: 46 })}                                 | ${'fail medium'}
  ${'never reached fails'}                           | ${old}                                                   | ${reached({ codecommit: null, s3: 1 })}                        | ${'fail medium'}
  ${'a new key has as long'}                         | ${anSshKey({ createdAt: ago(45) })}                      | ${reached({ codecommit: null })}                               | ${'pass'}
  ${'a day more is too long'}                        | ${anSshKey({ createdAt: ago(46) })}                      | ${reached({ codecommit: null })}                               | ${'fail medium'}
  ${'a use before the key was made is not its own'}  | ${anSshKey({ createdAt: ago(50) })}                      | ${reached({ codecommit: 300 })}                                | ${'fail medium'}
  ${'what opens nothing weighs less'}                | ${old}                                                   | ${reached({ s3: 1 })}                                          | ${'fail low'}
  ${'an inactive key passes'}                        | ${anSshKey({ createdAt: ago(200), status: 'Inactive' })} | ${reached({ codecommit: null })}                               | ${'pass'}
  ${'unread access is not a verdict'}                | ${old}                                                   | ${reached({ codecommit: 1 }, { principal: userArn('other') })} | ${UNREAD}
  ${'an unread upload date is not a verdict'}        | ${anSshKey({ createdAt: null })}                         | ${reached({ codecommit: null })}                               | ${'unknown iam:ListSSHPublicKeys'}
  ${'read four days ago, and silent long before'}    | ${old}                                                   | ${reached({ codecommit: 60 }, { asOf: ago(4) })}               | ${'fail medium'}
  ${'read four days ago, and the days would decide'} | ${old}                                                   | ${reached({ codecommit: 47 }, { asOf: ago(4) })}               | ${UNREAD}
  ${'read before the key was made'}                  | ${anSshKey({ createdAt: ago(50) })}                      | ${reached({ s3: 1 }, { asOf: ago(51) })}                       | ${UNREAD}
  ${'a use in the future is not a verdict'}          | ${old}                                                   | ${reached({ codecommit: -3 })}                                 | ${UNREAD}
`('$why', ({ key, access, expected }) => {
  const snapshot = aSnapshot({ credentials: [key], serviceAccess: [access] });
  expect(verdicts(unusedSshKey, snapshot)).toEqual([expected]);
});

it.each`
  why                               | other                                                          | expected
  ${'an access key'}                | ${aKey()}                                                      | ${UNREAD}
  ${'a CodeCommit password'}        | ${aServiceCredential({ service: 'codecommit.amazonaws.com' })} | ${UNREAD}
  ${'nothing else that reaches it'} | ${aServiceCredential()}                                        | ${'pass'}
  ${'an inactive access key'}       | ${aKey({ status: 'Inactive' })}                                | ${'pass'}
  ${'no access key of its own'}     | ${aKey({ principal: userArn('other') })}                       | ${'pass'}
`('can not tell whose use it was where the user has $why', ({ other, expected }) => {
  const snapshot = aSnapshot({ credentials: [old, other], serviceAccess: [reached({ codecommit: 1 })] });
  expect(verdicts(unusedSshKey, snapshot)).toEqual([expected]);
  // That nobody reached it proves it of every credential.
  const silent = aSnapshot({ credentials: [old, other], serviceAccess: [reached({ codecommit: 100 })] });
  expect(verdicts(unusedSshKey, silent)).toEqual(['fail medium']);
});

it('names days, and never more than IAM tells of', () => {
  const told = (days: number | null, age = 200) =>
    reasons(
      unusedSshKey,
      aSnapshot({
        credentials: [anSshKey({ createdAt: ago(age) })],
        serviceAccess: [reached({ codecommit: days })],
      }),
    );
  const on = (days: number) => ago(days).slice(0, 10);
  expect(told(100)).toEqual([`active, and its user last reached CodeCommit on ${on(100)}`]);
  expect(told(null)).toEqual([`active, made on ${on(200)}, and its user did not reach CodeCommit since`]);
  expect(told(null, 700)).toEqual([
    `active, made on ${on(700)}, and its user did not reach CodeCommit in the 400 days that IAM tells of`,
  ]);
});

it('judges by the policy, and says nothing of more days than IAM tells of', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 900 }), (unusedDays, age) => {
      const credentials = [anSshKey({ createdAt: ago(age) })];
      const snapshot = aSnapshot({ credentials, serviceAccess: [reached({ codecommit: null })] });
      const expected = age <= unusedDays ? 'pass' : unusedDays >= 400 ? UNREAD : 'fail medium';
      expect(verdicts(unusedSshKey, snapshot, { unusedDays })).toEqual([expected]);
    }),
  );
});
