import { FSBP_TITLES } from '../../frameworks/titles.ts';
import type { Finding } from '../../model/finding.ts';
import { LIMITS } from './types.ts';

const CHECKS = 'Software and Configuration Checks';
const STANDARDS = `${CHECKS}/Industry and Regulatory Standards`;

/**
 * Where ASFF's types put an ATT&CK technique. Several tactics share T1078; the first contact is what counts here.
 * Source: AWS Security Hub User Guide, "Types taxonomy for ASFF"; MITRE ATT&CK Enterprise.
 */
const TACTICS: Readonly<Record<string, string>> = {
  T1078: 'TTPs/Initial Access',
  T1199: 'TTPs/Initial Access',
  T1098: 'TTPs/Persistence',
  T1136: 'TTPs/Persistence',
  T1562: 'TTPs/Defense Evasion',
  T1528: 'TTPs/Credential Access',
  T1552: 'TTPs/Credential Access',
  T1555: 'TTPs/Credential Access',
  T1087: 'TTPs/Discovery',
  T1526: 'TTPs/Discovery',
  T1580: 'TTPs/Discovery',
  T1550: 'TTPs/Lateral Movement',
  T1530: 'TTPs/Collection',
  T1537: 'Effects/Data Exfiltration',
  T1531: 'Effects/Denial of Service',
  T1496: 'Effects/Resource Consumption',
};

/** The finding's types, `namespace/category/classifier`, by the frameworks and techniques that it speaks to. */
export function typesOf({ frameworks, attack }: Finding): string[] {
  const types = [`${CHECKS}/AWS Security Best Practices`];
  if (frameworks.fsbp.some(isOfFsbp)) types.push(`${STANDARDS}/AWS Foundational Security Best Practices`);
  if (frameworks.cisV3.length + frameworks.cisV5.length > 0)
    types.push(`${STANDARDS}/CIS AWS Foundations Benchmark`);
  if (frameworks.nistCsf.length > 0) types.push(`${STANDARDS}/NIST CSF Controls (USA)`);
  // Security Hub's own insight "Credentials that may have leaked" looks for types that begin like this.
  if (frameworks.owaspNhi.includes('NHI2:2025'))
    types.push(
      'Sensitive Data Identifications/Passwords/Secret Leakage',
      'Effects/Data Exposure/Secret Leakage',
    );
  for (const technique of attack) {
    const tactic = TACTICS[technique.slice(0, 5)];
    if (tactic !== undefined && /^T\d{4}(\.\d{3})?$/.test(technique)) types.push(`${tactic}/${technique}`);
  }
  return [...new Set(types)].slice(0, LIMITS.types);
}

/** Not every control of Security Hub belongs to that standard. */
function isOfFsbp(id: string): boolean {
  return Object.entries(FSBP_TITLES).some(([control, { fsbp }]) => control === id && fsbp);
}
