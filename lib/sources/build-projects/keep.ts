import { isRecord } from '../../core/model/records.ts';
import { emptied } from '../files/kept.ts';
import { field, type Item, listOf, texts } from '../keeping.ts';
import { redactedList, redactedOne } from '../keeping-values.ts';
import { redactText } from '../redaction/index.ts';

/** Types of variables whose value says where the secret is, and is none. */
const REFERENCES: ReadonlySet<unknown> = new Set(['PARAMETER_STORE', 'SECRETS_MANAGER']);

/**
 * One project as `batch-get-projects` writes it: its names, role and tags, and, redacted, its plaintext variables,
 * where its sources lie (a URL may hold a password) and its buildspec. A webhook's secret, authorizations and all else
 * are left behind.
 */
export async function keepProject(project: Item): Promise<Item> {
  const { environment, source, secondarySources, tags } = project;
  return {
    ...texts(project, ['arn', 'name', 'serviceRole']),
    ...(await field('environment', environment, keepEnvironment)),
    ...(await field('source', source, keepSource)),
    ...(await field('secondarySources', secondarySources, (list) => listOf(list, keepSource))),
    ...(await field('tags', tags, (list) => listOf(list, (tag) => texts(tag, ['key', 'value'])))),
  };
}

function keepEnvironment(environment: unknown): unknown {
  if (!isRecord(environment)) return emptied(environment);
  return field('environmentVariables', environment.environmentVariables, (list) =>
    redactedList(Array.isArray(list) ? list.filter((each) => !isReference(each)) : list),
  );
}

function isReference(variable: unknown): boolean {
  return isRecord(variable) && REFERENCES.has(variable.type);
}

async function keepSource(source: unknown): Promise<unknown> {
  if (!isRecord(source)) return emptied(source);
  const { location, buildspec } = source;
  return {
    ...texts(source, ['sourceIdentifier']),
    ...(await field('location', location, (value) => redactedOne('location', value))),
    ...(await field('buildspec', buildspec, keepBuildspec)),
  };
}

/** The text of a buildspec; else the name or ARN of a file, which holds nothing to find. */
async function keepBuildspec(buildspec: unknown): Promise<unknown> {
  if (typeof buildspec !== 'string') return redactedOne('buildspec', buildspec);
  return { ...(await redactText(withoutReferences(buildspec))), length: buildspec.length };
}

/** Under these a variable is given the name of a secret or parameter: `DB_PASSWORD: shop/db:password`. */
const REFERENCE_SECTION = /^([ \t]*)(?:parameter-store|secrets-manager)[ \t]*:$/;

function withoutReferences(buildspec: string): string {
  let within: number | undefined;
  const kept: string[] = [];
  for (const line of buildspec.split('\n')) {
    const text = line.trimEnd();
    const depth = text.length - text.trimStart().length;
    if (within !== undefined && text !== '' && depth <= within) within = undefined;
    if (within !== undefined) continue;
    within = REFERENCE_SECTION.exec(text)?.[1]?.length;
    kept.push(line);
  }
  return kept.join('\n');
}
