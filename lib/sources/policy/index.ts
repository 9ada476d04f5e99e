import { LineCounter, parseDocument, type YAMLError } from 'yaml';
import { DEFAULT_POLICY, type Policy } from '../../core/model/policy.ts';
import { printable } from '../../core/reports/text.ts';
import { InputError } from '../../ports/input-error.ts';
import { readInputText } from '../roster/input-file.ts';
import { describeIssue } from './issue.ts';
import { type DetectorOptions, policySchema } from './schema.ts';

export { documentPolicy } from './document.ts';

/**
 * Reads what an organisation decides, from YAML. What it does not say has its default; what is not known is refused,
 * since a mistyped threshold would silently not hold.
 * @param detectors whose thresholds may be set
 * @throws {InputError} naming file, line and place
 */
export async function readPolicy(file: string, detectors: readonly DetectorOptions[]): Promise<Policy> {
  return parsePolicy(await readInputText(file, 'a policy file (YAML)'), printable(file), detectors);
}

/** @param name the file, for messages */
export function parsePolicy(text: string, name: string, detectors: readonly DetectorOptions[]): Policy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const [error] = document.errors;
  if (error !== undefined) throw new InputError(notYaml(name, error, lines));
  const result = policySchema(detectors).safeParse(contentOf(document, name));
  if (!result.success)
    throw new InputError(describeIssue(result.error.issues, { name, document, lines, detectors }));
  const { budgets, ...rest } = result.data;
  return { ...DEFAULT_POLICY, ...rest, budgets: { ...DEFAULT_POLICY.budgets, ...budgets } };
}

/** An empty file, or one in which everything is commented out, decides nothing. */
function contentOf(document: ReturnType<typeof parseDocument>, name: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch {
    throw new InputError(`${name}: expected plain YAML, got aliases that do not end: write the values out`);
  }
}

/** The library's message may quote the file: its code and place say enough. */
function notYaml(name: string, { code, pos }: YAMLError, lines: LineCounter): string {
  const { line, col } = lines.linePos(pos[0]);
  return `${name}:${line}:${col}: expected YAML, got ${code.toLowerCase().replaceAll('_', ' ')}: mend the file`;
}
