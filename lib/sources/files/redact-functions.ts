import { isRecord } from '../../core/model/records.ts';
import { kindOf, oneLine } from '../parse/one-line.ts';
import { redactVariables } from '../redaction/index.ts';
import { emptied, kept } from './kept.ts';
import { FUNCTIONS } from './known.ts';
import type { Listing } from './listing.ts';
import { damagedFile, type FileProblem } from './problem.ts';

/** Replaces every environment value before anything else sees it; values that were redacted before stay. */
export async function redactFunctions(items: readonly unknown[]): Promise<Listing> {
  const problems: FileProblem[] = [];
  const redacted: unknown[] = [];
  for (const [index, item] of items.entries()) {
    const known = kept('functions', item);
    if (!isRecord(known) || known.Environment === undefined) {
      redacted.push(known);
      continue;
    }
    const place = `${FUNCTIONS.file}: [${index}]`;
    redacted.push({ ...known, Environment: await redactEnvironment(known.Environment, place, problems) });
  }
  return { items: redacted, problems };
}

async function redactEnvironment(
  environment: unknown,
  place: string,
  problems: FileProblem[],
): Promise<unknown> {
  if (!isRecord(environment)) return emptied(environment);
  const { Variables: variables, Error: error } = environment;
  return {
    ...(variables === undefined ? {} : { Variables: await redactAll(variables, place, problems) }),
    ...(error === undefined ? {} : { Error: errorOf(error) }),
  };
}

async function redactAll(variables: unknown, place: string, problems: FileProblem[]): Promise<unknown> {
  if (!isRecord(variables)) return emptied(variables);
  for (const [name, value] of Object.entries(variables)) {
    if (typeof value === 'string' || (isRecord(value) && value.redacted === true)) continue;
    const reason = `${place}.Environment.Variables.${oneLine(name, 80)}: expected text, got ${kindOf(value)}`;
    problems.push(damagedFile(FUNCTIONS.file, reason, ['function-environments']));
  }
  return redactVariables(variables);
}

/** The message may quote the environment; the code is enough. */
function errorOf(error: unknown): unknown {
  if (!isRecord(error)) return emptied(error);
  const code = error.ErrorCode;
  return typeof code === 'string' && /^\w{1,80}$/.test(code) ? { ErrorCode: code } : {};
}
