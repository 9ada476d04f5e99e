/** The schema that every document names and is tested against. */
export const OCSF_VERSION = '1.5.0';

/** An attribute bag of OCSF: `name` with one or several values. */
export interface OcsfTag {
  readonly name: string;
  readonly value?: string;
  readonly values?: readonly string[];
}

export interface OcsfResource {
  readonly uid: string;
  readonly type: string;
  readonly cloud_partition?: string;
  readonly region?: string;
  readonly owner?: { readonly name: string };
  readonly tags?: readonly OcsfTag[];
  readonly data?: unknown;
}

interface OcsfTechnique {
  readonly uid: string;
  readonly name: string;
}

export interface OcsfAttack {
  readonly technique: OcsfTechnique;
  readonly sub_technique?: OcsfTechnique;
}

/**
 * The attributes of Detection Finding (class 2004, profile cloud) that we fill.
 * Source: https://schema.ocsf.io/1.5.0/classes/detection_finding
 */
export interface OcsfDetectionFinding {
  readonly category_uid: 2;
  readonly category_name: 'Findings';
  readonly class_uid: 2004;
  readonly class_name: 'Detection Finding';
  readonly activity_id: 1;
  readonly activity_name: 'Create';
  readonly type_uid: 200401;
  readonly type_name: 'Detection Finding: Create';
  /** Milliseconds since 1970, UTC. */
  readonly time: number;
  readonly metadata: {
    readonly version: typeof OCSF_VERSION;
    readonly profiles: readonly ['cloud'];
    readonly product: { readonly name: string; readonly vendor_name: string; readonly version: string };
  };
  readonly cloud: {
    readonly provider: 'AWS';
    readonly cloud_partition: string;
    readonly region?: string;
    readonly account: {
      readonly uid: string;
      readonly name: string;
      readonly type_id: 10;
      readonly type: 'AWS Account';
    };
  };
  readonly severity_id: 0 | 1 | 2 | 3 | 4 | 5;
  readonly severity: string;
  readonly status_id: 1 | 99;
  readonly status: 'New' | 'Gap';
  readonly status_detail?: string;
  readonly is_alert: boolean;
  readonly message: string;
  readonly finding_info: {
    readonly uid: string;
    readonly title: string;
    readonly desc: string;
    readonly types: readonly ['finding' | 'gap'];
    readonly analytic?: {
      readonly uid: string;
      readonly name: string;
      readonly type_id: 1;
      readonly type: 'Rule';
    };
    readonly attacks?: readonly OcsfAttack[];
    readonly tags?: readonly OcsfTag[];
  };
  readonly risk_score?: number;
  readonly risk_level_id?: 0 | 1 | 2 | 3 | 4;
  readonly risk_details?: string;
  readonly evidences?: readonly { readonly data: unknown }[];
  readonly remediation: { readonly desc: string; readonly references?: readonly string[] };
  readonly resources: readonly OcsfResource[];
  readonly unmapped: Readonly<Record<string, unknown>>;
}
