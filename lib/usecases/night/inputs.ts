import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DETECTORS } from '../../core/detectors/index.ts';
import { DEFAULT_POLICY, type Policy } from '../../core/model/policy.ts';
import type { Instant } from '../../core/model/time.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { readPolicy } from '../../sources/policy/index.ts';
import { type People, readPeople } from '../read-people.ts';
import { EXPOSED, INPUTS, type InputName, inputKey } from './layout.ts';

export interface Inputs {
  readonly policy: Policy;
  readonly people: People;
}

/** Takes a copy of what people handed over, so that every worker of a run judges by the same. */
export async function freezeInputs(store: ObjectStore, run: string): Promise<readonly InputName[]> {
  const names = Object.keys(INPUTS) as InputName[];
  const given = await Promise.all(
    names.map(async (name) => {
      if ((await store.read(inputKey(name, run))) !== undefined) return [name];
      const given = await store.read(inputKey(name));
      const body = name === 'exposures' ? await withExposed(store, given) : given;
      if (body === undefined) return [];
      await store.write(inputKey(name, run), body);
      return [name];
    }),
  );
  return given.flat();
}

/** What people handed over, with what events told; a list of theirs that is damaged stays as it is, to be refused. */
async function withExposed(
  store: ObjectStore,
  given: Uint8Array | undefined,
): Promise<Uint8Array | undefined> {
  const told: unknown[] = [];
  for (const key of await store.list(EXPOSED)) told.push(...(listIn(await store.read(key)) ?? []));
  const people = given === undefined ? [] : listIn(given);
  if (told.length === 0 || people === undefined) return given;
  return new TextEncoder().encode(JSON.stringify([...people, ...told]));
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

/**
 * Reads a run's roster, exposures and policy.
 * @throws {InputError} when one of them is not what it should be
 */
export async function readInputs(store: ObjectStore, run: string, now: Instant): Promise<Inputs> {
  const folder = await mkdtemp(join(tmpdir(), 'nightwarden-inputs-'));
  try {
    const roster = await fetched(store, run, 'roster', folder);
    const exposures = await fetched(store, run, 'exposures', folder);
    const policy = await fetched(store, run, 'policy', folder);
    return {
      policy: policy === undefined ? DEFAULT_POLICY : await readPolicy(policy, DETECTORS),
      people: await readPeople(
        {
          ...(roster === undefined ? {} : { roster }),
          ...(exposures === undefined ? {} : { exposures }),
        },
        now,
      ),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fetched(
  store: ObjectStore,
  run: string,
  name: InputName,
  folder: string,
): Promise<string | undefined> {
  const body = await store.read(inputKey(name, run));
  if (body === undefined) return undefined;
  const file = join(folder, INPUTS[name]);
  await writeFile(file, body, { mode: 0o600 });
  return file;
}
