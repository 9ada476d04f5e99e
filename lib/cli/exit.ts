import type { Finding } from '../core/model/finding.ts';
import type { Gap } from '../core/model/gap.ts';
import { atLeast, type Severity } from '../core/model/severity.ts';

/** What the process says when it ends. Part of the command-line contract. */
export const EXIT = {
  ok: 0,
  findings: 1,
  usage: 2,
  nothingRead: 3,
  gaps: 4,
  refused: 5,
  rolledBack: 6,
  blocked: 7,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/**
 * The exit code of a sweep, the first that applies: 2 bad input · 3 nothing could be read ·
 * 1 findings at or above `failOn` · 4 gaps, when `strict` · 0.
 */
export function sweepExit(
  {
    findings,
    gaps,
    read,
  }: { readonly findings: readonly Finding[]; readonly gaps: readonly Gap[]; readonly read: number },
  { failOn, strict }: { readonly failOn?: Severity | undefined; readonly strict?: boolean | undefined },
): ExitCode {
  if (gaps.some(({ badInput }) => badInput === true)) return EXIT.usage;
  if (read === 0) return EXIT.nothingRead;
  if (failOn !== undefined && findings.some(({ severity }) => atLeast(severity, failOn)))
    return EXIT.findings;
  if (strict === true && gaps.length > 0) return EXIT.gaps;
  return EXIT.ok;
}
