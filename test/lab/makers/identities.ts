import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  ListUserPoolClientSecretsCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { CreateKeysAndCertificateCommand, IoTClient } from '@aws-sdk/client-iot';
import { epochDaysAgo, made } from '../seeding.ts';
import type { Maker } from './maker.ts';

/** A client with a secret, in a user pool of its own. */
export const clientSecret: Maker = async (config, { name, age = 0, tags, region }, making) => {
  const client = new CognitoIdentityProviderClient(config);
  const { UserPool: pool } = await client.send(
    new CreateUserPoolCommand({ PoolName: `${name}-users`, UserPoolTags: tags }),
  );
  const { UserPoolClient: app } = await client.send(
    new CreateUserPoolClientCommand({ UserPoolId: pool?.Id, ClientName: name, GenerateSecret: true }),
  );
  const { ClientSecrets: [secret] = [] } = await client.send(
    new ListUserPoolClientSecretsCommand({ UserPoolId: pool?.Id, ClientId: app?.ClientId }),
  );
  const id = made(secret?.ClientSecretId, `secret of client ${name}`);
  await making.control.listedFields({
    service: 'cognito-idp',
    field: 'ClientSecretId',
    value: id,
    set: { ClientSecretCreateDate: epochDaysAgo(making.now, age) },
  });
  const poolArn = `arn:aws:cognito-idp:${region}:${making.account}:userpool/${pool?.Id}`;
  return `${poolArn}/client/${app?.ClientId}#${id}`;
};

export const deviceCertificate: Maker = async (config, { age = 0 }, { now, control }) => {
  const { certificateArn, certificateId } = await new IoTClient(config).send(
    new CreateKeysAndCertificateCommand({ setAsActive: true }),
  );
  await control.listedFields({
    service: 'iot',
    field: 'certificateId',
    value: made(certificateId, 'device certificate'),
    set: { creationDate: epochDaysAgo(now, age) },
  });
  return certificateArn;
};
