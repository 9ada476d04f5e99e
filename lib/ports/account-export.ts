import type { SourceGap } from '../core/model/gap.ts';
import type { Instant } from '../core/model/time.ts';
import type { Deactivation, Usage } from '../core/model/usage.ts';

/**
 * One kind of read, in the shape that AWS's own CLI writes (PascalCase, dates as ISO text), after redaction.
 * Live reads and files both end here, so that one parser serves both.
 */
export interface Part {
  readonly items: readonly unknown[];
  /** Names the place of item `i` in messages: `account-authorization-details.json`, `iam:GetAccountAuthorizationDetails`. */
  readonly origin: string;
  /** The IAM action or file that would fill this part: the `missing` of every gap in it. */
  readonly missing: string;
  /** `partial`: something of it is in `gaps`. `unread`: nothing was read, and a gap says why. */
  readonly status: 'complete' | 'partial' | 'unread';
  readonly gaps: readonly SourceGap[];
}

export interface Manifest {
  /** 12 digits. */
  readonly account: string;
  readonly partition: string;
  readonly takenAt: Instant;
  readonly regions: readonly string[];
  /** When AWS made the credential report; absent: not known, so up to 4 hours before `takenAt`. */
  readonly credentialReportAt?: Instant;
}

/** Everything read of one account, live or from files, not yet parsed. */
export interface AccountExport {
  readonly manifest: Manifest;
  /** Items: answers of GetAccountAuthorizationDetails (`{UserDetailList, GroupDetailList, RoleDetailList, Policies}`). */
  readonly authorization: Part;
  /** Items: one object a row of the credential report, by its column names. */
  readonly credentialReport: Part;
  /** Items: AccessKeyMetadata, each with an optional AccessKeyLastUsed. */
  readonly accessKeys: Part;
  /** Items: SecretListEntry. */
  readonly secrets: Part;
  /** Items: answers of ListSecretVersionIds. */
  readonly secretVersions: Part;
  /** Items: FunctionConfiguration, with each environment value replaced by a RedactedValue. */
  readonly functions: Part;
  /** The parts of the registered sources, by their names; items are what each source keeps. */
  readonly listed: Readonly<Record<string, Part>>;
  readonly trail: TrailReading;
}

/** What takes the place of a value that was found in an environment variable. */
export interface RedactedValue {
  readonly redacted: true;
  /** UTF-16 code units. */
  readonly length: number;
  readonly rules: readonly string[];
  readonly keyId?: string;
}

/** CloudTrail, added up while reading; the events themselves are not kept. */
export interface TrailReading {
  readonly usage: readonly Usage[];
  /** Absent: none was seen. */
  readonly deactivations?: readonly Deactivation[];
  readonly missing: string;
  readonly status: Part['status'];
  readonly gaps: readonly SourceGap[];
}

/** Adds records up; what it did not understand it counts, when it counts at all. */
export interface TrailSink extends RecordSink {
  usage(): readonly Usage[];
  deactivations?(): readonly Deactivation[];
  readonly malformed?: number;
}

/** Takes CloudTrail records one at a time, in any order; an eventID that was seen before is not counted again. */
export interface RecordSink {
  /** @param record a CloudTrail record as it stands in a trail file or in LookupEvents' `CloudTrailEvent` */
  add(record: unknown): void;
}
