/** A client that a person sits in front of. */
export interface InteractiveClient {
  readonly name: string;
  /** `weak`: programs run there as well. */
  readonly sign: 'clear' | 'weak';
}

/** By what they write into the user agent. The first that matches names it. */
const CLEAR: readonly (readonly [RegExp, string])[] = [
  [/\bprompt[#/](on|partial)\b/, 'the AWS CLI asking for its arguments'],
  [/\bexec-env\/CloudShell\b/i, 'AWS CloudShell'],
  [/\b(signin|console)\.amazonaws\.com\b|\bS3Console\//, 'the AWS console'],
  [/\bAWS[- ]Toolkit[- ]For[- ](VSCode|VS-Code)\b|\bVisual-Studio-Code\//i, 'AWS Toolkit for VS Code'],
  [/\bAWS[- ]Toolkit[- ]For[- ]JetBrains\b/i, 'AWS Toolkit for JetBrains'],
  [/\bAWS[- ]Toolkit[- ]For[- ](VisualStudio|Eclipse)\b/i, 'AWS Toolkit'],
  [/\bS3 Browser\b/i, 'S3 Browser'],
  [/\b(Cyberduck|Mountain Duck)\//i, 'Cyberduck'],
  [/\bWinSCP\//i, 'WinSCP'],
  [/\bCloudBerry|\bMSP360\b/i, 'MSP360 Explorer'],
  [/\bPostmanRuntime\//, 'Postman'],
  [/\binsomnia\//i, 'Insomnia'],
];

/** Desktop systems, as AWS's tools and SDKs name them. Windows Server says so, and is none. */
const DESKTOPS: readonly (readonly [RegExp, string])[] = [
  [/\bos\/macos\b|\bDarwin\/\d|\bGOOS#darwin\b|\bMac[_ ]OS[_ ]X\b/i, 'macOS'],
  [/\bos\/windows#(8|10|11)(?![\w.])|\bWindows\/(8|10|11)(?![\w.])/i, 'Windows'],
];

/**
 * What a user agent says of a person at the other end. A caller writes it itself, and may write anything.
 * @returns undefined when it speaks of no person
 */
export function interactiveClient(userAgent: string): InteractiveClient | undefined {
  const clear = CLEAR.find(([pattern]) => pattern.test(userAgent));
  if (clear !== undefined) return { name: clear[1], sign: 'clear' };
  const desktop = DESKTOPS.find(([pattern]) => pattern.test(userAgent));
  return desktop === undefined ? undefined : { name: `a client on ${desktop[1]}`, sign: 'weak' };
}
