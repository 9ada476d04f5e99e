import { createServer, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateServiceSpecificCredentialCommand,
  CreateUserCommand,
  GetUserPolicyCommand,
  IAMClient,
  ListServiceSpecificCredentialsCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Plan } from '../../../../lib/core/rotation/plan.ts';
import { type Lab, labClient } from '../../../lab/lab.ts';
import { listening } from '../../../lab/listening.ts';
import { REGION } from '../hands/account.ts';

/** Durations that a person can wait for; each is longer than what it waits out here. */
const SECONDS: Plan['durations'] = {
  lease: 8_000,
  refresh: 500,
  watch: 600,
  quarantine: 800,
  drain: 500,
  settle: 100,
  patience: 15_000,
  parkAfter: 60_000,
  poll: 200,
};

export type Service = 'codecommit.amazonaws.com' | 'bedrock.amazonaws.com';
type Name = 'mirror' | 'batch';

/** What the services of this lab answered, by host and path: a call and its status. */
export interface Services {
  /** Where they listen. */
  readonly origin: string;
  readonly asked: string[];
  /** What they do instead of looking at the credential. */
  mood: 'live' | 'down' | 'hangs' | 'redirects';
  stop(): void;
}

/**
 * CodeCommit and Bedrock, as far as a credential is proved by them: whoever brings one that IAM lists as Active, of a
 * user who is not denied everything, is let in. What they say holds what they were told, which nobody may pass on.
 */
export async function openServices(lab: Lab): Promise<Services> {
  const iam = new IAMClient(labClient(lab));
  const state: { mood: Services['mood'] } = { mood: 'live' };
  const asked: string[] = [];

  async function isLetIn(id: string, service: Service, name: string | null): Promise<boolean> {
    const { ServiceSpecificCredentials = [] } = await iam.send(
      new ListServiceSpecificCredentialsCommand({ AllUsers: true, ServiceName: service }),
    );
    const found = ServiceSpecificCredentials.find((each) => each.ServiceSpecificCredentialId === id);
    if (found === undefined || found.Status !== 'Active') return false;
    if (name !== null && found.ServiceUserName !== name) return false;
    const deny = { UserName: found.UserName, PolicyName: 'NightwardenDenyAll' };
    return iam.send(new GetUserPolicyCommand(deny)).then(
      () => false,
      () => true,
    );
  }

  async function statusOf({ url = '', headers }: IncomingMessage): Promise<number> {
    const [, host = ''] = url.split('/');
    const given = headers.authorization ?? '';
    if (host.startsWith('bedrock.')) {
      const id = /^Bearer NIGHTWARDENCANARY-(\w+)$/.exec(given)?.[1] ?? '';
      return (await isLetIn(id, 'bedrock.amazonaws.com', null)) ? 200 : 403;
    }
    const [name = '', password = ''] = Buffer.from(given.replace(/^Basic /, ''), 'base64')
      .toString()
      .split(':');
    const id = password.replace('NIGHTWARDENCANARY-', '');
    if (!(await isLetIn(id, 'codecommit.amazonaws.com', name))) return 401;
    return url.endsWith('/v1/repos/shop/info/refs?service=git-upload-pack') ? 200 : 403;
  }

  const server = createServer((request, answer) => {
    const { url = '', headers } = request;
    if (state.mood === 'hangs') return;
    if (state.mood === 'redirects') {
      answer.writeHead(302, { location: `${url}?again` }).end();
      return;
    }
    const give = (code: number) => {
      asked.push(`${url} ${code}`);
      answer.writeHead(code).end(`you said ${headers.authorization ?? 'nothing'}`);
    };
    if (state.mood === 'down') {
      give(500);
      return;
    }
    statusOf(request).then(give, () => give(500));
  });
  const origin = await listening(server);
  return {
    origin,
    asked,
    get mood() {
      return state.mood;
    },
    set mood(mood) {
      state.mood = mood;
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A user with a credential for one service, in a secret and in a copy of it; two programs use what they read. */
export interface Mirror {
  readonly user: string;
  readonly principal: string;
  readonly id: string;
  readonly secretArn: string;
  readonly version: string;
  /** `onNew`: it says that it is ill with any credential but the first. */
  readonly mood: Record<Name, 'live' | 'onNew'>;
  readonly calls: Readonly<Record<Name, { done: number; failed: number }>>;
  plan(change?: Partial<Plan>): Plan;
  /** Ids that the secret and the parameter hold. */
  held(): Promise<readonly [string, string]>;
  /** `ACCA… Active`, of a user. */
  listed(user?: string): Promise<readonly string[]>;
  start(): void;
  stop(): Promise<void>;
}

let mirrors = 0;

export interface MirrorOptions {
  readonly service?: Service;
  readonly days?: number;
  readonly text?: (fields: Readonly<Record<string, string>>) => string;
}

export async function openMirror(
  lab: Lab,
  services: Services,
  { service = 'codecommit.amazonaws.com', days, text = JSON.stringify }: MirrorOptions = {},
): Promise<Mirror> {
  mirrors += 1;
  const user = `git-${mirrors}`;
  const iam = new IAMClient(labClient(lab));
  const vault = new SecretsManagerClient(labClient(lab));
  const parameters = new SSMClient(labClient(lab));
  const isGit = service === 'codecommit.amazonaws.com';
  const allow = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  await iam.send(new CreateUserCommand({ UserName: user, Path: '/git/' }));
  await iam.send(
    new PutUserPolicyCommand({ UserName: user, PolicyName: 'work', PolicyDocument: JSON.stringify(allow) }),
  );
  const { ServiceSpecificCredential: made } = await iam.send(
    new CreateServiceSpecificCredentialCommand({
      UserName: user,
      ServiceName: service,
      ...(days === undefined ? {} : { CredentialAgeDays: days }),
    }),
  );
  const id = made?.ServiceSpecificCredentialId ?? '';
  const fields: Record<string, string> = isGit
    ? {
        credentialId: id,
        username: made?.ServiceUserName ?? '',
        password: made?.ServicePassword ?? '',
        url: 'shop',
      }
    : { credentialId: id, apiKey: made?.ServiceCredentialSecret ?? '', model: 'some' };
  const SecretString = text(fields);
  const { ARN = '', VersionId = '' } = await vault.send(
    new CreateSecretCommand({ Name: user, SecretString }),
  );
  const Name = `/${user}`;
  await parameters.send(new PutParameterCommand({ Name, Type: 'SecureString', Value: SecretString }));

  const mood: Mirror['mood'] = { mirror: 'live', batch: 'live' };
  const calls = { mirror: { done: 0, failed: 0 }, batch: { done: 0, failed: 0 } };
  const running = { is: false };
  const loops: Promise<void>[] = [];

  const inSecret = async () =>
    (await vault.send(new GetSecretValueCommand({ SecretId: ARN }))).SecretString ?? '{}';
  const inParameter = async () =>
    (await parameters.send(new GetParameterCommand({ Name, WithDecryption: true }))).Parameter?.Value ?? '{}';

  /** One call with what it reads a moment before; whether it is well. */
  async function use(who: Name): Promise<boolean> {
    const held = JSON.parse(await (who === 'mirror' ? inSecret() : inParameter())) as Record<string, string>;
    const basic = Buffer.from(`${held.username}:${held.password}`).toString('base64');
    const path = isGit
      ? `/git-codecommit.${REGION}/v1/repos/shop/info/refs?service=git-upload-pack`
      : `/bedrock.${REGION}/model`;
    const authorization = isGit ? `Basic ${basic}` : `Bearer ${held.apiKey}`;
    const { ok } = await fetch(`${services.origin}${path}`, { headers: { authorization } });
    calls[who][ok ? 'done' : 'failed'] += 1;
    return ok && (mood[who] === 'live' || held.credentialId === id);
  }
  async function using(who: Name): Promise<void> {
    while (running.is) {
      await use(who);
      await sleep(100);
    }
  }
  const health = createServer(({ url }, answer) => {
    const give = (isWell: boolean) => answer.writeHead(isWell ? 200 : 503).end();
    use(url?.slice(1) as Name).then(give, () => give(false));
  });
  const url = await listening(health);
  const principal = `arn:aws:iam::${lab.account}:user/git/${user}`;

  return {
    user,
    principal,
    id,
    secretArn: ARN,
    version: VersionId,
    mood,
    calls,
    plan: (change = {}) => ({
      kind: 'rotate',
      credentialKind: 'service-specific-credential',
      principal,
      key: id,
      slots: [{ id, status: 'Active' }],
      secret: { arn: ARN, version: VersionId },
      copies: [
        { id: 'parameter', kind: 'copy' },
        { id: 'store', kind: 'secret' },
      ],
      dependents: [
        { id: 'batch', copy: 'parameter' },
        { id: 'mirror', copy: 'store' },
      ],
      approvals: ['deactivate'],
      durations: SECONDS,
      policyVersion: '1',
      where: {
        partition: 'aws',
        account: lab.account,
        region: REGION,
        regions: [REGION, 'eu-west-1'],
        owner: 'shop',
        window: null,
        shape: isGit
          ? { as: 'service-password', id: 'credentialId', username: 'username', password: 'password' }
          : { as: 'service-api-key', id: 'credentialId', apiKey: 'apiKey' },
        service: { name: service, repository: isGit ? 'shop' : null, days: days ?? null },
        targets: {
          store: { in: 'secret', arn: ARN, replicas: [] },
          parameter: { in: 'parameter', name: Name, region: REGION },
        },
        probes: {
          mirror: [{ by: 'http', url: `${url}/mirror`, status: 200 }],
          batch: [{ by: 'http', url: `${url}/batch`, status: 200 }],
        },
        seenAs: {},
        noWayBack: [],
      },
      ...change,
    }),
    async held() {
      const of = (stored: string) => (JSON.parse(stored) as { credentialId?: string }).credentialId ?? '';
      return [of(await inSecret()), of(await inParameter())];
    },
    async listed(of = user) {
      const { ServiceSpecificCredentials = [] } = await iam.send(
        new ListServiceSpecificCredentialsCommand({ UserName: of, ServiceName: service }),
      );
      return ServiceSpecificCredentials.map(
        ({ ServiceSpecificCredentialId, Status }) => `${ServiceSpecificCredentialId} ${Status}`,
      ).toSorted();
    },
    start() {
      running.is = true;
      loops.push(using('mirror'), using('batch'));
    },
    async stop() {
      running.is = false;
      await Promise.all(loops);
      health.closeAllConnections();
      health.close();
    },
  };
}
