import type { DetectorId } from '../detectors/ids.ts';
import { ATTACK } from './attack.ts';
import { CIS } from './cis.ts';
import { FSBP } from './fsbp.ts';
import type { Mapping } from './mapping.ts';
import { NIST_CSF } from './nist-csf.ts';
import { OWASP_NHI } from './owasp-nhi.ts';

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

/** The controls that a detector's findings speak to. */
export function frameworksOf(detector: DetectorId): Frameworks {
  return {
    owaspNhi: idsOf(OWASP_NHI[detector]),
    nistCsf: idsOf(NIST_CSF[detector]),
    cisV3: CIS[detector].map(({ v3 }) => v3),
    cisV5: CIS[detector].map(({ v5 }) => v5),
    fsbp: idsOf(FSBP[detector]),
  };
}

/** The ATT&CK techniques that a detector's findings would serve. */
export function attackOf(detector: DetectorId): readonly string[] {
  return idsOf(ATTACK[detector]);
}

function idsOf(mappings: readonly Mapping[]): readonly string[] {
  return mappings.map(({ id }) => id);
}
