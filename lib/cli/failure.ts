import { printable } from '../core/reports/text.ts';
import { InputError } from '../ports/input-error.ts';
import { EXIT, type ExitCode } from './exit.ts';

/** An error as people see it: one line, and the exit code that the contract gives it. */
export function explain(error: unknown): { readonly line: string; readonly code: ExitCode } {
  if (error instanceof InputError) return { line: printable(error.message), code: EXIT.usage };
  if (!(error instanceof Error)) return { line: 'unexpected failure', code: EXIT.nothingRead };
  if (error.name === 'NothingReadError') return { line: printable(error.message), code: EXIT.nothingRead };
  const code = 'code' in error ? String(error.code) : error.name;
  // An error nobody foresaw may quote its input: its message is not shown, its place in the code is.
  const place =
    /\((?:file:\/\/)?[^()]*?((?:lib|bin)\/[\w./-]+:\d+)/.exec(error.stack ?? '')?.[1] ?? 'unknown place';
  return {
    line: `unexpected ${code} at ${place}; nothing was reported, nothing was changed`,
    code: EXIT.nothingRead,
  };
}
