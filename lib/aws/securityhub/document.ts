import * as z from 'zod';
import { PREFIX } from '../../core/reports/asff/index.ts';
import type { AsffFinding } from '../../core/reports/asff/types.ts';

/** What is read back of a finding: only what we wrote, and nothing of what people added. */
const severity = z.object({
  Label: z.enum(['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL']).optional(),
  Original: z.string().optional(),
});
const accessKey = z.object({
  AccessKeyId: z.string().optional(),
  AccountId: z.string().optional(),
  PrincipalName: z.string().optional(),
  PrincipalType: z.string().optional(),
  Status: z.enum(['Active', 'Inactive']).optional(),
});
const resource = z.object({
  Type: z.string(),
  Id: z.string(),
  Partition: z.enum(['aws', 'aws-cn', 'aws-us-gov']).optional(),
  Region: z.string().optional(),
  Tags: z.record(z.string(), z.string()).optional(),
  Details: z.object({ AwsIamAccessKey: accessKey.optional() }).optional(),
});
const document = z.object({
  SchemaVersion: z.literal('2018-10-08'),
  Id: z.string().startsWith(PREFIX),
  ProductArn: z.string(),
  ProductName: z.string().optional(),
  CompanyName: z.string().optional(),
  GeneratorId: z.string().startsWith(PREFIX),
  AwsAccountId: z.string(),
  Types: z.array(z.string()).optional(),
  CreatedAt: z.string(),
  UpdatedAt: z.string(),
  Severity: severity.optional(),
  Title: z.string(),
  Description: z.string(),
  Remediation: z
    .object({
      Recommendation: z.object({ Text: z.string().optional(), Url: z.string().optional() }).optional(),
    })
    .optional(),
  ProductFields: z.record(z.string(), z.string()).optional(),
  Resources: z.array(resource).min(1),
  RecordState: z.enum(['ACTIVE', 'ARCHIVED']).optional(),
  FindingProviderFields: z
    .object({ Severity: severity.optional(), Types: z.array(z.string()).optional() })
    .optional(),
});

/** The part of a finding that is ours; empty when another tool wrote it. */
export function ours(raw: unknown): readonly AsffFinding[] {
  const parsed = document.safeParse(raw);
  return parsed.success ? [parsed.data] : [];
}
