import { CreateServiceSpecificCredentialCommand, IAMClient } from '@aws-sdk/client-iam';
import { made, moment } from '../seeding.ts';
import type { Maker } from './maker.ts';

/** `values`: `user`, `service`, and `endsInDays` from now where it was made with an end. */
export const serviceSpecificCredential: Maker = async (
  config,
  { age = 0, values: { user: UserName, service: ServiceName, endsInDays } },
  { control, now },
) => {
  const { ServiceSpecificCredential: credential } = await new IAMClient(config).send(
    new CreateServiceSpecificCredentialCommand({ UserName, ServiceName }),
  );
  const id = made(credential?.ServiceSpecificCredentialId, `${ServiceName} credential of ${UserName}`);
  await control.userCredential({
    id,
    createdAt: moment(now, age),
    ...(endsInDays === undefined ? {} : { expiresAt: moment(now, -Number(endsInDays)) }),
  });
  return id;
};
