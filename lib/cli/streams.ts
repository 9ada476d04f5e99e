import { EXIT } from './exit.ts';

/**
 * A stream that breaks while it is written to ends in one line and no stack trace. A reader that has seen enough
 * (`| head`) is no fault; a report that could not be written whole (a full disk) is, and gives exit code 2.
 */
export function surviveBrokenStreams({ stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>): void {
  stderr.on('error', () => {});
  stdout.on('error', ({ code = 'unknown error' }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE' || process.exitCode === EXIT.usage) return;
    process.exitCode = EXIT.usage;
    stderr.write(
      `nightwarden: standard output: could not be written (${code}): free space, or name a file with --out\n`,
    );
  });
}
