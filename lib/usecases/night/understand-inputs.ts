import { DEFAULT_POLICY, type Policy } from '../../core/model/policy.ts';
import { InputError } from '../../ports/input-error.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { readExposures } from '../../sources/exposures/index.ts';
import { readPolicy } from '../../sources/policy/index.ts';
import THRESHOLDS from '../../sources/policy/thresholds.json' with { type: 'json' };
import { readRoster } from '../../sources/roster/index.ts';
import { withInputFiles } from './input-files.ts';
import type { Frozen, FrozenInputs } from './inputs.ts';

/** What may be set of each detector: neither its judgement nor its texts are needed to read a policy. */
const DETECTORS = Object.entries(THRESHOLDS).map(([id, options]) => ({ id, options }));

/**
 * What a run's copies of roster, exposures and policy say.
 * @throws {InputError} when the policy is not what it should be
 */
export function understood(store: ObjectStore, run: string): Promise<FrozenInputs> {
  return withInputFiles(
    store,
    run,
    ['roster', 'exposures', 'policy'],
    async ({ policy, roster, exposures }, named) => ({
      policy: await policyOf(policy),
      ...(roster === undefined ? {} : { roster: await frozen(readRoster(roster), named) }),
      ...(exposures === undefined ? {} : { exposures: await frozen(readExposures(exposures), named) }),
    }),
  );
}

/**
 * Looks at the policy that people handed over, before any run has its copy.
 * @throws {InputError} when it is damaged
 */
export async function checkPolicy(store: ObjectStore): Promise<void> {
  await withInputFiles(store, undefined, ['policy'], ({ policy }) => policyOf(policy));
}

async function policyOf(file: string | undefined): Promise<Policy> {
  return file === undefined ? DEFAULT_POLICY : readPolicy(file, DETECTORS);
}

async function frozen<T>(reading: Promise<T>, named: (text: string) => string): Promise<Frozen<T>> {
  try {
    return { read: await reading };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { refused: named(error.message) };
  }
}
