/** Ids of the controls that a finding speaks to, by framework. */
export interface Frameworks {
  /** OWASP Non-Human Identities Top 10, 2025: `NHI7:2025`. */
  readonly owaspNhi: readonly string[];
  /** NIST Cybersecurity Framework 2.0: `PR.AA-01`. */
  readonly nistCsf: readonly string[];
  /** CIS AWS Foundations Benchmark 3.0: `1.14`. */
  readonly cisV3: readonly string[];
  /** CIS AWS Foundations Benchmark 5.0: `1.13`. */
  readonly cisV5: readonly string[];
  /** AWS Foundational Security Best Practices: `IAM.3`. */
  readonly fsbp: readonly string[];
}
