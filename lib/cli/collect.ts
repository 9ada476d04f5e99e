import { count, printable } from '../core/reports/text.ts';
import type { AccountExport, Part } from '../ports/account-export.ts';
import { type CollectRequest, collect } from '../usecases/collect-live.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { withProgress } from './progress.ts';
import type { Surroundings } from './surroundings.ts';

export interface CollectOptions extends Omit<CollectRequest, 'regions'> {
  readonly region?: readonly string[];
}

/** `nightwarden collect`: files only; what could not be read is said on stderr and kept in the manifest. */
export async function collectCommand(
  { region, ...request }: CollectOptions,
  around: Surroundings,
): Promise<ExitCode> {
  const { stderr, now } = around;
  const account = await withProgress(stderr, (progress) =>
    collect({ ...request, ...(region === undefined ? {} : { regions: region }) }, { now, progress }),
  );
  const parts = partsOf(account);
  const gaps = parts.flatMap((part) => part.gaps);
  for (const { missing, scope, reason, remedy } of gaps) {
    const place = [missing, scope.region, scope.subject].filter((part) => part !== undefined).join(' ');
    stderr.write(`${printable(`gap: ${place}: ${reason}; ${remedy}`)}\n`);
  }
  if (gaps.length > 0)
    stderr.write(
      `${count(gaps.length, 'gap')}, kept in manifest.json: a sweep of these files tells them again\n`,
    );
  stderr.write(`next: npx nightwarden sweep --from ${printable(request.out)}\n`);
  return parts.every(({ status }) => status === 'unread') ? EXIT.nothingRead : EXIT.ok;
}

function partsOf({ manifest: _, listed, ...parts }: AccountExport): readonly Pick<Part, 'status' | 'gaps'>[] {
  return [...Object.values(parts), ...Object.values(listed)];
}
