import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, ConnectionCut, jsonAnswer } from './answer.ts';
import type { Request } from './call.ts';

export interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

/** Ours to say, since the whole body is sent at once; the rest of an answer's headers goes through. */
const FRAMING: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'trailer',
]);

/** A caller that waits before it tries again must not take an idle connection just as it is closed. */
const IDLE_MS = 120_000;

/** Serves on the loopback only. */
export async function serve(
  port: number,
  now: () => number,
  handle: (request: Request) => Promise<Answer>,
): Promise<Server> {
  let stopping = false;
  const server = createServer((incoming, outgoing) => {
    read(incoming, now)
      .then(handle)
      .catch((error: unknown) => failure(incoming, error, stopping))
      .then((answer) => write(answer, incoming, outgoing))
      .catch(() => outgoing.destroy());
  });
  server.keepAliveTimeout = IDLE_MS;
  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject);
  server.listen(port, '127.0.0.1', listening.resolve);
  await listening.promise;
  const { port: taken } = server.address() as AddressInfo;
  async function stop(): Promise<void> {
    stopping = true;
    const closed = Promise.withResolvers<void>();
    server.close(() => closed.resolve());
    server.closeAllConnections();
    await closed.promise;
  }
  return { url: `http://127.0.0.1:${taken}`, stop };
}

async function read(incoming: IncomingMessage, now: () => number): Promise<Request> {
  const at = now();
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return {
    method: incoming.method ?? 'GET',
    target: incoming.url ?? '/',
    rawHeaders: incoming.rawHeaders,
    body: Buffer.concat(chunks),
    at,
    sourceIp: incoming.socket.remoteAddress ?? '127.0.0.1',
  };
}

function write(
  { status, rawHeaders, body }: Answer,
  { method }: IncomingMessage,
  outgoing: ServerResponse,
): void {
  const headers: string[] = [];
  const bodiless = method === 'HEAD' || status === 204 || status === 304;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    // The length that HEAD tells is that of the body it leaves out.
    if (!FRAMING.has(name.toLowerCase()) || (bodiless && name.toLowerCase() === 'content-length')) {
      headers.push(name, rawHeaders[at + 1] ?? '');
    }
  }
  if (!bodiless) headers.push('Content-Length', String(body.length));
  outgoing.sendDate = false;
  outgoing.writeHead(status, headers);
  outgoing.end(bodiless ? undefined : body);
}

/** Told, unless nobody waits for the answer any more: the caller was interrupted, or everything is being stopped. */
function failure({ method, url, socket }: IncomingMessage, error: unknown, stopping: boolean): Answer {
  if (error instanceof ConnectionCut) throw error;
  const reason = error instanceof Error ? error.message : String(error);
  if (!stopping && !socket.destroyed) process.stderr.write(`lab gateway: ${method} ${url}: ${reason}\n`);
  return jsonAnswer({ __type: 'InternalFailure', message: `lab gateway: ${reason}` }, 500);
}
