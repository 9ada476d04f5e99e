#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';

// Beside the code itself: who could write there could change the code as well.
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'nightwarden'));
const { main } = await import('../lib/cli/program.ts');
const { surviveBrokenStreams } = await import('../lib/cli/streams.ts');

// A sweep makes much that lives shortly. A young generation that grows no more, and an old one that grows in smaller
// steps, halve the memory for the same time (docs/benchmarks.md); as flags of the process they would need a second one.
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--heap-growing-percent=30');

surviveBrokenStreams(process);
const code = await main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  now: () => new Date(),
});
// Set already when the report could not be written.
process.exitCode ??= code;
