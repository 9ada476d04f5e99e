import { readFileSync } from 'node:fs';
import { parse, YAMLParseError } from 'yaml';
import * as z from 'zod';
import { nearest } from '../sources/policy/nearest.ts';
import { CONFIG, type Config } from './config.ts';
import { checkTrail } from './trail-config.ts';

/**
 * Reads the deployment's options from where they were handed over.
 * @param file `-c config=FILE`: a YAML file; undefined: none was named
 * @param context what cdk.json's context holds under `nightwarden`; undefined: nothing
 * @throws {Error} one line: the place, what was expected, what came
 */
export function findConfig({ file, context }: { readonly file: unknown; readonly context: unknown }): Config {
  if (file === undefined) return readConfig(context);
  if (typeof file !== 'string' || file === '')
    throw new Error(`config: expected the name of a YAML file, got ${JSON.stringify(file)}`);
  if (context !== undefined)
    throw new Error(
      `expected options in ${file} or under nightwarden in the context, got both; leave one of them out`,
    );
  return readConfig(parsed(file));
}

function parsed(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof YAMLParseError) {
      const line = error.linePos?.[0].line ?? 1;
      throw new Error(`${file}: expected YAML, and line ${line} is none (${error.code})`, { cause: error });
    }
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new Error(`${file}: expected a YAML file that can be read, got ${code}`, { cause: error });
  }
}

/**
 * Reads the deployment's options.
 * @param given what cdk.json's context or a YAML file holds; undefined: nothing, and the defaults hold
 * @throws {Error} naming each option that is unknown or wrong, and what was expected
 */
export function readConfig(given: unknown): Config {
  const read = CONFIG.safeParse(given ?? {});
  if (!read.success) throw new Error(read.error.issues.flatMap(told).join('; '));
  checkTrail(read.data.trail, read.data.mode);
  const problem = contradiction(read.data);
  if (problem !== undefined) throw new Error(problem);
  return read.data;
}

/** What can't be meant together; undefined: nothing. */
function contradiction({
  mode,
  organisation,
  homeRegion,
  guardDutyRegions,
  objectLockDays,
  retention,
  rotation,
}: Config): string | undefined {
  if (mode === 'single' && organisation !== undefined)
    return 'nightwarden.mode: expected organisation, for organisation is given; got single';
  if (mode === 'organisation' && organisation === undefined)
    return 'nightwarden.organisation: expected id, managementAccount, hubAccount and more, for mode is organisation; got nothing';
  if (mode === 'single' && rotation.accounts.length > 0)
    return 'nightwarden.rotation.accounts: expected none, for mode is single, which carries out plans in its own account; got some';
  if (mode === 'organisation' && rotation.enabled && rotation.accounts.length === 0)
    return 'nightwarden.rotation.accounts: expected the accounts in which plans may be carried out, for rotation is enabled in an organisation; got none';
  if (mode === 'organisation' && rotation.databases !== undefined)
    return 'nightwarden.rotation.databases: expected none, for in an organisation each account has networks of its own; got some';
  if (mode === 'organisation' && rotation.bridges.length > 0)
    return 'nightwarden.rotation.bridges: expected none, for in an organisation tokens of third parties are not planned; got some';
  const twice = rotation.accounts.find((account, at) => rotation.accounts.indexOf(account) !== at);
  if (twice !== undefined)
    return `nightwarden.rotation.accounts: expected each account once, got ${twice} twice`;
  if (!rotation.enabled && rotation.starts.length > 0)
    return 'nightwarden.rotation.enabled: expected true, for rotation.starts names secrets; got false';
  const unserved = served(mode, rotation);
  if (unserved !== undefined) return unserved;
  if (organisation !== undefined && organisation.hubAccount === organisation.managementAccount)
    return 'nightwarden.organisation.hubAccount: expected an account of its own, got the management account';
  if (mode === 'single' && homeRegion === undefined && guardDutyRegions.length > 0)
    return 'nightwarden.homeRegion: expected the Region of the deployment, for guardDutyRegions are to tell it; got nothing';
  if (objectLockDays > 0 && !retention.keepOnDestroy)
    return 'nightwarden.retention.keepOnDestroy: expected true, for nobody can delete what objectLockDays locks; got false';
  return undefined;
}

/** What rotation.served can't be meant together with; undefined: nothing. */
function served(mode: Config['mode'], rotation: Config['rotation']): string | undefined {
  if (rotation.served.length === 0) return undefined;
  if (!rotation.enabled)
    return 'nightwarden.rotation.enabled: expected true, for rotation.served names secrets; got false';
  if (mode === 'organisation')
    return 'nightwarden.rotation.served: expected none, for mode is organisation, in which secrets lie in other accounts than the function; got some';
  return undefined;
}

function told(issue: z.core.$ZodIssue): readonly string[] {
  const place = ['nightwarden', ...issue.path].join('.');
  if (issue.code !== 'unrecognized_keys')
    return [`${place}: expected ${issue.message.replace(/^Invalid \w+: expected /, '')}`];
  const known = knownKeys(issue.path);
  return issue.keys.map((key) => {
    const meant = nearest(key, known);
    return `${place}.${key}: unknown option${meant === undefined ? `; known are ${known.join(', ')}` : `; did you mean ${meant}?`}`;
  });
}

/** The options below a place. */
function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  const at = path.reduce<OptionSchema | undefined>(
    (schema, part) => schema?.properties?.[String(part)],
    optionSchema(),
  );
  return Object.keys(at?.properties ?? {});
}

/** What of a JSON Schema the options use. */
export interface OptionSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly items?: OptionSchema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, OptionSchema>>;
}

/** The options as a JSON Schema, as people write them. */
export function optionSchema(): OptionSchema {
  return z.toJSONSchema(CONFIG, { io: 'input', unrepresentable: 'any' }) as OptionSchema;
}
