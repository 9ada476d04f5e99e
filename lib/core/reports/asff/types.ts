/**
 * The part of the AWS Security Finding Format that we write.
 * Workflow, Note, UserDefinedFields and VerificationState are left out on purpose: they belong to people.
 * Source: AWS Security Hub API Reference, AwsSecurityFinding.
 */
export interface AsffFinding {
  readonly SchemaVersion: '2018-10-08';
  readonly Id: string;
  readonly ProductArn: string;
  readonly ProductName?: string | undefined;
  readonly CompanyName?: string | undefined;
  readonly GeneratorId: string;
  readonly AwsAccountId: string;
  /** Security Hub keeps a person's own value of Types and Severity, whatever is sent here. */
  readonly Types?: string[] | undefined;
  readonly CreatedAt: string;
  readonly UpdatedAt: string;
  readonly Severity?: AsffSeverity | undefined;
  readonly Title: string;
  readonly Description: string;
  readonly Remediation?: { readonly Recommendation?: AsffRecommendation | undefined } | undefined;
  readonly ProductFields?: Record<string, string> | undefined;
  readonly Resources: AsffResource[];
  readonly RecordState?: AsffRecordState | undefined;
  readonly FindingProviderFields?:
    | { readonly Severity?: AsffSeverity | undefined; readonly Types?: string[] | undefined }
    | undefined;
}

export type AsffRecordState = 'ACTIVE' | 'ARCHIVED';

export interface AsffSeverity {
  readonly Label?: 'INFORMATIONAL' | 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL' | undefined;
  readonly Original?: string | undefined;
}

export interface AsffRecommendation {
  readonly Text?: string | undefined;
  readonly Url?: string | undefined;
}

export interface AsffResource {
  readonly Type: string;
  readonly Id: string;
  readonly Partition?: 'aws' | 'aws-cn' | 'aws-us-gov' | undefined;
  readonly Region?: string | undefined;
  readonly Tags?: Record<string, string> | undefined;
  readonly Details?: { readonly AwsIamAccessKey?: AsffAccessKey | undefined } | undefined;
}

export interface AsffAccessKey {
  readonly AccessKeyId?: string | undefined;
  readonly AccountId?: string | undefined;
  readonly PrincipalName?: string | undefined;
  readonly PrincipalType?: string | undefined;
  readonly Status?: 'Active' | 'Inactive' | undefined;
}

/**
 * The documented limits, in characters (counted here as UTF-16 code units, which are never fewer) or items.
 * Source: AWS Security Hub API Reference and User Guide; the length of a resource's id is not documented and is
 * kept to that of a finding's id.
 */
export const LIMITS = {
  id: 512,
  resourceId: 512,
  region: 16,
  title: 256,
  description: 1024,
  recommendation: 512,
  types: 50,
  resources: 32,
  productFields: 50,
  productKey: 128,
  productValue: 2048,
  tags: 50,
  tagKey: 128,
  tagValue: 256,
  severityOriginal: 64,
  /** Bytes of one finding: 240 KB, read strictly. */
  findingBytes: 240_000,
  /** Findings, and bytes, of one BatchImportFindings call: 100 and 6 MB, read strictly. */
  batch: 100,
  batchBytes: 6_000_000,
} as const;
