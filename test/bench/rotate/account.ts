import { createServer } from 'node:http';
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Plan } from '../../../lib/core/rotation/plan.ts';
import { type Lab, labClient } from '../../lab/lab.ts';
import { listening } from '../../lab/listening.ts';
import { planIn, REGION } from '../../usecases/rotation/plan.ts';

/** As short as the lab can be told apart; what is counted is calls and not waits. */
const DURATIONS: Plan['durations'] = {
  lease: 20_000,
  refresh: 100,
  watch: 500,
  quarantine: 500,
  drain: 500,
  settle: 50,
  patience: 60_000,
  parkAfter: 120_000,
  poll: 1_000,
};

/** A key in a secret and so many parameters, each with one who reads it and is always well. */
export interface Copied {
  readonly plan: Plan;
  stop(): void;
}

/** @param copies parameters, beside the secret */
export async function openCopied(lab: Lab, name: string, copies: number): Promise<Copied> {
  const iam = new IAMClient(labClient(lab));
  const vault = new SecretsManagerClient(labClient(lab));
  const parameters = new SSMClient(labClient(lab));
  await iam.send(new CreateUserCommand({ UserName: name }));
  const PolicyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
  await iam.send(new AttachUserPolicyCommand({ UserName: name, PolicyArn }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: name }));
  const id = AccessKey?.AccessKeyId ?? '';
  const Value = JSON.stringify({ key: id, value: AccessKey?.SecretAccessKey });
  const { ARN: arn = '', VersionId: version = '' } = await vault.send(
    new CreateSecretCommand({ Name: name, SecretString: Value }),
  );
  const ids = Array.from({ length: copies }, (_, at) => `copy-${at + 1}`);
  for (const copy of ids)
    await parameters.send(new PutParameterCommand({ Name: `/${name}/${copy}`, Type: 'SecureString', Value }));
  for (const client of [iam, vault, parameters]) client.destroy();
  const well = createServer((_, answer) => answer.writeHead(200).end());
  const url = await listening(well);
  const all = [...ids, 'secret'];
  const dependents = all.map((copy) => ({ id: `who reads ${copy}`, copy }));
  return {
    plan: planIn(lab, {
      credentialKind: 'iam-access-key',
      principal: `arn:aws:iam::${lab.account}:user/${name}`,
      key: id,
      slots: [{ id, status: 'Active' }],
      secret: { arn, version },
      copies: all.map((copy) => ({ id: copy, kind: copy === 'secret' ? 'secret' : 'copy' })),
      dependents,
      durations: DURATIONS,
      where: {
        shape: { as: 'json', accessKeyId: 'key', secretAccessKey: 'value' },
        targets: {
          secret: { in: 'secret', arn, replicas: [] },
          ...Object.fromEntries(
            ids.map((copy) => [copy, { in: 'parameter' as const, name: `/${name}/${copy}`, region: REGION }]),
          ),
        },
        probes: Object.fromEntries(
          dependents.map((one) => [one.id, [{ by: 'http' as const, url, status: 200 }]]),
        ),
      },
    }),
    stop() {
      well.closeAllConnections();
      well.close();
    },
  };
}
