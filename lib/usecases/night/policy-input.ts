import { DEFAULT_POLICY, type Policy } from '../../core/model/policy.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { withInputFiles } from './input-files.ts';

/**
 * Reads a policy file; without one the defaults hold, and neither its schema nor the detectors are loaded for it.
 * @throws {InputError} when it is not what it should be
 */
export async function policyOf(file: string | undefined): Promise<Policy> {
  if (file === undefined) return DEFAULT_POLICY;
  const [{ readPolicy }, { DETECTORS }] = await Promise.all([
    import('../../sources/policy/index.ts'),
    import('../../core/detectors/index.ts'),
  ]);
  return readPolicy(file, DETECTORS);
}

/**
 * Looks at the policy that people handed over, before any run has its copy.
 * @throws {InputError} when it is damaged
 */
export async function checkPolicy(store: ObjectStore): Promise<void> {
  await withInputFiles(store, undefined, ['policy'], ({ policy }) => policyOf(policy));
}
