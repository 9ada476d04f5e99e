import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DETECTORS } from '../../core/detectors/index.ts';
import { DEFAULT_POLICY, type Policy } from '../../core/model/policy.ts';
import type { Instant } from '../../core/model/time.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { readPolicy } from '../../sources/policy/index.ts';
import { type People, readPeople } from '../read-people.ts';
import { INPUTS, type InputName, inputKey } from './layout.ts';

export interface Inputs {
  readonly policy: Policy;
  readonly people: People;
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
