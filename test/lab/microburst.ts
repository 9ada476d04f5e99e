import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Progress, silent } from '../../lib/ports/progress.ts';
import { PASSED } from './gateway/imitations/injection.ts';
import { LabError } from './lab-error.ts';
import { freePort, startLocalServer } from './local-server.ts';
import { LAB_FOLDER, prepareVenv } from './venv.ts';

const REQUIREMENTS = join(import.meta.dirname, 'microburst.txt');

/** What goes wrong with calls that match; of several rules the first that fires is the one. */
export interface FaultRule {
  /** As the signature names it: `iam`. */
  readonly service: string;
  readonly operation?: string;
  readonly region?: string;
  /** Of the calls that match so many go wrong, then so many pass, and again. */
  readonly sequence?: { readonly fail: number; readonly pass: number };
  /** How often at most; absent: always. */
  readonly times?: number;
  /** Status and envelope are those of the service's own model. */
  readonly error?: { readonly code: string; readonly status?: number; readonly message?: string };
  /** The connection is cut. */
  readonly reset?: true;
  /** Milliseconds. */
  readonly latency?: number;
}

/** What went wrong with one call. */
export interface Fired {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  /** `error:ThrottlingException`, `reset`. */
  readonly action: string;
}

export interface Microburst {
  /** Hand it to the gateway, with the account that it shall hit: `POST /_lab/injection`. */
  readonly url: string;
  /** After those that there are. */
  add(rules: readonly FaultRule[]): Promise<void>;
  fired(): Promise<readonly Fired[]>;
  stop(): Promise<void>;
}

export interface MicroburstOptions {
  /** A folder for its own temporary files. */
  readonly scratch: string;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

/**
 * Starts microburst, which makes AWS's faults as the SDK's own models describe them. As a proxy before the local AWS it
 * would write another Host, which no signature survives. So behind it there is only a server that says "passed", and the
 * gateway asks it of each call whether, and how, it shall go wrong.
 * @throws {LabError} one line that says what to do
 */
export async function startMicroburst(options: MicroburstOptions): Promise<Microburst> {
  const { scratch, progress = silent, signal } = options;
  const python = await prepareVenv({
    folder: join(LAB_FOLDER, 'microburst-venv'),
    requirements: REQUIREMENTS,
    purpose: 'microburst',
    module: 'microburst',
    progress,
    signal,
  });
  const behind = await startPassing();
  const port = await freePort();
  try {
    const server = await startLocalServer({
      name: 'microburst',
      what: 'microburst',
      command: [python, '-m', 'microburst', '--host', '127.0.0.1', '-p', String(port), '-u', behind.url],
      port,
      ready: '/_microburst/health',
      scratch,
      env: {},
      signal,
    });
    return {
      url: server.url,
      add: async (rules) => {
        await ask(server.url, 'rules', { method: 'PATCH', body: JSON.stringify(rules) });
      },
      fired: async () => (await ask(server.url, 'fired?limit=2000', {})) as readonly Fired[],
      async stop() {
        await server.stop();
        await behind.stop();
      },
    };
  } catch (error) {
    await behind.stop();
    throw error;
  }
}

/** What microburst forwards to: it answers every call that it passed. */
async function startPassing(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  // One call a connection: microburst would take an idle one just as it is closed, and answer that with a 502 of its own.
  const server = createServer((incoming, outgoing) => {
    incoming.resume();
    outgoing.writeHead(200, { [PASSED]: 'yes', connection: 'close' }).end('{}');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function ask(url: string, path: string, how: RequestInit): Promise<unknown> {
  const answer = await fetch(`${url}/_microburst/${path}`, how);
  const text = await answer.text();
  if (!answer.ok) throw new LabError(`microburst refused ${path} (${answer.status}): ${text.slice(0, 300)}`);
  return JSON.parse(text);
}
