import { IAMClient, ListSigningCertificatesCommand } from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { hintsOf } from '../../../lib/sources/iam/hints.ts';
import { signingCertificates } from '../../../lib/sources/signing-certificates/index.ts';
import { sdkError } from '../../aws/sdk-errors.ts';
import { selfSigned } from '../../lab/makers/certificate.ts';
import {
  live as anExport,
  aRole,
  aRow,
  aUser,
  details,
  part,
  report,
  userArn,
} from '../files/export-builder.ts';
import { knowing, named } from '../iam-answers.ts';
import { liveContext } from '../live-context.ts';

const CANARY = 'NIGHTWARDENCANARY-cert-4Zr8';
const ID = 'TA7SMP42TDN5Z26OBPJE7EXAMPLE';
const ENDS = '2026-12-24T10:00:00.000Z';
const BODY = selfSigned(CANARY, { from: new Date('2025-01-01'), to: new Date(ENDS) });
const { manifest } = anExport();

type Fields = Readonly<Record<string, unknown>>;

function aCertificate(fields: Fields = {}): Fields {
  return {
    UserName: 'ana',
    CertificateId: ID,
    Status: 'Active',
    UploadDate: '2026-01-01T10:00:00+00:00',
    ...fields,
  };
}

async function parsed(...items: readonly Fields[]) {
  const kept = await Promise.all(items.map((item) => signingCertificates.keep(item)));
  return signingCertificates.parse(part('signing-certificates.json', kept), manifest, knowing('ana'));
}

describe('what is kept of a signing certificate', () => {
  it('is the day that it ends, and neither its body nor its subject', async () => {
    const kept = await signingCertificates.keep(aCertificate({ CertificateBody: BODY }));
    expect(kept).toEqual(aCertificate({ NotAfter: ENDS }));
    expect(await signingCertificates.keep(kept as Fields)).toEqual(kept);
  });

  it.each`
    why                         | body
    ${'text'}                   | ${CANARY}
    ${'a body that is damaged'} | ${BODY.replace('MII', 'AAA').replaceAll('=', '').slice(0, 120)}
    ${'a private key'}          | ${`-----BEGIN PRIVATE KEY-----\n${CANARY}\n-----END PRIVATE KEY-----`}
    ${'something huge'}         | ${BODY.repeat(1000)}
    ${'a list'}                 | ${[CANARY]}
  `('is no end of $why', async ({ body }: { body: unknown }) => {
    expect(await signingCertificates.keep(aCertificate({ CertificateBody: body }))).toEqual(aCertificate());
  });
});

describe('a signing certificate', () => {
  it('is told with its end', async () => {
    const { credentials, gaps } = await parsed(aCertificate({ CertificateBody: BODY }));
    expect(gaps).toEqual([]);
    expect(credentials).toMatchObject([
      { kind: 'signing-certificate', id: ID, principal: userArn('ana'), status: 'Active', expiresAt: ENDS },
    ]);
  });

  it('that can not be read is told without an end', async () => {
    const { credentials } = await parsed(aCertificate({ CertificateBody: CANARY }));
    expect(credentials).toHaveLength(1);
    expect(credentials?.[0]).not.toHaveProperty('expiresAt');
  });

  it('that does not fit is a gap that repeats nothing', async () => {
    const { credentials, gaps } = await parsed(aCertificate({ CertificateId: `${CANARY} x` }));
    expect(credentials).toEqual([]);
    expect(gaps).toMatchObject([{ badInput: true, facts: ['signing-certificates'] }]);
    expect(JSON.stringify(gaps)).not.toContain(CANARY);
  });
});

describe('reading signing certificates', () => {
  const iam = mockClient(IAMClient);
  beforeEach(() => iam.reset());

  const columns = (active: string, changed: string) => ({
    cert_1_active: active,
    cert_1_last_rotated: changed,
    cert_2_active: 'false',
    cert_2_last_rotated: 'N/A',
  });
  const rows = [
    aRow('has', columns('true', '2026-01-01T10:00:00+00:00')),
    aRow('had', columns('false', '2026-01-01T10:00:00+00:00')),
    aRow('none', columns('false', 'N/A')),
    aRow('untold', {}),
  ];
  const authorization = part('iam:GetAccountAuthorizationDetails', [
    details({
      UserDetailList: [aUser('newer')],
      RoleDetailList: [aRole('used', { RoleLastUsed: { LastUsedDate: ENDS } }), aRole('idle')],
    }),
  ]);
  const hints = hintsOf({ authorization, credentialReport: report(...rows) }, manifest);

  it('asks only those of whom the credential report does not say that they have none', async () => {
    iam.on(ListSigningCertificatesCommand).resolves({
      Certificates: [{ UserName: 'has', CertificateId: ID, CertificateBody: BODY, Status: 'Active' }],
    });
    const users = ['has', 'had', 'none', 'untold', 'newer'].map(named);
    const read = await signingCertificates.read({ ...liveContext(), users, hints });
    const asked = iam
      .commandCalls(ListSigningCertificatesCommand)
      .map(({ args: [{ input }] }) => input.UserName);
    expect(new Set(asked)).toEqual(new Set(['had', 'has', 'newer', 'untold']));
    expect(JSON.stringify(read.items)).not.toContain('BEGIN');
    expect(read.items[0]).toMatchObject({ NotAfter: ENDS, ReadAt: manifest.takenAt });
  });

  it('denied is a gap and never clean', async () => {
    iam.on(ListSigningCertificatesCommand).rejects(sdkError('AccessDenied'));
    const read = await signingCertificates.read({ ...liveContext(), users: [named('has')], hints });
    expect(read.status).toBe('unread');
    expect(read.gaps).toMatchObject([{ missing: 'iam:ListSigningCertificates' }]);
  });

  it('knows of roles whether they were used', () => {
    expect(hints.roles.map(({ used }) => used)).toEqual(['yes', 'no']);
    expect(hints.signsIn.get(userArn('none'))).toBe('no');
  });
});
