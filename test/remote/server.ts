import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listening } from '../lab/listening.ts';

/** What a service answers; `hangs`: never. */
export type Answer =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> }
  | 'hangs'
  | 'drops';

export interface Asked {
  readonly method: string;
  /** Decoded, in parts. */
  readonly path: readonly string[];
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
  /** The same as it came. */
  readonly text: string;
}

export interface Service {
  readonly url: string;
  /** What it was asked, newest last. */
  readonly asked: Asked[];
  /** Says how the next calls are answered instead; undefined: as usual. */
  instead: (asked: Asked) => Answer | undefined;
  stop(): void;
}

/** A service of HTTP on this machine, which answers as it is told. */
export async function startService(answer: (asked: Asked) => Answer): Promise<Service> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void serve(request, response);
  });
  const service: Service = {
    url: await listening(server),
    asked,
    instead: () => undefined,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
  return service;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const one = await take(request);
    asked.push(one);
    give(response, service.instead(one) ?? answer(one));
  }
}

async function take(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const { pathname } = new URL(request.url ?? '/', 'http://here');
  return {
    method: request.method ?? '',
    path: pathname.split('/').slice(1).map(decodeURIComponent),
    headers: request.headers,
    body: text === '' ? undefined : (JSON.parse(text) as unknown),
    text,
  };
}

function give(response: ServerResponse, answer: Answer): void {
  if (answer === 'hangs') return;
  if (answer === 'drops') {
    response.destroy();
    return;
  }
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
  response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
  response.end(answer.body === undefined ? undefined : text);
}
