import { isCredentialName } from '../../core/model/people.ts';
import { isRecord } from '../../core/model/records.ts';
import { parseInstant } from '../../core/model/time.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { readJson, writeJson } from './json.ts';
import { EXPOSED, frozenKey, INPUTS, type InputName, inputKey } from './layout.ts';
import { checkPolicy, understood } from './understand-inputs.ts';

/**
 * Takes a copy of what people handed over, and of what it means, so that every worker of a run judges by the same.
 * @throws {InputError} when the policy is damaged: nothing is begun until it is mended
 */
export async function freezeInputs(store: ObjectStore, run: string): Promise<void> {
  if ((await readJson(store, frozenKey(run))) !== undefined) return;
  await checkPolicy(store);
  const names = Object.keys(INPUTS) as InputName[];
  await Promise.all(names.map((name) => copyInput(store, run, name)));
  await writeJson(store, frozenKey(run), await understood(store, run));
}

async function copyInput(store: ObjectStore, run: string, name: InputName): Promise<void> {
  if ((await store.read(inputKey(name, run))) !== undefined) return;
  const given = await store.read(inputKey(name));
  const body = name === 'exposures' ? await withExposed(store, given) : given;
  if (body !== undefined) await store.write(inputKey(name, run), body);
}

/** What people handed over, with what events told; a list of theirs that is damaged stays as it is, to be refused. */
async function withExposed(
  store: ObjectStore,
  given: Uint8Array | undefined,
): Promise<Uint8Array | undefined> {
  const told: unknown[] = [];
  for (const key of await store.list(EXPOSED))
    told.push(...(listIn(await store.read(key)) ?? []).filter(isExposure));
  const people = given === undefined ? [] : listIn(given);
  if (told.length === 0 || people === undefined) return given;
  return new TextEncoder().encode(JSON.stringify([...people, ...told]));
}

/** One that is not what it should be would make the whole list one to be refused. */
function isExposure(told: unknown): boolean {
  if (!isRecord(told)) return false;
  const { credential, at, source } = told;
  return (
    typeof credential === 'string' &&
    isCredentialName(credential) &&
    typeof at === 'string' &&
    parseInstant(at) !== undefined &&
    typeof source === 'string' &&
    source !== ''
  );
}

/** @returns undefined when it is no JSON array */
function listIn(body: Uint8Array | undefined): readonly unknown[] | undefined {
  try {
    const list: unknown = JSON.parse(new TextDecoder().decode(body));
    return Array.isArray(list) ? list : undefined;
  } catch {
    return undefined;
  }
}
