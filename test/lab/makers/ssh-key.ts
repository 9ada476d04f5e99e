import { IAMClient, UpdateSSHPublicKeyCommand, UploadSSHPublicKeyCommand } from '@aws-sdk/client-iam';
import { made, moment } from '../seeding.ts';
import type { Maker } from './maker.ts';

/** `values`: `user`, and `status` when it is Inactive. */
export const sshKey: Maker = async (
  config,
  { age = 0, values: { user: UserName, status } },
  { control, now },
) => {
  const iam = new IAMClient(config);
  const body = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI ${UserName}`;
  const { SSHPublicKey } = await iam.send(
    new UploadSSHPublicKeyCommand({ UserName, SSHPublicKeyBody: body }),
  );
  const id = made(SSHPublicKey?.SSHPublicKeyId, `SSH key of ${UserName}`);
  if (status === 'Inactive')
    await iam.send(new UpdateSSHPublicKeyCommand({ UserName, SSHPublicKeyId: id, Status: 'Inactive' }));
  await control.userCredential({ id, createdAt: moment(now, age) });
  return id;
};
