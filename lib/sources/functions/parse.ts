import * as z from 'zod/mini';
import { regionOf } from '../../core/model/arn.ts';
import type { SourceGap } from '../../core/model/gap.ts';
import { isRecord } from '../../core/model/records.ts';
import type { Workload } from '../../core/model/workload.ts';
import type { AccountExport } from '../../ports/account-export.ts';
import { PartReader } from '../parse/part-reader.ts';
import { redactedValue, variablesOf } from '../parse/redacted.ts';
import { arn } from '../parse/schemas.ts';

const configuration = z.object({
  FunctionArn: arn('lambda'),
  FunctionName: z.string(),
  Role: z.optional(z.string()),
  Tags: z._default(z.record(z.string(), z.string()), {}),
  Environment: z.optional(
    z.object({
      Variables: z._default(z.record(z.string(), redactedValue), {}),
      Error: z.optional(z.object({ ErrorCode: z.optional(z.string()) })),
    }),
  ),
});
type Configuration = z.output<typeof configuration>;

/** Reads Lambda functions whose environment values were redacted already. */
export function parseFunctions({ manifest, functions: part }: AccountExport): {
  readonly functions: readonly Workload[];
  readonly gaps: readonly SourceGap[];
} {
  const reader = new PartReader(part, manifest.account);
  const items = part.items.flatMap((item, index) => {
    const about = { facts: ['functions', 'function-environments'] as const, subject: arnOf(item) };
    return reader.fit(configuration, item, `[${index}]`, about) ?? [];
  });
  const unique = reader.unique(items, ({ FunctionArn }) => FunctionArn, [
    'functions',
    'function-environments',
  ]);
  return { functions: unique.map((item) => toFunction(item, reader)), gaps: reader.gaps };
}

function toFunction(item: Configuration, reader: PartReader): Workload {
  const region = regionOf(item.FunctionArn);
  return {
    arn: item.FunctionArn,
    type: 'AWS::Lambda::Function',
    name: item.FunctionName,
    region,
    ...(item.Role === undefined ? {} : { role: item.Role }),
    tags: item.Tags,
    environment: environmentOf(item, region, reader),
  };
}

/** Lambda answers with an error in place of variables that it could not decrypt for the caller. */
function environmentOf(
  { FunctionArn, Environment }: Configuration,
  region: string,
  reader: PartReader,
): Workload['environment'] {
  if (Environment?.Error === undefined)
    return { state: 'read', variables: variablesOf(Environment?.Variables ?? {}) };
  const missing = 'kms:Decrypt';
  const told = reader.part.gaps.some(
    ({ scope, missing: known }) => scope.subject === FunctionArn && known === missing,
  );
  if (!told) {
    reader.gap({
      reason: `${reader.at('')}: Lambda could not decrypt the environment of ${FunctionArn}`,
      facts: ['function-environments'],
      subject: FunctionArn,
      region,
      missing,
      badInput: false,
    });
  }
  return { state: 'unread', missing };
}

function arnOf(item: unknown): string | undefined {
  const value = isRecord(item) ? item.FunctionArn : undefined;
  return typeof value === 'string' && value.startsWith('arn:') ? value : undefined;
}
