import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type Lab, labClient } from '../lab.ts';
import type { Team } from './shop.ts';

/** What a dependent's calls came to. */
export interface Calls {
  readonly made: number;
  readonly failed: number;
  /** The name of the last failure: never what AWS answered. */
  readonly lastFailure: string | null;
  /** Ids of the keys that it called with, in the order in which they came. */
  readonly keys: readonly string[];
}

export interface Callers {
  /** By the dependent's name. */
  of(name: string): Calls;
  /** Waits until each has called twice more, so that what was on its way is over. */
  settled(names: readonly string[]): Promise<void>;
  /** Waits for the calls that are on their way, and makes no more. */
  stop(): Promise<void>;
}

const PAUSE_MS = 150;

/** Every dependent of the teams calls all the time, with the credential that it holds. */
export function keepCalling(lab: Lab, teams: readonly Team[]): Callers {
  const lambda = new LambdaClient(labClient(lab));
  const told = new Map<string, Calls>();
  const over = new AbortController();

  async function keep(name: string): Promise<void> {
    while (!over.signal.aborted) {
      const before = told.get(name) ?? { made: 0, failed: 0, lastFailure: null, keys: [] };
      told.set(name, after(before, await callOnce(lambda, name)));
      await sleep(PAUSE_MS);
    }
  }

  const loops = teams.flatMap(({ dependents }) => dependents).map(({ name }) => keep(name));
  return {
    of: (name) => told.get(name) ?? { made: 0, failed: 0, lastFailure: null, keys: [] },
    async settled(names) {
      const before = names.map((name) => told.get(name)?.made ?? 0);
      while (names.some((name, index) => (told.get(name)?.made ?? 0) < (before[index] ?? 0) + 2))
        await sleep(PAUSE_MS);
    },
    async stop() {
      over.abort();
      await Promise.all(loops);
      lambda.destroy();
    },
  };
}

type Outcome = { readonly key: string } | { readonly failure: string };

async function callOnce(lambda: LambdaClient, FunctionName: string): Promise<Outcome> {
  try {
    const { Payload, FunctionError } = await lambda.send(new InvokeCommand({ FunctionName }));
    const answer = JSON.parse(Buffer.from(Payload ?? []).toString()) as Record<string, string | undefined>;
    if (FunctionError !== undefined) return { failure: answer.errorType ?? FunctionError };
    return { key: answer.accessKeyId ?? '' };
  } catch (error) {
    return { failure: error instanceof Error ? error.name : 'unknown' };
  }
}

function after(before: Calls, outcome: Outcome): Calls {
  const made = before.made + 1;
  if ('failure' in outcome)
    return { ...before, made, failed: before.failed + 1, lastFailure: outcome.failure };
  const keys = before.keys.at(-1) === outcome.key ? before.keys : [...before.keys, outcome.key];
  return { ...before, made, keys };
}
