/** From least to most. */
export const SEVERITIES = ['informational', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/**
 * Why a finding weighs what it weighs. Points add up to the severity, on the scale of ASFF's
 * Severity.Normalized (0–100), so that nothing is lost on the way to Security Hub.
 * `text` names moments, never counts of days: it must read the same tomorrow, or every finding would
 * look changed every night.
 */
export interface Reason {
  readonly points: number;
  readonly text: string;
}

/** The sum of the reasons, between 0 and 100. */
export function score(reasons: readonly Reason[]): number {
  const sum = reasons.reduce((total, { points }) => total + points, 0);
  return Math.max(0, Math.min(100, sum));
}

/**
 * The label of a score, by ASFF's own bands: 0 informational, 1–39 low, 40–69 medium, 70–89 high, 90–100 critical.
 * Source: AWS Security Hub User Guide, "Severity" of the AWS Security Finding Format.
 */
export function severityOf(points: number): Severity {
  if (points >= 90) return 'critical';
  if (points >= 70) return 'high';
  if (points >= 40) return 'medium';
  return points >= 1 ? 'low' : 'informational';
}

/** Whether `severity` is `floor` or worse. */
export function atLeast(severity: Severity, floor: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(floor);
}
