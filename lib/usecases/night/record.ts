import type { Estate, Subject } from '../../core/model/estate.ts';
import type { Difference, FindingBrief } from '../../core/nights/difference.ts';
import type { CredentialRecord, FindingRecord, NightState } from '../../ports/night-state.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { readJson, writeJson } from './json.ts';
import { credentialsKey } from './layout.ts';
import type { Target } from './target.ts';

export interface Recording {
  readonly store: ObjectStore;
  readonly state: NightState;
  readonly target: Target;
  /** The run that wrote the records last, which may be this one; undefined: none did. */
  readonly recorded: string | undefined;
  readonly estate: Estate;
  /** Since then. */
  readonly changes: Difference;
}

type Facts = Omit<CredentialRecord, 'firstSeenAt' | 'changedAt'>;

/** Writes what changed of an account's findings and credentials; rows of what stayed the same are left alone. */
export async function recordChanges(recording: Recording): Promise<void> {
  const { store, state, target, recorded, estate, changes } = recording;
  const { account, takenAt } = estate.snapshot;
  const open = [...changes.new, ...changes.worse, ...changes.better];
  await state.saveFindings(account, [
    ...open.map((finding) => findingRecord(finding, 'open', takenAt)),
    ...changes.gone.map((finding) => findingRecord(finding, 'gone', takenAt)),
  ]);
  const before = recorded === undefined ? [] : await credentialsOf(store, recorded, account);
  const now = estate.subjects.map(factsOf);
  await state.saveCredentials(
    account,
    changed(before, now).map((facts) => ({ ...facts, ...at(takenAt) })),
  );
  await writeJson(store, credentialsKey(target.run, account), now);
}

async function credentialsOf(store: ObjectStore, run: string, account: string): Promise<readonly Facts[]> {
  return ((await readJson(store, credentialsKey(run, account))) ?? []) as readonly Facts[];
}

function changed(before: readonly Facts[], now: readonly Facts[]): readonly Facts[] {
  const known = new Map(before.map((facts) => [facts.id, JSON.stringify(facts)]));
  return now.filter((facts) => known.get(facts.id) !== JSON.stringify(facts));
}

function factsOf({ credential, ownership, environment }: Subject): Facts {
  const { id, kind, status } = credential;
  return { id, kind, status, owner: ownership.owner?.name ?? null, environment };
}

function findingRecord(
  { id, severity, score, title, subject }: FindingBrief,
  state: FindingRecord['state'],
  moment: string,
): FindingRecord {
  return { id, severity, score, title, subject, state, ...at(moment) };
}

function at(moment: string) {
  return { firstSeenAt: moment, changedAt: moment };
}
