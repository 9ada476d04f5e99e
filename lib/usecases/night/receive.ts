import { readSignal, type Signal } from '../../core/nights/event.ts';
import { eventRun } from '../../core/nights/run.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { Start } from './begin.ts';
import { writeJson } from './json.ts';
import { askedKey, exposedKey, signKey } from './layout.ts';

export interface Receiving {
  readonly store: ObjectStore;
  /** Starts a run; that one of the same name was started before is no failure. */
  readonly startRun: (name: string, start: Start) => Promise<void>;
}

export interface Received {
  readonly kind: Signal['kind'] | 'none';
  readonly run: string | null;
  /** Whether AWS itself says so: what anybody else says is judged like it, and may only propose what to do. */
  readonly fromAws: boolean;
}

/** Notes what an event says of credentials, and starts a run that judges the account at once. */
export async function receive(event: unknown, { store, startRun }: Receiving): Promise<Received> {
  const signal = readSignal(event);
  if (signal === undefined) return { kind: 'none', run: null, fromAws: false };
  const run = eventRun(signal.at, signal.id);
  if (signal.kind === 'asked') await writeJson(store, askedKey(run), signal.credentials);
  else await note(store, signal);
  if (signal.sign !== undefined) await writeJson(store, signKey(run), signal.sign);
  await startRun(run, {
    run,
    reason: 'event',
    reach: 'iam',
    accounts: signal.account === null ? undefined : [signal.account],
  });
  return { kind: signal.kind, run, fromAws: signal.fromAws };
}

/** An exposure that an event told of is held like one that a person handed over, until somebody takes it away. */
async function note(store: ObjectStore, { id, at, account, credentials, source }: Signal): Promise<void> {
  if (account === null || credentials.length === 0) return;
  const exposures = credentials.map((credential) => ({ credential, at, source }));
  await store.write(exposedKey(account, id), new TextEncoder().encode(JSON.stringify(exposures)));
}
