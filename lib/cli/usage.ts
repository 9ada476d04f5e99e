import { printable } from '../core/reports/text.ts';
import { usageJsonl, usageTable } from '../core/reports/usage/index.ts';
import { usage } from '../usecases/usage.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { terminalProgress } from './progress.ts';
import type { Surroundings } from './surroundings.ts';

/** `nightwarden usage DIR…`: the rows on stdout; files that could not be read on stderr, and then exit code 2. */
export async function usageCommand(
  dirs: readonly string[],
  { format }: { readonly format: 'table' | 'jsonl' },
  { stdout, stderr }: Surroundings,
): Promise<ExitCode> {
  const progress = terminalProgress(stderr);
  progress.step('reading CloudTrail files');
  const { rows, files, records, problems } = await usage(dirs, (text) => progress.detail(text));
  progress.done(`${files} files, ${records} records`);
  stdout.write(format === 'jsonl' ? usageJsonl(rows) : usageTable(rows));
  for (const { file, reason } of problems) stderr.write(`nightwarden: ${printable(`${file}: ${reason}`)}\n`);
  return problems.length > 0 ? EXIT.usage : EXIT.ok;
}
