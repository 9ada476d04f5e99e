import { rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Progress, silent } from '../../lib/ports/progress.ts';
import { type Gateway, startGateway } from './gateway/index.ts';
import { freePort, type LocalServer } from './local-server.ts';
import { LAB_SECRET, startMinistack } from './ministack.ts';
import { prepareVenv } from './venv.ts';

/** The account that the lab's own credentials are root of. */
const LAB_ACCOUNT = '111122223333';

export interface LabOptions {
  /** Refuse unknown and deactivated keys, and honour policies. Off by default. */
  readonly auth?: boolean;
  /** 12 digits. */
  readonly account?: string;
  readonly progress?: Progress;
  /** How old a use must be before AWS tells of it. */
  readonly lastUsedLagMs?: number;
  /** AWS tells of a use in steps of 15 minutes. */
  readonly lastUsedResolutionMs?: number;
  /** A younger credential report is handed out again. */
  readonly credentialReportMaxAgeMs?: number;
  /** The bucket that CloudTrail's files are delivered to. */
  readonly trailBucket?: string;
  /** The gateway's clock, milliseconds since 1970. */
  readonly now?: () => number;
  /** Aborted: the start is given up and everything ends. */
  readonly signal?: AbortSignal;
}

export interface Lab {
  /** The gateway's address: everything goes through it. */
  readonly endpoint: string;
  /** What a process needs to work in the lab and nowhere else. */
  readonly env: Readonly<Record<string, string>>;
  readonly account: string;
  readonly gateway: Gateway;
  /** For files that shall go when the lab stops. */
  readonly folder: string;
  /** Process id of the local AWS, which leads a group of its own. */
  readonly pid: number;
  /** Resolves when the local AWS ended, asked to or not. */
  readonly ended: Promise<void>;
  /** Ends everything that was started. May be called again. */
  stop(): Promise<void>;
}

/**
 * Starts a local AWS on free loopback ports. It ends with stop(), with this process however that ends, and on
 * failure; whoever wants it to end in order on Ctrl-C calls stop() from a signal handler (see interrupt.ts).
 * @throws {LabError} one line that says what to do
 */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const { account = LAB_ACCOUNT, progress = silent, signal, auth = false } = options;
  const command = await ministackCommand(progress, signal);
  const scratch = await mkdtemp(join(tmpdir(), 'nightwarden-lab-'));
  const onExit = () => rmSync(scratch, { recursive: true, force: true });
  process.once('exit', onExit);
  let ministack: LocalServer | undefined;
  let gateway: Gateway | undefined;

  async function stop(): Promise<void> {
    await gateway?.stop();
    await ministack?.stop();
    process.off('exit', onExit);
    await rm(scratch, { recursive: true, force: true });
  }

  try {
    progress.step('starting the local AWS');
    await writeFile(join(scratch, 'config'), '');
    await writeFile(join(scratch, 'credentials'), '');
    const [port, gatewayPort] = [await freePort(), await freePort()];
    const endpoint = `http://127.0.0.1:${gatewayPort}`;
    ministack = await startMinistack({ command, port, endpoint, account, auth, scratch, signal });
    gateway = await startGateway({
      upstream: ministack.url,
      port: gatewayPort,
      defaultAccount: account,
      auth,
      ...settings(options),
    });
    progress.done(`account ${account} on ${gateway.url}`);
    const env = environment(gateway.url, account, scratch);
    return {
      endpoint: gateway.url,
      env,
      account,
      gateway,
      folder: scratch,
      pid: ministack.pid,
      ended: ministack.ended,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function ministackCommand(
  progress: Progress,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const named = process.env.MINISTACK;
  if (named !== undefined && named !== '') return [named];
  return [await prepareVenv({ progress, signal }), '-m', 'ministack'];
}

function settings({
  lastUsedLagMs,
  lastUsedResolutionMs,
  credentialReportMaxAgeMs,
  trailBucket,
  now,
}: LabOptions) {
  return {
    ...(lastUsedLagMs !== undefined && { lastUsedLagMs }),
    ...(lastUsedResolutionMs !== undefined && { lastUsedResolutionMs }),
    ...(credentialReportMaxAgeMs !== undefined && { credentialReportMaxAgeMs }),
    ...(trailBucket !== undefined && { trailBucket }),
    ...(now !== undefined && { now }),
  };
}

/** No profile, no configuration file and no instance metadata can lead a process out of the lab. */
function environment(endpoint: string, account: string, scratch: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: account,
    AWS_SECRET_ACCESS_KEY: LAB_SECRET,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_CONFIG_FILE: join(scratch, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(scratch, 'credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** The caller's environment with every AWS setting of theirs taken out, and the lab's put in. */
export function labEnvironment({ env }: Lab, base: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const kept = Object.entries(base).filter(([name]) => !name.startsWith('AWS_'));
  return { ...Object.fromEntries(kept), ...env };
}

/** How SDK clients reach the lab. */
export function labClient({ env }: Lab, region?: string) {
  return {
    endpoint: env.AWS_ENDPOINT_URL ?? '',
    region: region ?? env.AWS_REGION ?? 'us-east-1',
    credentials: {
      accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
    },
  };
}
