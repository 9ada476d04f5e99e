import type { Fact } from '../../core/model/facts.ts';
import type { SourceGap } from '../../core/model/gap.ts';
import { remedyFor } from '../parse/remedy.ts';

/** A gap of which the account is not known yet: it is told by the files themselves. */
export type FileProblem = Omit<SourceGap, 'scope'>;

export function missingFile(file: string, facts: readonly Fact[]): FileProblem {
  return { missing: file, reason: `${file} is missing`, remedy: remedyFor(file), facts };
}

export function damagedFile(file: string, reason: string, facts: readonly Fact[]): FileProblem {
  return { missing: file, reason, remedy: remedyFor(file), facts, badInput: true };
}

export function cutOffFile(file: string, place: string, facts: readonly Fact[]): FileProblem {
  return {
    missing: file,
    reason: `${place}: is cut off (IsTruncated, NextToken or Marker): there is more in AWS`,
    remedy: `without --max-items and --no-paginate, ${remedyFor(file)}`,
    facts,
  };
}
