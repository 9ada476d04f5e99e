import type { Policy } from '../../core/model/policy.ts';
import { printable } from '../../core/reports/text.ts';
import { readInputText } from '../roster/input-file.ts';
import type { DetectorOptions } from './schema.ts';

export { documentPolicy, thresholdsOf } from './document.ts';

/**
 * Reads what an organisation decides, from YAML. What it does not say has its default; what is not known is refused,
 * since a mistyped threshold would silently not hold.
 * @param detectors whose thresholds may be set
 * @throws {InputError} naming file, line and place
 */
export async function readPolicy(file: string, detectors: readonly DetectorOptions[]): Promise<Policy> {
  const text = await readInputText(file, 'a policy file (YAML)');
  // Most nights have no policy file, and then no use for YAML.
  const { parsePolicy } = await import('./parse.ts');
  return parsePolicy(text, printable(file), detectors);
}
