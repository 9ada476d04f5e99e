import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

const { KEY_SECRET, ONLY_KEY, APP_ACCESS_KEY_ID = '', APP_SECRET_ACCESS_KEY = '' } = process.env;
const vault = new SecretsManagerClient({});

interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * A workload as there are many: it holds a long-lived key, in its environment or by a secret that it reads each time,
 * and calls AWS with it. With ONLY_KEY it stands for one whose partner knows a single key.
 */
export async function handler(): Promise<{ readonly accessKeyId: string }> {
  const key = KEY_SECRET === undefined ? fromEnvironment() : await fromSecret(KEY_SECRET);
  if (ONLY_KEY !== undefined && ONLY_KEY !== key.accessKeyId) throw new Error('the partner refuses this key');
  const sts = new STSClient({ credentials: key });
  await sts.send(new GetCallerIdentityCommand({}));
  return { accessKeyId: key.accessKeyId };
}

function fromEnvironment(): Key {
  return { accessKeyId: APP_ACCESS_KEY_ID, secretAccessKey: APP_SECRET_ACCESS_KEY };
}

async function fromSecret(SecretId: string): Promise<Key> {
  const { SecretString = '{}' } = await vault.send(new GetSecretValueCommand({ SecretId }));
  return JSON.parse(SecretString) as Key;
}
