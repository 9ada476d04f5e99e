import { dirname } from 'node:path';
import type { SourceGap } from '../../core/model/gap.ts';
import type { Policy } from '../../core/model/policy.ts';
import type { Instant } from '../../core/model/time.ts';
import { InputError } from '../../ports/input-error.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { type People, type PeopleFiles, readPeople } from '../read-people.ts';
import { withInputFiles } from './input-files.ts';
import { INPUTS } from './layout.ts';
import { policyOf } from './policy-input.ts';

export interface Inputs {
  readonly policy: Policy;
  readonly people: People;
}

/**
 * Reads a run's roster, exposures and policy. A roster or a list of exposures that is damaged is a gap, for it must not
 * end a night: what would be known by it stays unknown.
 * @throws {InputError} when the policy is not what it should be: by other thresholds, what stands would look gone
 */
export function readInputs(store: ObjectStore, run: string, now: Instant): Promise<Inputs> {
  return withInputFiles(store, run, ['roster', 'exposures', 'policy'], async ({ policy, ...people }) => ({
    policy: await policyOf(policy),
    people: await peopleOf(people, now),
  }));
}

async function peopleOf(files: PeopleFiles, now: Instant): Promise<People> {
  try {
    return await readPeople(files, now);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return withoutDamaged(files, now);
  }
}

/** One of them is damaged: which one, each by itself tells. */
async function withoutDamaged(files: PeopleFiles, now: Instant): Promise<People> {
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
