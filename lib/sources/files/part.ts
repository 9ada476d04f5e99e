import type { Fact } from '../../core/model/facts.ts';
import type { SourceGap } from '../../core/model/gap.ts';
import type { Part } from '../../ports/account-export.ts';
import type { KeptPart } from './manifest.ts';
import { type FileProblem, missingFile } from './problem.ts';

/** What came of reading one file: `unread` with its problem, or items, some of which may be problems. */
export interface FileRead {
  readonly state: 'read' | 'missing' | 'damaged';
  readonly items: readonly unknown[];
  readonly problems: readonly FileProblem[];
}

/**
 * One file as a part of the export.
 * @param keptPart how `collect` read it, when it did: its gaps stay, and a file it could not write is not missed
 */
export function toPart(
  { file, facts }: { readonly file: string; readonly facts: readonly Fact[] },
  read: FileRead,
  keptPart: KeptPart | undefined,
  account: string,
): Part {
  const { status, gaps } = partStatus({ file, facts }, read, keptPart, account);
  return {
    items: read.items,
    origin: keptPart?.origin ?? file,
    missing: keptPart?.missing ?? file,
    status,
    gaps,
  };
}

/** Of what the manifest says and what the file shows, the worse holds. */
export function partStatus(
  { file, facts }: { readonly file: string; readonly facts: readonly Fact[] },
  { state, problems }: FileRead,
  keptPart: KeptPart | undefined,
  account: string,
): Pick<Part, 'status' | 'gaps'> {
  const told = (keptPart?.gaps ?? []).map((gap): SourceGap => ({ ...gap, scope: { ...gap.scope, account } }));
  const expected = keptPart?.status === 'unread' && told.length > 0;
  const missed = state === 'missing' && !expected ? [missingFile(file, facts)] : [];
  const found = [...problems, ...missed].map((problem): SourceGap => ({ scope: { account }, ...problem }));
  const gaps = [...told, ...found];
  if (state !== 'read') return { status: 'unread', gaps };
  const partial = found.length > 0 || (keptPart !== undefined && keptPart.status !== 'complete');
  return { status: partial ? 'partial' : 'complete', gaps };
}
