import type { Source } from '../source.ts';
import { keepCertificate } from './keep.ts';
import { parseCertificates } from './parse.ts';

const FACTS = ['signing-certificates'] as const;

/** X.509 certificates with which IAM users sign requests, without the certificate itself. */
export const signingCertificates: Source = {
  part: 'signingCertificates',
  file: 'signing-certificates.json',
  list: 'Certificates',
  marks: ['CertificateId'],
  listing: ({ UserName }) => String(UserName),
  arn: () => undefined,
  facts: FACTS,
  keep: keepCertificate,
  // Loaded when it is called: reading files needs no SDK.
  read: async (live) => (await import('./live.ts')).readLive(live),
  parse: parseCertificates,
};
