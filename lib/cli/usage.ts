import { count, printable } from '../core/reports/text.ts';
import { usageJsonl, usageTable } from '../core/reports/usage/index.ts';
import { usage } from '../usecases/usage.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { withProgress } from './progress.ts';
import type { Surroundings } from './surroundings.ts';

/** `nightwarden usage DIR…`: the rows on stdout; files that could not be read on stderr, and then exit code 2. */
export async function usageCommand(
  dirs: readonly string[],
  { format }: { readonly format: 'table' | 'jsonl' },
  { stdout, stderr }: Surroundings,
): Promise<ExitCode> {
  const { rows, problems } = await withProgress(stderr, async (progress) => {
    progress.step('reading CloudTrail files');
    const added = await usage(dirs, (text) => progress.detail(text));
    progress.done(`${count(added.files, 'file')}, ${count(added.records, 'record')}`);
    return added;
  });
  stdout.write(format === 'jsonl' ? usageJsonl(rows) : usageTable(rows));
  for (const { file, reason } of problems) stderr.write(`nightwarden: ${printable(`${file}: ${reason}`)}\n`);
  return problems.length > 0 ? EXIT.usage : EXIT.ok;
}
