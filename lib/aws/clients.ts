import { STSClient } from '@aws-sdk/client-sts';
import type { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import project from '../../package.json' with { type: 'json' };
import type { Policy } from '../core/model/policy.ts';
import { type Clock, type Pace, pacing, systemClock } from './pacing.ts';

export interface AwsOptions {
  /** A profile of the AWS configuration files; absent: the SDK's default chain. */
  readonly profile?: string | undefined;
  /** Whom to call as, in place of a profile or the default chain. */
  readonly credentials?: Credentials;
  /** Calls a second, by service. */
  readonly budgets: Policy['budgets'];
  /** Attempts of one call, the first included. */
  readonly maxAttempts?: number;
  /** Milliseconds of one attempt, from its sending on. */
  readonly requestTimeoutMs?: number;
  readonly clock?: Clock;
}

type Credentials = ReturnType<typeof fromNodeProviderChain>;

/** What every client is made with. Endpoints come from the environment, as the SDK reads them. */
interface ClientConfig {
  readonly region: string;
  readonly credentials: Credentials;
  readonly retryMode: 'adaptive';
  readonly maxAttempts: number;
  readonly customUserAgent: [string, string][];
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: boolean;
  };
  readonly profile?: string;
}

interface Stack {
  addRelativeTo(middleware: PacedMiddleware, options: typeof PLACE): void;
  remove(name: string): boolean;
}
type PacedMiddleware = <I, O>(next: (args: I) => Promise<O>) => (args: I) => Promise<O>;

/** Any client of the SDK. */
export interface PacedClient {
  readonly middlewareStack: Stack;
}
export type ClientClass<C extends PacedClient> = new (config: ClientConfig) => C;

export interface AwsClients {
  /**
   * A client of one service in one Region, made once, each of whose attempts on the wire waits for its budget.
   * @param service the name of its budget: `iam`, `secretsmanager`
   */
  client<C extends PacedClient>(make: ClientClass<C>, service: string, region: string): C;
  /** The Region of the environment or the profile; undefined when there is none. */
  readonly configuredRegion: () => Promise<string | undefined>;
}

/**
 * Inside the retries, so that each attempt is counted, and before the signature, so that a request which
 * waited long is not sent with an old one.
 */
const PLACE = {
  name: 'nightwardenPacing',
  relation: 'before',
  toMiddleware: 'httpSigningMiddleware',
  override: true,
} as const;

const MAX_ATTEMPTS = 6;
const REQUEST_TIMEOUT_MS = 60_000;

export function awsClients({
  profile,
  credentials,
  budgets,
  maxAttempts = MAX_ATTEMPTS,
  requestTimeoutMs = REQUEST_TIMEOUT_MS,
  clock = systemClock,
}: AwsOptions): AwsClients {
  const paces = pacing(budgets, clock);
  const made = new Map<string, unknown>();
  const shared = {
    credentials: credentialsOf(credentials, profile),
    retryMode: 'adaptive' as const,
    maxAttempts,
    customUserAgent: [['nightwarden', project.version]] as [string, string][],
    requestHandler: {
      connectionTimeout: 5_000,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
    },
    ...(profile === undefined ? {} : { profile }),
  };
  return {
    client(make, service, region) {
      const key = `${service} ${region}`;
      const known = made.get(key) as InstanceType<typeof make> | undefined;
      if (known !== undefined) return known;
      const client = new make({ ...shared, region });
      keepPace(client, paces.of(service, region));
      // It walks through every answer for a log that nobody reads, and answers belong in no log.
      client.middlewareStack.remove('loggerMiddleware');
      made.set(key, client);
      return client;
    },
    async configuredRegion() {
      try {
        return await new STSClient(profile === undefined ? {} : { profile }).config.region();
      } catch {
        return undefined;
      }
    },
  };
}

function credentialsOf(given: Credentials | undefined, profile: string | undefined): Credentials {
  if (given !== undefined) return resolvedOnce(given);
  return resolvedOnce(async (properties) => {
    // A worker is given its credentials: it carries none of the ways to look for them.
    const { fromIni, fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
    return (profile === undefined ? fromNodeProviderChain() : fromIni({ profile }))(properties);
  });
}

function keepPace(client: PacedClient, run: Pace): void {
  client.middlewareStack.addRelativeTo((next) => (args) => run(() => next(args)), PLACE);
}

const REFRESH_BEFORE_MS = 5 * 60_000;

/** Every client would ask a profile's SSO or role for credentials by itself: they share one answer until it ages. */
export function resolvedOnce(provider: Credentials): Credentials {
  let held: ReturnType<Credentials> | undefined;
  let ends = Number.POSITIVE_INFINITY;
  const resolve: Credentials = async (properties) => {
    ends = Number.POSITIVE_INFINITY;
    try {
      const credentials = await provider(properties);
      ends = credentials.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
      return credentials;
    } catch (error) {
      held = undefined;
      throw error;
    }
  };
  return (properties) => {
    if (held === undefined || ends - Date.now() <= REFRESH_BEFORE_MS) held = resolve(properties);
    return held;
  };
}

/** The Region that answers for a partition's global services, which no account can switch off. */
export function mainRegion(region: string): string {
  if (region.startsWith('cn-')) return 'cn-north-1';
  if (region.startsWith('us-gov-')) return 'us-gov-west-1';
  if (region.startsWith('us-isob-')) return 'us-isob-east-1';
  if (region.startsWith('us-iso-')) return 'us-iso-east-1';
  if (region.startsWith('eusc-')) return 'eusc-de-east-1';
  return 'us-east-1';
}
