import {
  CreateServiceSpecificCredentialCommand,
  CreateUserCommand,
  DeleteSSHPublicKeyCommand,
  GenerateCredentialReportCommand,
  GetCredentialReportCommand,
  IAMClient,
  ListServiceSpecificCredentialsCommand,
  ListSigningCertificatesCommand,
  ListSSHPublicKeysCommand,
  UpdateSigningCertificateCommand,
  UpdateSSHPublicKeyCommand,
  UploadSigningCertificateCommand,
  UploadSSHPublicKeyCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startLab } from '../lab.ts';
import { selfSigned } from '../makers/certificate.ts';
import { clientOf, control } from './support.ts';

const ACCOUNT = '111122223333';

describe('credentials of users behind the gateway', () => {
  let lab: Lab;
  let iam: IAMClient;

  beforeAll(async () => {
    lab = await startLab({});
    iam = new IAMClient(clientOf(lab.endpoint, ACCOUNT));
    for (const UserName of ['ana', 'bob']) await iam.send(new CreateUserCommand({ UserName }));
  });
  afterAll(async () => lab?.stop());

  it('keeps SSH keys by user, dates them back, and lists them in pages', async () => {
    const ids: string[] = [];
    for (const SSHPublicKeyBody of ['ssh-ed25519 A', 'ssh-ed25519 B']) {
      const { SSHPublicKey } = await iam.send(
        new UploadSSHPublicKeyCommand({ UserName: 'ana', SSHPublicKeyBody }),
      );
      ids.push(SSHPublicKey?.SSHPublicKeyId ?? '');
    }
    const [id = ''] = ids;
    expect(id).toMatch(/^APKA[A-Z2-7]{16}$/);
    await control(lab.endpoint, 'POST', 'user-credential', { id, createdAt: '2024-01-02T03:04:05Z' });
    const first = await iam.send(new ListSSHPublicKeysCommand({ UserName: 'ana', MaxItems: 1 }));
    expect(first).toMatchObject({
      IsTruncated: true,
      SSHPublicKeys: [{ UserName: 'ana', SSHPublicKeyId: id, Status: 'Active' }],
    });
    expect(first.SSHPublicKeys?.[0]?.UploadDate?.toISOString()).toBe('2024-01-02T03:04:05.000Z');
    const second = await iam.send(new ListSSHPublicKeysCommand({ UserName: 'ana', Marker: first.Marker }));
    expect(second.SSHPublicKeys?.map(({ SSHPublicKeyId }) => SSHPublicKeyId)).toEqual(ids.slice(1));
    expect((await iam.send(new ListSSHPublicKeysCommand({ UserName: 'bob' }))).SSHPublicKeys).toEqual([]);

    const which = { UserName: 'ana', SSHPublicKeyId: id };
    await iam.send(new UpdateSSHPublicKeyCommand({ ...which, Status: 'Inactive' }));
    await iam.send(new DeleteSSHPublicKeyCommand({ UserName: 'ana', SSHPublicKeyId: ids[1] }));
    const { SSHPublicKeys } = await iam.send(new ListSSHPublicKeysCommand({ UserName: 'ana' }));
    expect(SSHPublicKeys).toMatchObject([{ SSHPublicKeyId: id, Status: 'Inactive' }]);
  });

  it('shows an active certificate in the credential report, and knows no user that is not there', async () => {
    const CertificateBody = selfSigned('bob', { from: new Date('2025-01-01'), to: new Date('2027-01-01') });
    const { Certificate } = await iam.send(
      new UploadSigningCertificateCommand({ UserName: 'bob', CertificateBody }),
    );
    const { Certificates } = await iam.send(new ListSigningCertificatesCommand({ UserName: 'bob' }));
    expect(Certificates).toMatchObject([{ CertificateId: Certificate?.CertificateId, CertificateBody }]);
    expect(await reportOf('bob')).toMatch(/,true,20[0-9T:+-]+,false,N\/A$/);
    const which = { UserName: 'bob', CertificateId: Certificate?.CertificateId };
    await iam.send(new UpdateSigningCertificateCommand({ ...which, Status: 'Inactive' }));
    await expect(iam.send(new ListSigningCertificatesCommand({ UserName: 'carl' }))).rejects.toThrow(
      expect.objectContaining({ name: 'NoSuchEntityException' }),
    );
  });

  it("lists the service-specific credentials of all users, or one service's", async () => {
    const make = (UserName: string, ServiceName: string, CredentialAgeDays?: number) =>
      iam.send(new CreateServiceSpecificCredentialCommand({ UserName, ServiceName, CredentialAgeDays }));
    const { ServiceSpecificCredential: key } = await make('ana', 'bedrock.amazonaws.com', 30);
    expect(key).toMatchObject({
      ServiceCredentialSecret: expect.stringContaining('NIGHTWARDENCANARY'),
      ExpirationDate: expect.any(Date),
    });
    await make('bob', 'codecommit.amazonaws.com');
    const all = await iam.send(new ListServiceSpecificCredentialsCommand({ AllUsers: true }));
    expect(all.ServiceSpecificCredentials).toHaveLength(2);
    expect(JSON.stringify(all)).not.toContain('NIGHTWARDENCANARY');
    const some = await iam.send(
      new ListServiceSpecificCredentialsCommand({ AllUsers: true, ServiceName: 'codecommit.amazonaws.com' }),
    );
    expect(some.ServiceSpecificCredentials).toMatchObject([{ UserName: 'bob' }]);
    await expect(
      iam.send(new ListServiceSpecificCredentialsCommand({ AllUsers: true, UserName: 'ana' })),
    ).rejects.toThrow('AllUsers');
  });

  async function reportOf(userName: string): Promise<string | undefined> {
    while ((await iam.send(new GenerateCredentialReportCommand({}))).State !== 'COMPLETE');
    const { Content } = await iam.send(new GetCredentialReportCommand({}));
    return new TextDecoder()
      .decode(Content)
      .split('\n')
      .find((line) => line.startsWith(`${userName},`));
  }
});
