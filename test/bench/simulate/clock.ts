/** Time that passes only when everybody waits: an hour of a night takes a moment. */
export interface VirtualClock {
  /** Seconds since the start. */
  now(): number;
  sleep(seconds: number): Promise<void>;
  /** Lets time pass until the work is done. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

interface Waiting {
  readonly at: number;
  readonly order: number;
  readonly wake: () => void;
}

export function virtualClock(): VirtualClock {
  const heap: Waiting[] = [];
  let time = 0;
  let order = 0;

  async function run<T>(work: () => Promise<T>): Promise<T> {
    let isDone = false;
    const result = work().finally(() => {
      isDone = true;
    });
    // A failure is told by the result itself.
    result.catch(() => {});
    for (;;) {
      await settled();
      if (isDone) return result;
      const next = pop(heap);
      if (next === undefined) throw new Error('the simulation waits for what never comes');
      time = next.at;
      next.wake();
    }
  }

  return {
    now: () => time,
    sleep(seconds) {
      const { promise, resolve } = Promise.withResolvers<void>();
      order += 1;
      push(heap, { at: time + Math.max(0, seconds), order, wake: resolve });
      return promise;
    },
    run,
  };
}

/** Everything that follows from the last event has happened. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function isBefore(a: Waiting, b: Waiting): boolean {
  return a.at === b.at ? a.order < b.order : a.at < b.at;
}

function push(heap: Waiting[], item: Waiting): void {
  let at = heap.push(item) - 1;
  while (at > 0) {
    const up = (at - 1) >> 1;
    const [parent, child] = [heap[up], heap[at]];
    if (parent === undefined || child === undefined || !isBefore(child, parent)) return;
    [heap[up], heap[at]] = [child, parent];
    at = up;
  }
}

function pop(heap: Waiting[]): Waiting | undefined {
  const [first] = heap;
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  heap[0] = last;
  for (let at = 0; ; ) {
    const smallest = [at, 2 * at + 1, 2 * at + 2].reduce((a, b) => {
      const [one, other] = [heap[a], heap[b]];
      return one !== undefined && other !== undefined && isBefore(other, one) ? b : a;
    });
    const [here, there] = [heap[at], heap[smallest]];
    if (smallest === at || here === undefined || there === undefined) return first;
    [heap[at], heap[smallest]] = [there, here];
    at = smallest;
  }
}
