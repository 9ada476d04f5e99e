import { type LocalServer, startLocalServer } from './local-server.ts';

/** Secret of the lab's root: the gateway calls with the same one. It opens nothing but a loopback port. */
export const LAB_SECRET = 'test';

export interface MinistackOptions {
  /** The command that starts it: `['…/python', '-m', 'ministack']`. */
  readonly command: readonly string[];
  readonly port: number;
  /** Where the functions that it runs find AWS: the gateway. */
  readonly endpoint: string;
  readonly account: string;
  readonly auth: boolean;
  /** A folder for its own temporary files. */
  readonly scratch: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Starts ministack on a loopback port and waits until it answers.
 * @throws {LabError} when it ends or stays silent; its log is .lab/ministack.log
 */
export function startMinistack(options: MinistackOptions): Promise<LocalServer> {
  const { command, port, scratch, signal } = options;
  return startLocalServer({
    name: 'ministack',
    what: 'the local AWS',
    command,
    port,
    ready: '/_ministack/ready',
    scratch,
    env: environment(options),
    signal,
  });
}

/** Nothing of the caller's AWS configuration reaches it, and it listens on loopback only. */
function environment({ port, endpoint, account, auth }: MinistackOptions): Readonly<Record<string, string>> {
  return {
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    DOCKER_HOST: 'unix:///nonexistent',
    MINISTACK_ACCOUNT_ID: account,
    AWS_ACCESS_KEY_ID: account,
    AWS_SECRET_ACCESS_KEY: LAB_SECRET,
    AWS_ENDPOINT_URL: endpoint,
    ...(auth && { AUTH: 'true' }),
  };
}
