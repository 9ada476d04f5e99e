import { type EachOptions, readEach } from '../aws/each.ts';
import type { SourceGap } from '../core/model/gap.ts';
import type { Instant } from '../core/model/time.ts';

export interface RotaRead<R> extends Omit<EachOptions<string, R>, 'subjectOf'> {
  /** What is read, for the memory between nights: `ssh-keys`. */
  readonly kind: string;
}

/** What a subject answered, and when. */
export interface RotaResult<R> {
  readonly subject: string;
  readonly result: R;
  /** When it was read: tonight, or at its last turn. */
  readonly readAt: Instant;
}

/**
 * Shares out reads that AWS takes one principal at a time: each subject has its turn once a week, and what it said
 * then is remembered with its date. One that was not read within the week is a gap.
 */
export interface Rota {
  /**
   * @param subjects ARNs of the principals; their order does not matter
   * @param about `read` answers plain JSON data without any secret value, for it is kept between nights
   */
  read<R>(
    subjects: readonly string[],
    about: RotaRead<R>,
  ): Promise<{ readonly results: readonly RotaResult<R>[]; readonly gaps: readonly SourceGap[] }>;
}

/** Everybody's turn is tonight, and nothing is remembered. */
export function everybodyTonight(now: () => Date): Rota {
  return {
    async read(subjects, about) {
      const { results, gaps } = await readEach(subjects, { ...about, subjectOf: (arn) => arn });
      const readAt = now().toISOString();
      return { results: results.map(({ item, result }) => ({ subject: item, result, readAt })), gaps };
    },
  };
}
