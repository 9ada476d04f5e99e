import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Plan } from '../../../../lib/core/rotation/plan.ts';
import { type Lab, labClient } from '../../../lab/lab.ts';
import { listening } from '../../../lab/listening.ts';
import { REGION } from '../plan.ts';

/** Durations that a person can wait for; each is longer than what it waits out here. */
export const SECONDS: Plan['durations'] = {
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

type Fields = Readonly<Record<string, string>>;

export interface ReadersOptions {
  /** Of the secret and, with a slash before it, of the parameter. */
  readonly name: string;
  /** What both hold. */
  readonly text: string;
  /** One call with what a program has just read: whether it was let in. */
  readonly call: (held: Fields) => Promise<boolean>;
  /** By which its ill one tells the first credential from others. */
  readonly isFirst: (held: Fields) => boolean;
}

/** A secret, a copy of it in a parameter, and two programs that use what they have read a moment before, all the time. */
export interface Readers {
  readonly secretArn: string;
  readonly version: string;
  /** `onNew`: it says that it is ill with any credential but the first. */
  readonly mood: Record<Reader, 'live' | 'onNew'>;
  readonly calls: Readonly<Record<Reader, { done: number; failed: number }>>;
  readonly targets: Plan['where']['targets'];
  readonly probes: Plan['where']['probes'];
  /** What the secret and the parameter hold; {}: no JSON. */
  held(): Promise<readonly [Fields, Fields]>;
  start(): void;
  stop(): Promise<void>;
}

/** The first reads the secret, the second the parameter. */
type Reader = 'mirror' | 'batch';

export const COPIES: Plan['copies'] = [
  { id: 'parameter', kind: 'copy' },
  { id: 'store', kind: 'secret' },
];
export const DEPENDENTS: Plan['dependents'] = [
  { id: 'batch', copy: 'parameter' },
  { id: 'mirror', copy: 'store' },
];

export async function openReaders(lab: Lab, { name, text, call, isFirst }: ReadersOptions): Promise<Readers> {
  const vault = new SecretsManagerClient(labClient(lab));
  const parameters = new SSMClient(labClient(lab));
  const { ARN = '', VersionId = '' } = await vault.send(
    new CreateSecretCommand({ Name: name, SecretString: text }),
  );
  const Name = `/${name}`;
  await parameters.send(new PutParameterCommand({ Name, Type: 'SecureString', Value: text }));

  const mood: Readers['mood'] = { mirror: 'live', batch: 'live' };
  const calls = { mirror: { done: 0, failed: 0 }, batch: { done: 0, failed: 0 } };
  const running = { is: false };
  const loops: Promise<void>[] = [];
  const inSecret = async () =>
    (await vault.send(new GetSecretValueCommand({ SecretId: ARN }))).SecretString ?? '{}';
  const inParameter = async () =>
    (await parameters.send(new GetParameterCommand({ Name, WithDecryption: true }))).Parameter?.Value ?? '{}';

  /** Whether it is well. */
  async function use(who: Reader): Promise<boolean> {
    const held = JSON.parse(await (who === 'mirror' ? inSecret() : inParameter())) as Fields;
    const isLetIn = await call(held);
    calls[who][isLetIn ? 'done' : 'failed'] += 1;
    return isLetIn && (mood[who] === 'live' || isFirst(held));
  }
  async function using(who: Reader): Promise<void> {
    while (running.is) {
      await use(who);
      await sleep(100);
    }
  }
  const health = createServer(({ url }, answer) => {
    const give = (isWell: boolean) => answer.writeHead(isWell ? 200 : 503).end();
    use(url?.slice(1) as Reader).then(give, () => give(false));
  });
  const url = await listening(health);

  return {
    secretArn: ARN,
    version: VersionId,
    mood,
    calls,
    targets: {
      store: { in: 'secret', arn: ARN, replicas: [] },
      parameter: { in: 'parameter', name: Name, region: REGION },
    },
    probes: {
      mirror: [{ by: 'http', url: `${url}/mirror`, status: 200 }],
      batch: [{ by: 'http', url: `${url}/batch`, status: 200 }],
    },
    async held() {
      return [JSON.parse(await inSecret()) as Fields, JSON.parse(await inParameter()) as Fields];
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
