import { usageBook } from '../core/trust/usage.ts';
import type { AccountExport } from '../ports/account-export.ts';
import type { Progress } from '../ports/progress.ts';
import { openRecords, writeExport } from './collect.ts';
import { readLiveAccount } from './read-account.ts';
import { readPeople } from './read-people.ts';
import { readPolicyOrDefault } from './sweep.ts';

export interface CollectRequest {
  readonly out: string;
  readonly profile?: string;
  readonly regions?: readonly string[];
  readonly roster?: string;
  readonly exposures?: string;
  readonly policy?: string;
  /** What AWS tells of one principal at a time is read of all now. */
  readonly deep?: boolean;
}

/** Makes the reads of a sweep and saves them, redacted, as a directory that `sweep --from` takes. */
export async function collect(
  { out, profile, regions, policy: policyFile, deep, ...files }: CollectRequest,
  { now, progress }: { readonly now: () => Date; readonly progress: Progress },
): Promise<AccountExport> {
  const policy = await readPolicyOrDefault(policyFile);
  const { watched } = await readPeople(files, now().toISOString());
  const sink = await openRecords(out, usageBook());
  const account = await readLiveAccount({ profile, regions, policy, progress, sink, watched, deep, now });
  progress.step(`writing ${out}`);
  await writeExport(account, out, sink);
  progress.done();
  return account;
}
