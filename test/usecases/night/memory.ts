import type { AccountOutcome, Run } from '../../../lib/core/nights/run.ts';
import type { Summary } from '../../../lib/core/nights/summary.ts';
import type { CredentialRecord, FindingRecord, Latest, NightState } from '../../../lib/ports/night-state.ts';
import type { ObjectStore } from '../../../lib/ports/object-store.ts';

export interface MemoryStore extends ObjectStore {
  readonly objects: Map<string, Uint8Array>;
  /** How often a key was written. */
  readonly writes: Map<string, number>;
}

export function memoryStore(): MemoryStore {
  const objects = new Map<string, Uint8Array>();
  const writes = new Map<string, number>();
  return {
    objects,
    writes,
    read: async (key) => objects.get(key),
    async write(key, body) {
      objects.set(key, body);
      writes.set(key, (writes.get(key) ?? 0) + 1);
    },
    list: async (prefix, most) =>
      [...objects.keys()]
        .filter((key) => key.startsWith(prefix))
        .toSorted()
        .slice(0, most),
  };
}

export interface MemoryState extends NightState {
  readonly findings: Map<string, FindingRecord>;
  readonly credentials: Map<string, CredentialRecord>;
}

export function memoryState(): MemoryState {
  const runs = new Map<string, Run>();
  const outcomes = new Map<string, Map<string, AccountOutcome>>();
  const summaries = new Map<string, Summary>();
  const latest = new Map<string, Latest>();
  const findings = new Map<string, FindingRecord>();
  const credentials = new Map<string, CredentialRecord>();
  return {
    findings,
    credentials,
    async begin(run) {
      const known = runs.get(run.id);
      if (known !== undefined) return known;
      runs.set(run.id, run);
      return run;
    },
    run: async (id) => runs.get(id),
    recent: async (limit) => [...runs.values()].toSorted((a, b) => (a.id < b.id ? 1 : -1)).slice(0, limit),
    async end(run) {
      runs.set(run.id, run);
    },
    async told(run, outcome) {
      const told = outcomes.get(run) ?? new Map<string, AccountOutcome>();
      outcomes.set(run, told.set(outcome.account, outcome));
    },
    outcomes: async (run) => [...(outcomes.get(run)?.values() ?? [])],
    async addedUp(summary) {
      summaries.set(summary.run.id, summary);
    },
    summary: async (run) => summaries.get(run),
    latest: async (account) => latest.get(account),
    async advance(account, run, reach) {
      const known = latest.get(account);
      if (known?.run === run) return known;
      const next: Latest = {
        run,
        previous: known?.run ?? null,
        full: reach === 'all' ? run : (known?.full ?? null),
      };
      latest.set(account, next);
      return next;
    },
    async saveFindings(account, records) {
      for (const record of records) findings.set(`${account} ${record.id}`, record);
    },
    async saveCredentials(account, records) {
      for (const record of records) credentials.set(`${account} ${record.id}`, record);
    },
  };
}
