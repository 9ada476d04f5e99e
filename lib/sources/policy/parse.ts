import { LineCounter, parseDocument, type YAMLError } from 'yaml';
import { DEFAULT_POLICY, type Policy } from '../../core/model/policy.ts';
import { InputError } from '../../ports/input-error.ts';
import { describeIssue } from './issue.ts';
import { type DetectorOptions, policySchema } from './schema.ts';

/** @param name the file, for messages */
export function parsePolicy(text: string, name: string, detectors: readonly DetectorOptions[]): Policy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const [error] = document.errors;
  if (error !== undefined) throw new InputError(notYaml(name, error, lines));
  const schema = policySchema(detectors);
  const result = schema.safeParse(contentOf(document, name));
  if (!result.success)
    throw new InputError(describeIssue(result.error.issues, { name, document, lines, schema }));
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
