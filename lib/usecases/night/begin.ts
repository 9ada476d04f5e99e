import { type Instant, parseInstant } from '../../core/model/time.ts';
import { nightOf, type Reach, type Run } from '../../core/nights/run.ts';
import type { NightState } from '../../ports/night-state.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { freezeInputs } from './freeze-inputs.ts';

export interface Start {
  readonly reason: Run['reason'];
  /** Absent: the night's own name, its day in UTC. */
  readonly run?: string | undefined;
  readonly reach: Reach;
  /** When it was meant to begin; absent, or no instant: now. */
  readonly at?: string | undefined;
  /** Absent: every account that is known. */
  readonly accounts?: readonly string[] | undefined;
}

export interface Begun {
  readonly run: string;
  readonly reach: Reach;
  readonly accounts: readonly string[];
}

export interface Beginning {
  readonly store: ObjectStore;
  readonly state: NightState;
  /** Every account that Nightwarden is to sweep. */
  readonly allAccounts: () => Promise<readonly string[]>;
  /** Accounts that are left out, whoever asks for them. */
  readonly excluded?: readonly string[];
  readonly now: () => Date;
}

/**
 * Begins a run, or takes it up again: a night that was killed and started anew is the same night, and what its first
 * half kept and sent is not done twice.
 * @throws {InputError} when the policy that people handed over is damaged: nothing is begun until it is mended
 */
export async function beginRun(
  start: Start,
  { store, state, allAccounts, excluded = [], now }: Beginning,
): Promise<Begun> {
  const at: Instant = now().toISOString();
  const id = start.run ?? nightOf(parseInstant(start.at ?? '') ?? at);
  const asked = new Set(start.accounts ?? (await allAccounts()));
  const accounts = [...asked].filter((account) => !excluded.includes(account));
  await freezeInputs(store, id);
  await state.begin({ id, reason: start.reason, startedAt: at, accounts: accounts.length, state: 'running' });
  return { run: id, reach: start.reach, accounts };
}
