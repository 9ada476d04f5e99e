import { IAMClient, UploadSigningCertificateCommand } from '@aws-sdk/client-iam';
import { made, moment } from '../seeding.ts';
import { selfSigned } from './certificate.ts';
import type { Maker } from './maker.ts';

/** `values`: `user`, and `endsInDays` from now, negative when it has ended. */
export const signingCertificate: Maker = async (
  config,
  { name, age = 0, values: { user: UserName, endsInDays = '365' } },
  { control, now },
) => {
  const CertificateBody = selfSigned(name, {
    from: new Date(moment(now, age)),
    to: new Date(moment(now, -Number(endsInDays))),
  });
  const { Certificate } = await new IAMClient(config).send(
    new UploadSigningCertificateCommand({ UserName, CertificateBody }),
  );
  const id = made(Certificate?.CertificateId, `signing certificate of ${UserName}`);
  await control.userCredential({ id, createdAt: moment(now, age) });
  return id;
};
