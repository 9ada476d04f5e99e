#!/usr/bin/env node
import { main } from '../lib/cli/program.ts';
import { surviveBrokenStreams } from '../lib/cli/streams.ts';

surviveBrokenStreams(process);
const code = await main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  now: () => new Date(),
});
// Set already when the report could not be written.
process.exitCode ??= code;
