import * as z from 'zod/mini';
import { PREFIX } from '../../core/reports/asff/index.ts';
import type { AsffFinding } from '../../core/reports/asff/types.ts';

/** What is read back of a finding: only what we wrote, and nothing of what people added. */
const severity = z.object({
  Label: z.optional(z.enum(['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'])),
  Original: z.optional(z.string()),
});
const accessKey = z.object({
  AccessKeyId: z.optional(z.string()),
  AccountId: z.optional(z.string()),
  PrincipalName: z.optional(z.string()),
  PrincipalType: z.optional(z.string()),
  Status: z.optional(z.enum(['Active', 'Inactive'])),
});
const resource = z.object({
  Type: z.string(),
  Id: z.string(),
  Partition: z.optional(z.enum(['aws', 'aws-cn', 'aws-us-gov'])),
  Region: z.optional(z.string()),
  Tags: z.optional(z.record(z.string(), z.string())),
  Details: z.optional(z.object({ AwsIamAccessKey: z.optional(accessKey) })),
});
const document = z.object({
  SchemaVersion: z.literal('2018-10-08'),
  Id: z.string().check(z.startsWith(PREFIX)),
  ProductArn: z.string(),
  ProductName: z.optional(z.string()),
  CompanyName: z.optional(z.string()),
  GeneratorId: z.string().check(z.startsWith(PREFIX)),
  AwsAccountId: z.string(),
  Types: z.optional(z.array(z.string())),
  CreatedAt: z.string(),
  UpdatedAt: z.string(),
  Severity: z.optional(severity),
  Title: z.string(),
  Description: z.string(),
  Remediation: z.optional(
    z.object({
      Recommendation: z.optional(z.object({ Text: z.optional(z.string()), Url: z.optional(z.string()) })),
    }),
  ),
  ProductFields: z.optional(z.record(z.string(), z.string())),
  Resources: z.array(resource).check(z.minLength(1)),
  RecordState: z.optional(z.enum(['ACTIVE', 'ARCHIVED'])),
  FindingProviderFields: z.optional(
    z.object({ Severity: z.optional(severity), Types: z.optional(z.array(z.string())) }),
  ),
});

/** The part of a finding that is ours; empty when another tool wrote it. */
export function ours(raw: unknown): readonly AsffFinding[] {
  const parsed = document.safeParse(raw);
  return parsed.success ? [parsed.data] : [];
}
