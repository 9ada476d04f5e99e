import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { readEach } from '../../aws/each.ts';
import { gapOf } from '../../aws/errors.ts';
import type { FunctionsGateway } from '../../aws/lambda.ts';
import { plain } from '../../aws/pages.ts';
import { partOf, type Reading, readAll } from '../../aws/reading.ts';
import type { SourceGap } from '../../core/model/gap.ts';
import type { Part, RedactedValue } from '../../ports/account-export.ts';
import type { Progress } from '../../ports/progress.ts';

const LIST = 'lambda:ListFunctions';
const TAGS = 'lambda:ListTags';

export type RedactVariables = (
  variables: Readonly<Record<string, string>>,
) => Promise<Readonly<Record<string, RedactedValue>>>;

export interface LiveFunctionsOptions {
  readonly account: string;
  readonly regions: readonly string[];
  readonly gateway: (region: string) => FunctionsGateway;
  readonly redactVariables: RedactVariables;
  readonly progress: Progress;
}

/** What is kept of a function: fields that can hold a value of their own (description, image command) are left out. */
interface KeptFunction {
  readonly FunctionName?: string | undefined;
  readonly FunctionArn?: string | undefined;
  readonly Runtime?: string | undefined;
  readonly Role?: string | undefined;
  readonly LastModified?: string | undefined;
  readonly Environment?: {
    readonly Variables?: Readonly<Record<string, RedactedValue>>;
    readonly Error?: { readonly ErrorCode: string };
  };
  readonly Tags?: Readonly<Record<string, string>>;
}

/** Functions of every Region, with each environment value redacted as its page arrives. */
export async function readFunctions({
  account,
  regions,
  gateway,
  redactVariables,
  progress,
}: LiveFunctionsOptions): Promise<Part> {
  progress.step('functions');
  let done = 0;
  const read = await Promise.all(
    regions.map(async (region) => {
      const inRegion = await readRegion(gateway(region), { account, region }, redactVariables);
      done += 1;
      progress.detail(`${done} of ${regions.length} Regions`);
      return inRegion;
    }),
  );
  const part = partOf(LIST, read);
  progress.done(`${part.items.length} functions`);
  return part;
}

interface RegionScope {
  readonly account: string;
  readonly region: string;
}

async function readRegion(
  gateway: FunctionsGateway,
  scope: RegionScope,
  redactVariables: RedactVariables,
): Promise<Reading> {
  const kept: KeptFunction[] = [];
  const { answered, fault } = await readAll(redactPages(gateway.functions(), redactVariables), (page) =>
    kept.push(...page),
  );
  const tags = await readTags(kept, gateway, scope);
  const gaps: SourceGap[] = kept.flatMap((item) => environmentGap(item, scope) ?? []);
  if (fault !== undefined)
    gaps.push(gapOf(fault, { action: LIST, scope, facts: ['functions', 'function-environments'] }));
  return { items: tags.functions.map(plain), gaps: [...gaps, ...tags.gaps], answered };
}

async function* redactPages(
  pages: AsyncIterable<readonly FunctionConfiguration[]>,
  redactVariables: RedactVariables,
): AsyncGenerator<readonly KeptFunction[]> {
  for await (const page of pages)
    yield await Promise.all(page.map((configuration) => keep(configuration, redactVariables)));
}

async function keep(
  { FunctionName, FunctionArn, Runtime, Role, LastModified, Environment }: FunctionConfiguration,
  redactVariables: RedactVariables,
): Promise<KeptFunction> {
  const error = Environment?.Error;
  const environment = {
    ...(Environment?.Variables === undefined
      ? {}
      : { Variables: await redactVariables(Environment.Variables) }),
    ...(error === undefined ? {} : { Error: { ErrorCode: errorCode(error.ErrorCode) } }),
  };
  return {
    FunctionName,
    FunctionArn,
    Runtime,
    Role,
    LastModified,
    ...(Environment === undefined ? {} : { Environment: environment }),
  };
}

function errorCode(code: string | undefined): string {
  return code !== undefined && /^\w{1,80}$/.test(code) ? code : 'unknown error';
}

/** Lambda answers with an error in the environment's place when it may not decrypt it. */
function environmentGap(
  { FunctionArn = 'unknown function', Environment }: KeptFunction,
  scope: RegionScope,
): SourceGap | undefined {
  if (Environment?.Error === undefined) return undefined;
  return {
    scope: { ...scope, subject: FunctionArn },
    missing: 'kms:Decrypt',
    reason: `Lambda could not decrypt the function's environment (${Environment.Error.ErrorCode})`,
    remedy: "grant kms:Decrypt on the function's key to the reading role, or enable the key",
    facts: ['function-environments'],
  };
}

/**
 * Tags tell who owns what was found, and in which environment a shared role is used: they are asked for only there,
 * one call each.
 */
async function readTags(
  functions: readonly KeptFunction[],
  gateway: FunctionsGateway,
  scope: RegionScope,
): Promise<{ readonly functions: readonly KeptFunction[]; readonly gaps: readonly SourceGap[] }> {
  const byRole = Map.groupBy(functions, ({ Role }) => Role);
  const telling = functions.flatMap((item) => {
    const shares = item.Role !== undefined && (byRole.get(item.Role)?.length ?? 0) > 1;
    return holdsCredential(item) || shares ? (item.FunctionArn ?? []) : [];
  });
  const { results, gaps } = await readEach(telling, {
    action: TAGS,
    facts: ['functions'],
    scope,
    subjectOf: (arn) => arn,
    noun: 'functions',
    read: (arn) => gateway.tags(arn),
  });
  const tags = new Map(results.map(({ item, result }) => [item, result]));
  return {
    functions: functions.map((item) => {
      const found = item.FunctionArn === undefined ? undefined : tags.get(item.FunctionArn);
      return found === undefined ? item : { ...item, Tags: found };
    }),
    gaps,
  };
}

function holdsCredential({ Environment }: KeptFunction): boolean {
  return Object.values(Environment?.Variables ?? {}).some(
    ({ rules, keyId }) => rules.length > 0 || keyId !== undefined,
  );
}
