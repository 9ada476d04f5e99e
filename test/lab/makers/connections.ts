import { CodeBuildClient, ImportSourceCredentialsCommand } from '@aws-sdk/client-codebuild';
import { CreateConnectionCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import {
  CreateConnectionCommand as CreateGlueConnectionCommand,
  GlueClient,
  TagResourceCommand,
} from '@aws-sdk/client-glue';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { epochDaysAgo, moment } from '../seeding.ts';
import type { Maker } from './maker.ts';

/** GitHub, with the token in `token`. */
export const sourceCredential: Maker = async (config, { values }) => {
  const { arn } = await new CodeBuildClient(config).send(
    new ImportSourceCredentialsCommand({
      serverType: 'GITHUB',
      authType: 'PERSONAL_ACCESS_TOKEN',
      token: values.token,
    }),
  );
  return arn;
};

/** With the key in `value`; `state` where it is not AUTHORIZED; its secret was read `usedDaysAgo`. */
export const eventConnection: Maker = async (config, { name, age = 0, values }, { now, control }) => {
  const { ConnectionArn: arn } = await new EventBridgeClient(config).send(
    new CreateConnectionCommand({
      Name: name,
      AuthorizationType: 'API_KEY',
      AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: values.value } },
    }),
  );
  const date = epochDaysAgo(now, age);
  await control.listedFields({
    service: 'events',
    field: 'Name',
    value: name,
    set: {
      CreationTime: date,
      LastModifiedTime: date,
      LastAuthorizedTime: date,
      ConnectionState: values.state ?? 'AUTHORIZED',
    },
  });
  if (values.usedDaysAgo === undefined) return arn;
  // As EventBridge does it: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-target-connection-auth.html
  const { ARN: secretArn } = await new SecretsManagerClient(config).send(
    new CreateSecretCommand({
      Name: `events!connection/${name}/3f0c8f4e-0f0e-4c43-9d3b-5f7f2f6c0d11`,
      SecretString: values.value,
    }),
  );
  await control.backdate({
    ...(secretArn === undefined ? {} : { secretArn }),
    createdAt: moment(now, age),
    lastChangedAt: moment(now, age),
    lastAccessedAt: moment(now, Number(values.usedDaysAgo)),
    owningService: 'events',
  });
  return arn;
};

/** To a PostgreSQL of its own, with the password in `password`. */
export const glueConnection: Maker = async (config, { name, region, age = 0, tags, values }, making) => {
  const client = new GlueClient(config);
  await client.send(
    new CreateGlueConnectionCommand({
      ConnectionInput: {
        Name: name,
        ConnectionType: 'JDBC',
        ConnectionProperties: {
          JDBC_CONNECTION_URL: `jdbc:postgresql://${name}.db.smallshop.example:5432/${name}`,
          USERNAME: 'reader',
          PASSWORD: values.password ?? '',
        },
      },
    }),
  );
  const arn = `arn:aws:glue:${region}:${making.account}:connection/${name}`;
  await client.send(new TagResourceCommand({ ResourceArn: arn, TagsToAdd: tags }));
  const date = epochDaysAgo(making.now, age);
  const set = { CreationTime: date, LastUpdatedTime: date };
  await making.control.listedFields({ service: 'glue', field: 'Name', value: name, set });
  return arn;
};
