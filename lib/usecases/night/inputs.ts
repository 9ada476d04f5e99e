import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DETECTORS } from '../../core/detectors/index.ts';
import type { SourceGap } from '../../core/model/gap.ts';
import { DEFAULT_POLICY, type Policy } from '../../core/model/policy.ts';
import type { Instant } from '../../core/model/time.ts';
import { InputError } from '../../ports/input-error.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { readPolicy } from '../../sources/policy/index.ts';
import { type People, type PeopleFiles, readPeople } from '../read-people.ts';
import { INPUTS, type InputName, inputKey } from './layout.ts';

export interface Inputs {
  readonly policy: Policy;
  readonly people: People;
}

/**
 * Reads a run's roster, exposures and policy. A roster or a list of exposures that is damaged is a gap, for it must not
 * end a night: what would be known by it stays unknown.
 * @param run undefined: those that people handed over, of which no run has its copy yet
 * @throws {InputError} when the policy is not what it should be: by other thresholds, what stands would look gone
 */
export async function readInputs(store: ObjectStore, run: string | undefined, now: Instant): Promise<Inputs> {
  const folder = await mkdtemp(join(tmpdir(), 'nightwarden-inputs-'));
  try {
    const roster = await fetched(store, run, 'roster', folder);
    const exposures = await fetched(store, run, 'exposures', folder);
    const policy = await fetched(store, run, 'policy', folder);
    return {
      policy: policy === undefined ? DEFAULT_POLICY : await readPolicy(policy, DETECTORS),
      people: await peopleOf(
        {
          ...(roster === undefined ? {} : { roster }),
          ...(exposures === undefined ? {} : { exposures }),
        },
        now,
      ),
    };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    // By the name that people know it by.
    throw new InputError(error.message.replaceAll(`${folder}/`, 'inputs/'), { cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function peopleOf(files: PeopleFiles, now: Instant): Promise<People> {
  const refused: { readonly name: keyof PeopleFiles; readonly reason: string }[] = [];
  const accepted: { roster?: string; exposures?: string } = {};
  for (const [name, file] of Object.entries(files) as [keyof PeopleFiles, string][]) {
    try {
      await readPeople({ [name]: file }, now);
      accepted[name] = file;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      refused.push({ name, reason: error.message.replaceAll(`${dirname(file)}/`, 'inputs/') });
    }
  }
  const people = await readPeople(accepted, now);
  if (refused.length === 0) return people;
  const gaps = (account: string): readonly SourceGap[] =>
    refused.map(({ name, reason }) => ({
      scope: { account },
      missing: `inputs/${INPUTS[name]}`,
      reason,
      remedy: 'mend it and put it into the bucket again',
      facts: [name],
      badInput: true,
    }));
  return {
    ...people,
    in(manifest) {
      const facts = people.in(manifest);
      return { ...facts, gaps: [...facts.gaps, ...gaps(manifest.account)] };
    },
  };
}

async function fetched(
  store: ObjectStore,
  run: string | undefined,
  name: InputName,
  folder: string,
): Promise<string | undefined> {
  const body = await store.read(inputKey(name, run));
  if (body === undefined) return undefined;
  const file = join(folder, INPUTS[name]);
  await writeFile(file, body, { mode: 0o600 });
  return file;
}
