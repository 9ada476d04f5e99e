import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { asUser, type Server } from '../../../databases/server.ts';
import { type Lab, labClient } from '../../../lab/lab.ts';
import { listening } from '../../../lab/listening.ts';

export type OwnStep = 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret';

/** What a function of the team does, and at which step it fails or never answers. */
export interface OwnFunction {
  readonly arn: string;
  /** Users that take turns, or one whose password is replaced. */
  strategy: 'turns' | 'single';
  fails: OwnStep | null;
  /** Waits here until it is let go. */
  hangs: OwnStep | null;
  /** Steps that were asked for, in order. */
  readonly steps: OwnStep[];
  stop(): void;
}

interface Stored {
  readonly username: string;
  readonly password: string;
}

const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

/** Its handler hands each event on to the test, which has the database. */
const HANDLER = `export const handler = async (event) => {
  const answer = await fetch(process.env.BACK, { method: 'POST', body: JSON.stringify(event) });
  if (!answer.ok) throw new Error(await answer.text());
};`;

/**
 * A rotation function as AWS's own templates are made: it looks at the labels, then takes its step.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_available-rotation-templates.html
 * @param users of the database, the one in the secret first
 */
export async function openFunction(
  lab: Lab,
  server: Server,
  {
    name,
    dbname,
    users,
  }: { readonly name: string; readonly dbname: string; readonly users: readonly string[] },
): Promise<OwnFunction> {
  const vault = new SecretsManagerClient(labClient(lab));
  const lambda = new LambdaClient(labClient(lab));
  const steps: OwnStep[] = [];
  const made = { strategy: 'turns', fails: null, hangs: null } as Pick<
    OwnFunction,
    'strategy' | 'fails' | 'hangs'
  >;
  let passwords = 0;

  async function stored(
    SecretId: string,
    which: { VersionStage?: string; VersionId?: string },
  ): Promise<Stored> {
    const { SecretString = '{}' } = await vault.send(new GetSecretValueCommand({ SecretId, ...which }));
    return JSON.parse(SecretString) as Stored;
  }
  async function create(SecretId: string, token: string): Promise<void> {
    const now = await stored(SecretId, { VersionStage: 'AWSCURRENT' });
    passwords += 1;
    const other = users.find((user) => user !== now.username) ?? now.username;
    const value = {
      ...now,
      username: made.strategy === 'turns' ? other : now.username,
      password: `NIGHTWARDENCANARYown${name}${passwords}`,
    };
    await vault.send(
      new PutSecretValueCommand({
        SecretId,
        ClientRequestToken: token,
        SecretString: JSON.stringify(value),
        VersionStages: ['AWSPENDING'],
      }),
    );
  }
  async function set(SecretId: string, token: string): Promise<void> {
    const { username, password } = await stored(SecretId, { VersionId: token });
    const quoted = `"${username.replaceAll('"', '""')}"`;
    await server.sql(`alter role ${quoted} login password '${password}' valid until 'infinity'`);
  }
  async function test(SecretId: string, token: string): Promise<void> {
    const { username: user, password } = await stored(SecretId, { VersionId: token });
    await asUser({ port: server.port, dbname, user, password }, 'select now()');
  }
  async function finish(SecretId: string, token: string): Promise<void> {
    const { VersionIdsToStages = {} } = await vault.send(new DescribeSecretCommand({ SecretId }));
    const [current] =
      Object.entries(VersionIdsToStages).find(([, labels]) => labels.includes('AWSCURRENT')) ?? [];
    if (current === token) return;
    await vault.send(
      new UpdateSecretVersionStageCommand({
        SecretId,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: token,
        RemoveFromVersionId: current,
      }),
    );
  }
  const doing: Readonly<Record<OwnStep, (secret: string, token: string) => Promise<void>>> = {
    createSecret: create,
    setSecret: set,
    testSecret: test,
    finishSecret: finish,
  };
  async function take(event: { Step: OwnStep; SecretId: string; ClientRequestToken: string }): Promise<void> {
    const { Step, SecretId, ClientRequestToken: token } = event;
    steps.push(Step);
    const { VersionIdsToStages = {} } = await vault.send(new DescribeSecretCommand({ SecretId }));
    const labels = VersionIdsToStages[token] ?? [];
    if (labels.includes('AWSCURRENT')) return;
    if (!labels.includes('AWSPENDING')) throw new Error('the version is not set as AWSPENDING');
    while (made.hangs === Step) await sleep(50);
    if (made.fails === Step) throw new Error(`${Step} fails`);
    await doing[Step](SecretId, token);
  }
  const back = createServer((request, answer) => {
    let body = '';
    request.on('data', (part: Buffer) => {
      body += part.toString();
    });
    request.on('end', () => {
      take(JSON.parse(body) as Parameters<typeof take>[0]).then(
        () => answer.writeHead(200).end(),
        (error: unknown) => answer.writeHead(500).end(String(error)),
      );
    });
  });
  const url = await listening(back);
  const { Role } = await new IAMClient(labClient(lab)).send(
    new CreateRoleCommand({ RoleName: `runs-${name}`, AssumeRolePolicyDocument: JSON.stringify(TRUST) }),
  );
  const { FunctionArn = '' } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Timeout: 60,
      Role: Role?.Arn,
      Code: { ZipFile: zipOf('index.mjs', HANDLER) },
      Environment: { Variables: { BACK: url } },
    }),
  );
  return Object.assign(made, {
    arn: FunctionArn,
    steps,
    stop() {
      made.hangs = null;
      back.closeAllConnections();
      back.close();
    },
  });
}

/** An archive of one file, stored as it is. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
function zipOf(name: string, text: string): Buffer {
  const [file, data] = [Buffer.from(name), Buffer.from(text)];
  const about = Buffer.alloc(26);
  about.writeUInt16LE(20, 0);
  about.writeUInt32LE(crc32(data), 10);
  about.writeUInt32LE(data.length, 14);
  about.writeUInt32LE(data.length, 18);
  about.writeUInt16LE(file.length, 22);
  const local = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), about, file, data]);
  const central = Buffer.concat([
    Buffer.from('PK\u0001\u0002\u0014\u0000', 'latin1'),
    about,
    Buffer.alloc(14),
    file,
  ]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, central, Buffer.from('PK\u0005\u0006', 'latin1'), end]);
}
