/** AWS attaches one of these to a user whose key it found in public. */
export function isQuarantinePolicy(arn: string): boolean {
  return /:iam::aws:policy\/AWSCompromisedKeyQuarantine(V\d+)?$/.test(arn);
}
