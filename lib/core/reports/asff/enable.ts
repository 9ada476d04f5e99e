/** The command that makes a Region take findings, without standards that nobody asked for. */
export function enableHub(region: string): string {
  return `aws securityhub enable-security-hub --no-enable-default-standards --region ${region}`;
}
