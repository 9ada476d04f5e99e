import { createServer, type IncomingMessage } from 'node:http';
import {
  CreateServiceSpecificCredentialCommand,
  CreateUserCommand,
  GetUserPolicyCommand,
  IAMClient,
  ListServiceSpecificCredentialsCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import type { Plan } from '../../../../lib/core/rotation/plan.ts';
import { type Lab, labClient } from '../../../lab/lab.ts';
import { listening } from '../../../lab/listening.ts';
import { planIn, REGION } from '../plan.ts';
import { COPIES, DEPENDENTS, openReaders, type Readers, SECONDS } from './readers.ts';

export type Service = 'codecommit.amazonaws.com' | 'bedrock.amazonaws.com';

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
export interface Mirror extends Pick<Readers, 'secretArn' | 'version' | 'mood' | 'calls' | 'start' | 'stop'> {
  readonly user: string;
  readonly principal: string;
  readonly id: string;
  plan(change?: Partial<Plan>): Plan;
  /** Ids that the secret and the parameter hold. */
  held(): Promise<readonly [string, string]>;
  /** `ACCA… Active`, of a user. */
  listed(user?: string): Promise<readonly string[]>;
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
  const readers = await openReaders(lab, {
    name: user,
    text: text(fields),
    isFirst: ({ credentialId }) => credentialId === id,
    async call({ username, password, apiKey }) {
      const basic = Buffer.from(`${username}:${password}`).toString('base64');
      const path = isGit
        ? `/git-codecommit.${REGION}/v1/repos/shop/info/refs?service=git-upload-pack`
        : `/bedrock.${REGION}/model`;
      const authorization = isGit ? `Basic ${basic}` : `Bearer ${apiKey}`;
      return (await fetch(`${services.origin}${path}`, { headers: { authorization } })).ok;
    },
  });
  const { secretArn, version, targets, probes } = readers;
  const principal = `arn:aws:iam::${lab.account}:user/git/${user}`;

  return {
    ...readers,
    user,
    principal,
    id,
    plan: (change = {}) =>
      planIn(
        lab,
        {
          credentialKind: 'service-specific-credential',
          principal,
          key: id,
          slots: [{ id, status: 'Active' }],
          secret: { arn: secretArn, version },
          copies: COPIES,
          dependents: DEPENDENTS,
          approvals: ['deactivate'],
          durations: SECONDS,
          where: {
            regions: [REGION, 'eu-west-1'],
            shape: isGit
              ? { as: 'service-password', id: 'credentialId', username: 'username', password: 'password' }
              : { as: 'service-api-key', id: 'credentialId', apiKey: 'apiKey' },
            service: { name: service, repository: isGit ? 'shop' : null, days: days ?? null },
            targets,
            probes,
          },
        },
        change,
      ),
    async held() {
      const [inSecret, inParameter] = await readers.held();
      return [inSecret.credentialId ?? '', inParameter.credentialId ?? ''];
    },
    async listed(of = user) {
      const { ServiceSpecificCredentials = [] } = await iam.send(
        new ListServiceSpecificCredentialsCommand({ UserName: of, ServiceName: service }),
      );
      return ServiceSpecificCredentials.map(
        ({ ServiceSpecificCredentialId, Status }) => `${ServiceSpecificCredentialId} ${Status}`,
      ).toSorted();
    },
  };
}
