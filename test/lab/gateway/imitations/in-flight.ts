// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html (an execution environment is shut down
// when it is idle, never under an invocation; after a change of configuration new ones take over)
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../answer.ts';
import type { Call } from '../call.ts';
import type { Imitation } from '../imitation.ts';
import type { Upstream } from '../upstream.ts';

const PATH = /^\/2015-03-31\/functions\/([^/]+)\/(invocations|configuration|code)$/;

/** A function that changes itself would wait for its own end. */
const PATIENCE_MS = 20_000;

/** What changes a function lets its invocations end: ministack ends the process that carries them out. */
export function inFlight({ forward }: Pick<Upstream, 'forward'>): Imitation {
  const invocations = new Map<string, Set<Promise<unknown>>>();
  const changes = new Map<string, Promise<unknown>>();

  async function stand(call: Call): Promise<Answer | undefined> {
    const [, name, what] = PATH.exec(call.path) ?? [];
    if (name === undefined) return undefined;
    const key = `${call.region} ${nameOf(name)}`;
    if (what === 'invocations' && call.method === 'POST') return invoke(call, key);
    return call.method === 'PUT' ? change(call, key) : undefined;
  }

  async function invoke(call: Call, key: string): Promise<Answer> {
    await changes.get(key);
    const running = invocations.get(key) ?? new Set();
    invocations.set(key, running);
    const answer = forward(call);
    running.add(answer);
    try {
      return await answer;
    } finally {
      running.delete(answer);
    }
  }

  async function change(call: Call, key: string): Promise<Answer> {
    const before = changes.get(key);
    const answer = (async () => {
      await before;
      const running = Promise.allSettled(invocations.get(key) ?? new Set());
      await Promise.race([running, sleep(PATIENCE_MS, undefined, { ref: false })]);
      return forward(call);
    })();
    const over = answer.then(
      () => undefined,
      () => undefined,
    );
    changes.set(key, over);
    return answer;
  }

  return {
    stand,
    reset() {
      invocations.clear();
      changes.clear();
    },
  };
}

/** `orders-api` of itself, of an ARN, and of either with a version or an alias. */
function nameOf(given: string): string {
  const parts = decodeURIComponent(given).split(':');
  return (parts[0] === 'arn' ? parts[6] : parts[0]) ?? given;
}
