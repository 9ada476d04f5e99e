import { expect, it } from 'vitest';
import { oldSigningCertificate } from '../../../lib/core/detectors/iam.old-signing-certificate/detector.ts';
import type { SigningCertificate } from '../../../lib/core/model/credential.ts';
import { ADMIN, ago, aSnapshot, aUser, NOW, reasons, verdicts } from './build.ts';
import { aCertificate } from './build-user-credentials.ts';

const UNREAD = 'unknown iam:ListSigningCertificates';

function endless(facts: Partial<SigningCertificate> = {}): SigningCertificate {
  const { expiresAt: _unread, ...rest } = aCertificate(facts);
  return rest;
}

it.each`
  why                                    | certificate                                                                     | expected
  ${'a new one passes'}                  | ${aCertificate()}                                                               | ${'pass'}
  ${'on the limit is still fine'}        | ${aCertificate({ createdAt: ago(365) })}                                        | ${'pass'}
  ${'one day past the limit fails'}      | ${aCertificate({ createdAt: ago(366) })}                                        | ${'fail medium'}
  ${'a moment before its end is fine'}   | ${aCertificate({ expiresAt: ago(-0.001) })}                                     | ${'pass'}
  ${'at its end it has expired'}         | ${aCertificate({ expiresAt: NOW })}                                             | ${'fail medium'}
  ${'expired and old is one finding'}    | ${aCertificate({ createdAt: ago(900), expiresAt: ago(170) })}                   | ${'fail medium'}
  ${'an inactive one passes'}            | ${aCertificate({ createdAt: ago(900), expiresAt: ago(1), status: 'Inactive' })} | ${'pass'}
  ${'an unread end is not a verdict'}    | ${endless()}                                                                    | ${UNREAD}
  ${'unless it is old anyway'}           | ${endless({ createdAt: ago(366) })}                                             | ${'fail medium'}
  ${'an unread upload is not a verdict'} | ${aCertificate({ createdAt: null })}                                            | ${UNREAD}
  ${'unless it has expired anyway'}      | ${aCertificate({ createdAt: null, expiresAt: ago(1) })}                         | ${'fail medium'}
`('$why', ({ certificate, expected }) => {
  expect(verdicts(oldSigningCertificate, aSnapshot({ credentials: [certificate] }))).toEqual([expected]);
});

it('adds its reasons up, and weighs an administrator more: it proves its user', () => {
  const credentials = [aCertificate({ createdAt: ago(900), expiresAt: ago(170) })];
  const snapshot = aSnapshot({ credentials, principals: [aUser({ policies: [ADMIN] })] });
  expect(verdicts(oldSigningCertificate, snapshot)).toEqual(['fail high']);
  expect(reasons(oldSigningCertificate, snapshot)).toEqual([
    `active, and expired on ${ago(170).slice(0, 10)}`,
    `active, and uploaded on ${ago(900).slice(0, 10)}`,
    'administrator by policy AdministratorAccess',
  ]);
});
